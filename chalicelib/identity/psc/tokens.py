"""Check the signature and the claims of an id_token, which prove a sign-in (OpenID Connect Core §3.1.3.7)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from chalicelib.identity.psc.faults import PscFault, PscRefused
from chalicelib.settings import Settings

if TYPE_CHECKING:
    from joserfc.jwk import GuestProtocol, Key

SKEW_SECONDS = 60

_KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
"""The accepted algorithms, each with the type of its keys; never `none` or an algorithm with a shared secret."""

_BY_CLAIM = {
    "iss": PscFault.ISSUER,
    "aud": PscFault.AUDIENCE,
    "nonce": PscFault.NONCE,
    **dict.fromkeys(("exp", "iat", "nbf"), PscFault.DATES),
}

KeySource = Callable[[bool], Sequence[Mapping[str, Any]]]
"""Returns the provider's public keys; called with True, it skips the cache."""


def signed_claims(token: object, keys: KeySource, fault: PscFault) -> dict[str, Any]:
    """Return the claims of a JWT that one of `keys` signed; raises `PscRefused(fault)` otherwise.

    A key that the cache lacks is fetched from the provider once, which changes its keys without notice.
    """
    from joserfc import jwk, jwt  # noqa: PLC0415 - a third of a cold start
    from joserfc.errors import JoseError  # noqa: PLC0415

    def key_of(guest: "GuestProtocol") -> "Key":
        header = guest.headers()
        public_key = _matching(header, keys(False)) or _matching(header, keys(True))
        if public_key is None:
            raise ValueError("no such key")
        return jwk.import_key(dict(public_key))

    try:
        if not isinstance(token, str):
            raise TypeError("no token")
        return jwt.decode(token, key_of, algorithms=list(_KEY_TYPES)).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise PscRefused(fault) from error


def _matching(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the key that a JWT's header names; without `kid`, the only key that fits."""
    algorithm = header["alg"]
    fitting = [
        key
        for key in keys
        if key.get("kty") == _KEY_TYPES[algorithm]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
    ]
    if "kid" in header:
        return next((key for key in fitting if key.get("kid") == header["kid"]), None)
    return fitting[0] if len(fitting) == 1 else None


def check_id_token(claims: dict[str, Any], settings: Settings, nonce: str, now: datetime) -> str:
    """Return the `acr` of an id_token whose signature has been verified.

    Raises `PscRefused` with the fault of the claim that is wrong (`ISSUER`, `AUDIENCE`, `NONCE`, `DATES`, `CLAIMS`), or
    with `ACR` when the assurance level is lower than the one in the settings.
    """
    _check(
        claims,
        now,
        iss={"essential": True, "value": settings.psc_issuer},
        aud={"essential": True, "value": settings.psc_client_id},
        nonce={"essential": True, "value": nonce},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
    )
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.psc_client_id:
        raise PscRefused(PscFault.AUDIENCE)
    acr = claims.get("acr")
    if not isinstance(acr, str) or not is_enough(acr, settings.psc_acr_values):
        raise PscRefused(PscFault.ACR)
    return acr


def check_userinfo(claims: dict[str, Any], settings: Settings, now: datetime) -> None:
    """Check issuer and audience of a signed userinfo; raises `PscRefused` (OpenID Connect Core §5.3.2).

    Either may be absent. If present, it must be right.
    """
    try:
        _check(claims, now, iss={"value": settings.psc_issuer}, aud={"value": settings.psc_client_id})
    except PscRefused as refused:
        raise PscRefused(PscFault.USERINFO) from refused


def _check(claims: dict[str, Any], now: datetime, **options: Any) -> None:
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwt import JWTClaimsRegistry  # noqa: PLC0415

    try:
        JWTClaimsRegistry(now=int(now.timestamp()), leeway=SKEW_SECONDS, **options).validate(claims)
    except JoseError as error:
        raise PscRefused(_BY_CLAIM.get(str(getattr(error, "claim", "")), PscFault.CLAIMS)) from error


def is_enough(acr: str, required: str) -> bool:
    """Whether `acr` reaches the lowest of the `required` levels (space-separated).

    The provider has been seen to return `eidas3` for `eidas1`. A name that is not of the form `eidasN` has no level; it
    is enough only when it is one of those required.
    """
    levels = [_level(value) for value in required.split()]
    return acr in required.split() or 0 < min(filter(None, levels), default=0) <= _level(acr)


def _level(acr: str) -> int:
    match = re.fullmatch(r"eidas([1-9])", acr)
    return int(match[1]) if match else 0
