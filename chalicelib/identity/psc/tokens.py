"""What proves a sign-in: the signature and the claims of the id_token (OpenID Connect Core §3.1.3.7)."""

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
"""Algorithms that are taken, with the type of their keys. `none` and the shared-secret ones never are."""

_BY_CLAIM = {
    "iss": PscFault.ISSUER,
    "aud": PscFault.AUDIENCE,
    "nonce": PscFault.NONCE,
    **dict.fromkeys(("exp", "iat", "nbf"), PscFault.DATES),
}

KeySource = Callable[[bool], Sequence[Mapping[str, Any]]]
"""Returns the provider's public keys; called with True they come from the provider, not from what is kept."""


def signed_claims(token: object, keys: KeySource, fault: PscFault) -> dict[str, Any]:
    """Return the claims of a JWT whose signature one of `keys` verifies; raises `PscRefused(fault)` otherwise.

    A key that is not among those kept is looked for once more at the provider: it changes keys without notice.
    """
    from joserfc import jwk, jwt  # noqa: PLC0415 - a third of a cold start
    from joserfc.errors import JoseError  # noqa: PLC0415

    def key_of(guest: "GuestProtocol") -> "Key":
        header = guest.headers()
        found = _matching(header, keys(False)) or _matching(header, keys(True))
        if found is None:
            raise ValueError("no such key")
        return jwk.import_key(dict(found))

    try:
        if not isinstance(token, str):
            raise TypeError("no token")
        return jwt.decode(token, key_of, algorithms=list(_KEY_TYPES)).claims
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise PscRefused(fault) from error


def _matching(header: Mapping[str, Any], keys: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Return the key that a JWT's header means; without `kid` there must be but one that fits."""
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
    """Return the `acr` of an id_token whose signature is already verified.

    Raises `PscRefused` by the claim that is not right: `ISSUER`, `AUDIENCE`, `NONCE`, `DATES`, `CLAIMS`; `ACR` when the
    assurance is below the one asked.
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
    """Check what a signed userinfo says of itself; raises `PscRefused` (OpenID Connect Core §5.3.2).

    Issuer and audience may be left out there; when they stand, they must be right.
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


def is_enough(acr: str, asked: str) -> bool:
    """Whether `acr` reaches the lowest of the levels `asked` (space-separated): `eidas3` has been seen for `eidas1`.

    A name that is not of the form `eidasN` has no level: it is enough when it was asked for itself.
    """
    levels = [_level(value) for value in asked.split()]
    return acr in asked.split() or 0 < min(filter(None, levels), default=0) <= _level(acr)


def _level(acr: str) -> int:
    found = re.fullmatch(r"eidas([1-9])", acr)
    return int(found[1]) if found else 0
