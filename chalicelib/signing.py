"""Signing with itsdangerous, once for links, sessions and sign-ins: sha256, a salt for each use, a list of keys."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from itsdangerous import BadSignature, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

DEPLOYMENT = "deploiement"
"""The salt of what `make deploy` asks of the application (web/health.py)."""

_HOW: dict[str, Any] = {"digest_method": sha256, "key_derivation": "hmac"}


def seal(value: Any, keys: Sequence[str], salt: str, now: datetime) -> str:
    """Return `value` (of JSON) as URL-safe text, signed by the last of `keys` under `salt` and dated `now`."""
    token = _serializer(keys, salt, now).dumps(value)
    return token if isinstance(token, str) else token.decode()


def unseal(
    token: str, keys: Sequence[str], salt: str, now: datetime, longest: timedelta | None = None
) -> tuple[Any, datetime]:
    """Return what `token` says and when it was signed; any of `keys` may have signed it.

    Raises itsdangerous' `SignatureExpired` when it is older than `longest`, `BadSignature` when it is not genuine.
    """
    max_age = None if longest is None else int(longest.total_seconds())
    try:
        value, signed_at = _serializer(keys, salt, now).loads(token, max_age=max_age, return_timestamp=True)
    except UnicodeEncodeError as error:  # half a surrogate pair, which the library does not expect
        raise BadSignature("not text") from error
    _require_canonical(token)
    return value, signed_at


def _require_canonical(token: str) -> None:
    """Refuse another spelling of a genuine signature: its last character has bits that decoding drops."""
    written = token.rpartition(".")[2]
    if base64_encode(base64_decode(written)) != written.encode():
        raise BadSignature("not as it was written")


def signer(keys: Sequence[str], salt: str) -> Signer:
    """Return a signer of bare values, without a date, under `salt`."""
    return Signer(list(keys), salt=salt, **_HOW)


def _serializer(keys: Sequence[str], salt: str, now: datetime) -> URLSafeTimedSerializer:
    class ClockedSigner(TimestampSigner):
        """The library reads the system's clock; rules here take the time as an argument."""

        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(list(keys), salt=salt, signer=ClockedSigner, signer_kwargs=_HOW)
