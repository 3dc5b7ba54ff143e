"""Known browsers: a signed cookie that remembers who has signed in with this browser, and outlives the sessions.

The cookie holds the ids of accounts, each with a random id of this browser. It opens nothing. A known browser has its
own count of failures, so that a stranger who guesses passwords does not lock the owner out.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from itsdangerous import BadSignature

from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal, unseal

COOKIE = "navigateur"
"""Name of the cookie, before its prefix (`sessions.cookie_name`)."""

MOST_ACCOUNTS = 4
"""How many accounts one browser remembers. The account whose sign-in is the oldest is forgotten first."""

Known = Mapping[str, str]
"""The id of this browser for each account, in the order of their last sign-ins."""


def life(settings: Settings) -> timedelta:
    """Return how long a browser is known after the last sign-in with it."""
    return timedelta(days=settings.known_browser_days)


def read(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> Known:
    """Return the accounts that signed in with this browser; none when the cookie is not genuine, or is too old."""
    try:
        pairs, _ = unseal(cookie, keys.sessions, _salt(settings), now, life(settings))
        return {str(account_id): str(browser_id) for account_id, browser_id in pairs}
    except (BadSignature, TypeError, ValueError):  # the last two: another version of this code wrote the cookie
        return {}


def write(known: Known, account_id: str, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the value of the cookie after a sign-in of `account_id`.

    The account gets a new id of this browser, so that an earlier copy of the cookie has a separate count.
    """
    others = [pair for pair in known.items() if pair[0] != account_id]
    pairs = [*others, (account_id, secrets.token_urlsafe(12))][-MOST_ACCOUNTS:]
    return seal(pairs, keys.sessions, _salt(settings), now)


def _salt(settings: Settings) -> str:
    return f"navigateur:{settings.stage}"
