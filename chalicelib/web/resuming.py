"""Where somebody goes on after he has signed in again, with what he had typed: a signed cookie, never an address."""

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
    """A page, and what was typed in its form."""

    path: str
    values: Mapping[str, str]


def to_resume(visit: Visit, path: str, values: Mapping[str, str]) -> str:
    """Return the header's value that keeps a form for whoever is signed in, and for nobody else."""
    context = visit.context
    kept = seal([account_id_of(visit.session), path, dict(values)], context.keys.sessions, _SALT, context.now)
    return sessions.set_cookie(sessions.cookie_name(context.settings, _COOKIE), kept, context.settings, _LIFE)


def resumed(visit: Visit, account_id: str) -> Resumed | None:
    """Return what this browser keeps for an account; None when there is nothing, or it is somebody else's."""
    cookie, context = visit.cookie(_COOKIE), visit.context
    if not cookie:
        return None
    try:
        (owner, path, values), _ = unseal(cookie, context.keys.sessions, _SALT, context.now, _LIFE)
    except (BadSignature, TypeError, ValueError):
        return None
    return Resumed(path, values) if owner == account_id else None


def nothing_to_resume(visit: Visit) -> str:
    """Return the header's value that forgets what was kept."""
    settings = visit.context.settings
    return sessions.clear_cookie(sessions.cookie_name(settings, _COOKIE), settings)
