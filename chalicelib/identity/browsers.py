"""Known browsers: a signed cookie that remembers who has signed in with this browser, and outlives the sessions.

The cookie holds the ids of accounts, each with a random id of this browser and the time of the last sign-in. It opens
nothing. A known browser has its own count of failures, so that a stranger who guesses passwords does not lock the owner
out; a sign-in from any other is told by mail.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from itsdangerous import BadSignature

from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal, unseal

COOKIE = "navigateur"
"""Name of the cookie, before its prefix (`sessions.cookie_name`)."""

MOST_ACCOUNTS = 4
"""How many accounts one browser remembers. The account whose sign-in is the oldest is forgotten first."""


class KnownBrowser(NamedTuple):
    """The id of this browser for one account, and the time of the account's last sign-in there."""

    id: str
    at: int


Known = Mapping[str, KnownBrowser]
"""What this browser is for each account, in the order of their last sign-ins."""


def life(settings: Settings) -> timedelta:
    """Return how long a browser is known after the last sign-in with it."""
    return timedelta(days=settings.known_browser_days)


def read(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> Known:
    """Return the accounts that signed in with this browser; none when the cookie is not genuine, or is too old."""
    try:
        entries, sealed_at = unseal(cookie, keys.sessions, _salt(settings), now, life(settings))
        last = int(sealed_at.timestamp())  # until November 2026 an entry had no time of its own
        return {
            str(account_id): KnownBrowser(str(browser_id), int(at[0]) if at else last)
            for account_id, browser_id, *at in entries
        }
    except (BadSignature, TypeError, ValueError):  # the last two: another version of this code wrote the cookie
        return {}


def write(known: Known, account_id: str, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the value of the cookie after a sign-in of `account_id`.

    The account gets a new id of this browser, so that an earlier copy of the cookie has a separate count.
    """
    others = [(other_id, *browser) for other_id, browser in known.items() if other_id != account_id]
    entries = [*others, (account_id, secrets.token_urlsafe(12), int(now.timestamp()))][-MOST_ACCOUNTS:]
    return seal(entries, keys.sessions, _salt(settings), now)


def seal_known(known: Known, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the value of the cookie of a browser that is known to these accounts, as it was to each of them."""
    return seal([(account_id, *browser) for account_id, browser in known.items()], keys.sessions, _salt(settings), now)


def _salt(settings: Settings) -> str:
    return f"navigateur:{settings.stage}"
