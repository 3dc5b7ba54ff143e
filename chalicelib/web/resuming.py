"""The page and the typed values to go back to after signing in again, kept in a signed cookie, never in a URL."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from itsdangerous import BadSignature

from chalicelib.acts.people import account_id_of
from chalicelib.http.visit import Visit
from chalicelib.identity import sessions
from chalicelib.signing import seal, unseal

_COOKIE = "reprise"
_SALT = "reprise"
_LIFE = timedelta(minutes=15)


class Resumed(NamedTuple):
    """A page, and the values typed in its form."""

    path: str
    values: Mapping[str, str]


def to_resume(visit: Visit, path: str, values: Mapping[str, str]) -> str:
    """Return the value of `Set-Cookie` that keeps a form for the person signed in, and for nobody else."""
    context = visit.context
    sealed = seal([account_id_of(visit.session), path, dict(values)], context.keys.sessions, _SALT, context.now)
    return sessions.set_cookie(sessions.cookie_name(context.settings, _COOKIE), sealed, context.settings, _LIFE)


def resumed(visit: Visit, account_id: str) -> Resumed | None:
    """Return the form that this browser keeps for an account; None when it keeps none, or one of another account."""
    cookie, context = visit.cookie(_COOKIE), visit.context
    if not cookie:
        return None
    try:
        (owner, path, values), _ = unseal(cookie, context.keys.sessions, _SALT, context.now, _LIFE)
    except (BadSignature, TypeError, ValueError):
        return None
    return Resumed(path, values) if owner == account_id else None


def nothing_to_resume(visit: Visit) -> str:
    """Return the value of `Set-Cookie` that removes the kept form."""
    settings = visit.context.settings
    return sessions.clear_cookie(sessions.cookie_name(settings, _COOKIE), settings)
