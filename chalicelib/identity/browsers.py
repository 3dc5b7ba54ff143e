"""Browsers in which somebody has signed in before: a signed cookie that outlives sessions and opens nothing.

It names accounts by their ids, each with a random id of this browser. All that it is good for is a count of failures
of its own, so that a stranger's tries on an address do not keep its owner out.
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
"""Accounts that one browser remembers; the one that signed in longest ago makes way."""

Known = Mapping[str, str]
"""The id of this browser by account, the latest sign-in last."""


def life(settings: Settings) -> timedelta:
    """Return how long a browser is known after the last sign-in in it."""
    return timedelta(days=settings.known_browser_days)


def read(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> Known:
    """Return the accounts that signed in in this browser; none when the cookie is not genuine, or too old."""
    try:
        pairs, _ = unseal(cookie, keys.sessions, _salt(settings), now, life(settings))
        return {str(account_id): str(browser_id) for account_id, browser_id in pairs}
    except (BadSignature, TypeError, ValueError):  # the last two: signed here, by a version that wrote other fields
        return {}


def write(known: Known, account_id: str, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the cookie's value after a sign-in of `account_id`, under a new id: a copy made before counts apart."""
    others = [pair for pair in known.items() if pair[0] != account_id]
    pairs = [*others, (account_id, secrets.token_urlsafe(12))][-MOST_ACCOUNTS:]
    return seal(pairs, keys.sessions, _salt(settings), now)


def _salt(settings: Settings) -> str:
    return f"navigateur:{settings.stage}"
