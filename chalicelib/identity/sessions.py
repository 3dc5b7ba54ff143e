"""Sessions: a signed cookie, and the token that proves a form came from it (spec §1, architecture « forms »).

The cookie says who, under which epoch of the account, since when and how signed in. Whether that session was ended
meanwhile is in the account's HEAD, compared by the caller: `epoch` for all sessions, `session_id` for one.
"""

import re
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from itsdangerous import BadSignature

from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal, signer, unseal

SESSION = "session"
PRE_SESSION = "avant-session"
"""Name of the cookie that carries `new_id()` before anybody signed in, for the token of the log-in form."""

_RENEWED_AFTER = timedelta(minutes=1)
_COOKIE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")  # cookie-octet of RFC 6265 §4.1.1


class Mode(StrEnum):
    """How somebody signed in. Only `CARTE` lets a délégant act (spec §1)."""

    CARTE = "carte"
    MOBILE = "mobile"
    MOT_DE_PASSE = "mot_de_passe"


class Session(NamedTuple):
    """One sign-in on one browser. Times are aware; `seen_at` is when the cookie was last written."""

    account_id: str
    session_id: str
    epoch: int
    mode: Mode
    started_at: datetime
    seen_at: datetime


def new_id() -> str:
    """Return a random id of 192 bits for a session or for a browser before it has one."""
    return secrets.token_urlsafe(24)


def open_session(account_id: str, epoch: int, mode: Mode, now: datetime) -> Session:
    """Return a new session under a new id, so that nothing fixed before the sign-in outlives it."""
    return Session(account_id, new_id(), epoch, mode, started_at=now, seen_at=now)


def write(session: Session, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the cookie's value: `session`, seen at `now`."""
    started = int(session.started_at.timestamp())
    fields = [session.account_id, session.session_id, session.epoch, session.mode, started]
    return seal(fields, keys.sessions, _salt(settings), now)


def read(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> Session | None:
    """Return the session of a cookie's value.

    None when it is forged, of another stage, idle for more than `session_idle_minutes` or older than
    `session_longest_minutes`; both limits still count as within, to the second.
    """
    idle = timedelta(minutes=settings.session_idle_minutes)
    longest = timedelta(minutes=settings.session_longest_minutes)
    try:
        fields, seen_at = unseal(cookie, keys.sessions, _salt(settings), now, idle)
        account_id, session_id, epoch, mode, started = fields
        session = Session(
            account_id, session_id, epoch, Mode(mode), datetime.fromtimestamp(started, seen_at.tzinfo), seen_at
        )
    except (BadSignature, TypeError, ValueError):  # the last two: signed here, by a version that wrote other fields
        return None
    age = int(now.timestamp()) - started
    return session if age <= longest.total_seconds() else None


def should_renew(session: Session, now: datetime) -> bool:
    """Whether the cookie is to be written again to push the idle limit: once a minute is enough."""
    return now - session.seen_at >= _RENEWED_AFTER


def csrf_token(session_id: str, keys: Keyring) -> str:
    """Return the token that a form carries to prove that it was made for this session, or pre-session, id."""
    return signer(keys.sessions, "csrf").get_signature(_bytes(session_id)).decode()


def csrf_matches(token: str, session_id: str, keys: Keyring) -> bool:
    """Whether `token` was made for `session_id` by one of the keys; compared in constant time."""
    return bool(session_id) and signer(keys.sessions, "csrf").verify_signature(_bytes(session_id), token)


def _bytes(session_id: str) -> bytes:
    return session_id.encode("utf-8", "surrogatepass")  # a pre-session id is whatever the browser sends


def cookie_name(settings: Settings, base: str = SESSION) -> str:
    """Return the name of a cookie.

    Outside the local stage the prefix `__Host-` makes browsers refuse one set by another host or without `Secure`.
    It demands `Path=/`, so the base path of the stage does not appear in it.
    """
    return base if settings.is_local else f"__Host-{base}"


def set_cookie(name: str, value: str, settings: Settings, max_age: timedelta | None = None) -> str:
    """Return the value of a `Set-Cookie` header; without `max_age` the cookie dies with the browser.

    `Lax`, because the answer of Pro Santé Connect and the links of mails come from another site.
    Raises ValueError for a name or a value that a cookie cannot hold.
    """
    if not _COOKIE_NAME.fullmatch(name) or not _COOKIE_VALUE.fullmatch(value):
        raise ValueError("not a cookie")
    parts = [f"{name}={value}", "Path=/", "HttpOnly", "SameSite=Lax"]
    if not settings.is_local:
        parts.append("Secure")
    if max_age is not None:
        parts.append(f"Max-Age={int(max_age.total_seconds())}")
    return "; ".join(parts)


def clear_cookie(name: str, settings: Settings) -> str:
    """Return the value of a `Set-Cookie` header that removes a cookie."""
    return set_cookie(name, "", settings, timedelta(0))


def _salt(settings: Settings) -> str:
    return f"session:{settings.stage}"
