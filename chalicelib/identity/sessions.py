"""Sessions: a signed cookie, and the token by which a form proves that it belongs to one (specification §1).

The cookie holds the account, its generation, the id of the session, the mode and the time of the sign-in. It does not
say whether the session has ended since. The caller compares the generation with the account's HEAD, for all sessions,
and looks for the id among the open sessions, for this one.
"""

import re
import secrets
from datetime import datetime, timedelta
from typing import NamedTuple

from itsdangerous import BadSignature

from chalicelib.domain.modes import Mode as Mode  # noqa: PLC0414 - a session is opened in a mode
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal, signer, unseal

SESSION = "session"
PRE_SESSION = "avant-session"
"""Name of the cookie that holds a `random_token()` before the sign-in, from which the log-in form gets its token."""

_FORM = "formulaire"
_FORM_LIFE = timedelta(days=1)
"""The time for which a form may come back after its session has ended."""

_RENEWED_AFTER = timedelta(minutes=1)
_COOKIE_NAME = re.compile(r"[A-Za-z0-9_-]+")
_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")  # cookie-octet of RFC 6265 §4.1.1


class Session(NamedTuple):
    """One sign-in with one browser. Times are aware; `seen_at` is the time when the cookie was last written."""

    account_id: str
    session_id: str
    generation: int
    mode: Mode
    started_at: datetime
    seen_at: datetime


def random_token() -> str:
    """Return a random text of 192 bits, as the id of a session, or of a browser before its sign-in."""
    return secrets.token_urlsafe(24)


def open_session(account_id: str, generation: int, mode: Mode, now: datetime) -> Session:
    """Return a new session with a new id, so that an id planted before the sign-in is worthless after it."""
    return Session(account_id, random_token(), generation, mode, started_at=now, seen_at=now)


def write(session: Session, keys: Keyring, now: datetime, settings: Settings) -> str:
    """Return the value of the cookie for `session`, with `now` as the time it was last seen."""
    started = int(session.started_at.timestamp())
    fields = [session.account_id, session.session_id, session.generation, session.mode, started]
    return seal(fields, keys.sessions, _salt(settings), now)


def read(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> Session | None:
    """Return the session in the value of a cookie.

    None when the value is forged or of another stage, or when the session has been idle for more than
    `session_idle_minutes` or is older than `session_longest_minutes`; at exactly the limit it is still good.
    """
    idle = timedelta(minutes=settings.session_idle_minutes)
    longest = timedelta(minutes=settings.session_longest_minutes)
    try:
        fields, seen_at = unseal(cookie, keys.sessions, _salt(settings), now, idle)
        account_id, session_id, generation, mode, started = fields
        session = Session(
            account_id, session_id, generation, Mode(mode), datetime.fromtimestamp(started, seen_at.tzinfo), seen_at
        )
    except (BadSignature, TypeError, ValueError):  # the last two: another version of this code wrote the cookie
        return None
    age = int(now.timestamp()) - started
    return session if age <= longest.total_seconds() else None


def should_renew(session: Session, now: datetime) -> bool:
    """Whether to write the cookie again, which moves the idle limit. Once a minute is enough."""
    return now - session.seen_at >= _RENEWED_AFTER


def csrf_token(session_id: str, keys: Keyring) -> str:
    """Return the token of a form for the id of a session, or the id of a browser before its sign-in."""
    return signer(keys.sessions, "csrf").get_signature(_bytes(session_id)).decode()


def csrf_matches(token: str, session_id: str, keys: Keyring) -> bool:
    """Whether `token` was made for `session_id` with one of the keys; compared in constant time."""
    return bool(session_id) and signer(keys.sessions, "csrf").verify_signature(_bytes(session_id), token)


def form_token(session: Session, keys: Keyring, now: datetime) -> str:
    """Return the token of a page's form. It names the account too, for a form whose session ends."""
    return seal([session.account_id, csrf_token(session.session_id, keys)], keys.sessions, _FORM, now)


def read_form_token(token: str, keys: Keyring, now: datetime) -> tuple[str, str]:
    """Return the account and the CSRF token of a page's form; empty texts unless it was made within a day."""
    try:
        (account_id, csrf), _ = unseal(token, keys.sessions, _FORM, now, _FORM_LIFE)
    except (BadSignature, TypeError, ValueError):
        return "", ""
    return str(account_id), str(csrf)


def was_genuine(cookie: str, keys: Keyring, now: datetime, settings: Settings) -> bool:
    """Whether the value of a cookie is a session of ours, ended or not: a browser keeps it until it is closed."""
    try:
        unseal(cookie, keys.sessions, _salt(settings), now)
    except BadSignature:
        return False
    return True


def _bytes(session_id: str) -> bytes:
    return session_id.encode("utf-8", "surrogatepass")  # before the sign-in, a browser may send any text as its id


def cookie_name(settings: Settings, base: str = SESSION) -> str:
    """Return the name of a cookie.

    Outside the local stage it has the prefix `__Host-`: browsers then refuse a cookie of another host or without
    `Secure`. The prefix requires `Path=/`, so the cookie does not have the base path of the stage.
    """
    return base if settings.is_local else f"__Host-{base}"


def set_cookie(name: str, value: str, settings: Settings, max_age: timedelta | None = None) -> str:
    """Return the value of a `Set-Cookie` header; without `max_age` the browser drops the cookie when it closes.

    `SameSite` is `Lax`, because people arrive from Pro Santé Connect and from links in mails.
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
