"""Signatures of links, sessions and sign-ins, by itsdangerous: SHA-256, one salt for each use, a list of keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

DEPLOYMENT = "deploiement"
"""The salt of the requests by which `make deploy` checks the application (web/health.py)."""

_CLOCK_DIFFERENCE = timedelta(seconds=60)
"""The largest difference allowed between the clocks of two hosts: one reads what another has just signed."""

_OPTIONS: dict[str, Any] = {"digest_method": sha256, "key_derivation": "hmac"}


def seal(value: Any, keys: Sequence[str], salt: str, now: datetime) -> str:
    """Return `value` (any JSON value) as URL-safe text, signed with the last of `keys` and `salt`, and dated `now`."""
    token = _serializer(keys, salt, now).dumps(value)
    return token if isinstance(token, str) else token.decode()


def unseal(
    token: str, keys: Sequence[str], salt: str, now: datetime, longest: timedelta | None = None
) -> tuple[Any, datetime]:
    """Return the value of `token` and the time of its signature, by any of `keys`; never a time to come.

    Raises itsdangerous' `SignatureExpired` when it is older than `longest`, `BadSignature` when it is not genuine.
    """
    try:
        value, signed_at = _serializer(keys, salt, now).loads(token, return_timestamp=True)
    except UnicodeEncodeError as error:  # the library does not handle half a surrogate pair
        raise BadSignature("not text") from error
    _require_age(signed_at, now, longest)
    _require_canonical(token)
    return value, min(signed_at, now)


def seal_text(text: str, keys: Sequence[str], salt: str, now: datetime) -> str:
    """Return `text`, which must be URL-safe, signed and dated as `seal` does; the token begins with the text itself."""
    return _signer(keys, salt, now).sign(text).decode()


def unseal_text(token: str, keys: Sequence[str], salt: str, now: datetime, longest: timedelta | None = None) -> str:
    """Return the text of `token`; raises as `unseal` does."""
    try:
        signed, signed_at = _signer(keys, salt, now).unsign(token, return_timestamp=True)
        text = signed.decode()
    except UnicodeError as error:
        raise BadSignature("not text") from error
    _require_age(signed_at, now, longest)
    _require_canonical(token)
    return text


def _require_age(signed_at: datetime, now: datetime, longest: timedelta | None) -> None:
    """Raise `SignatureExpired` for what is older than `longest`, or signed later than a clock that is ahead explains.

    The library allows no difference at all, and would sign people out whose next request meets a slower clock.
    """
    age = timedelta(seconds=int(now.timestamp()) - int(signed_at.timestamp()))
    if longest is not None and not -_CLOCK_DIFFERENCE <= age <= longest:
        raise SignatureExpired("too old, or of a time to come", date_signed=signed_at)


def _require_canonical(token: str) -> None:
    """Raise `BadSignature` for another spelling of a genuine signature; decoding ignores bits of its last character."""
    signature = token.rpartition(".")[2]
    if base64_encode(base64_decode(signature)) != signature.encode():
        raise BadSignature("not as it was written")


def signer(keys: Sequence[str], salt: str) -> Signer:
    """Return a signer of plain values, without a date, with `salt`."""
    return Signer(list(keys), salt=salt, **_OPTIONS)


class _ClockedSigner(TimestampSigner):
    """Signs with the time `now`, where the library would read the system's clock."""

    def __init__(self, *arguments: Any, now: datetime, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._now = now

    def get_timestamp(self) -> int:
        return int(self._now.timestamp())


def _signer(keys: Sequence[str], salt: str, now: datetime) -> TimestampSigner:
    return _ClockedSigner(list(keys), salt=salt, now=now, **_OPTIONS)


def _serializer(keys: Sequence[str], salt: str, now: datetime) -> URLSafeTimedSerializer:
    options = {**_OPTIONS, "now": now}
    return URLSafeTimedSerializer(list(keys), salt=salt, signer=_ClockedSigner, signer_kwargs=options)
