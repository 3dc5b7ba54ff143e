"""How this service authenticates itself at the token endpoint, by the method in the settings.

Pro Santé Connect asks for another method from time to time.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote

from chalicelib.identity.psc import transport
from chalicelib.identity.psc.transport import Fetch
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings

_ASSERTION_LIFE = timedelta(minutes=1)
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class Method(StrEnum):
    """The registered names of the methods (OpenID Connect Core §9, RFC 8705 §2.1)."""

    SECRET_POST = "client_secret_post"  # noqa: S105 - the name of a method
    SECRET_BASIC = "client_secret_basic"  # noqa: S105 - the name of a method
    PRIVATE_KEY = "private_key_jwt"
    CERTIFICATE = "tls_client_auth"


@dataclass(frozen=True)
class Proof:
    """The fields and headers that authenticate a call of the token endpoint."""

    form: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def proof_of(settings: Settings, keys: Keyring, now: datetime, audience: str) -> Proof:
    """Return the proof for the method in the settings; `audience` is the token endpoint.

    Raises ValueError for an unknown method.
    """
    client = settings.psc_client_id
    method = Method(settings.psc_client_auth)
    if method is Method.SECRET_POST:
        return Proof({"client_id": client, "client_secret": keys.psc_client_secret})
    if method is Method.SECRET_BASIC:
        pair = f"{quote(client, safe='')}:{quote(keys.psc_client_secret, safe='')}"  # RFC 6749 §2.3.1
        return Proof({}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"})
    if method is Method.PRIVATE_KEY:
        assertion = _assertion(client, keys, now, audience)
        return Proof({"client_id": client, "client_assertion_type": _ASSERTION_TYPE, "client_assertion": assertion})
    return Proof({"client_id": client})


def _assertion(client: str, keys: Keyring, now: datetime, audience: str) -> str:
    """Return the signed assertion of RFC 7523 §3; the key is a JWK with its `alg` and `kid`."""
    from joserfc import jwk, jwt  # noqa: PLC0415 - stays out of the cold start

    jwk_fields = json.loads(keys.psc_client_key)
    key = jwk.import_key(jwk_fields)
    algorithm = str(jwk_fields.get("alg", "RS256"))
    issued = int(now.timestamp())
    claims = {
        "iss": client,
        "sub": client,
        "aud": audience,
        "jti": secrets.token_urlsafe(16),
        "iat": issued,
        "exp": issued + int(_ASSERTION_LIFE.total_seconds()),
    }
    return jwt.encode({"alg": algorithm, "kid": jwk_fields.get("kid", "")}, claims, key, algorithms=[algorithm])


def is_by_certificate(settings: Settings) -> bool:
    """Whether the connection itself is the proof; the provider has separate addresses for this (RFC 8705 §5)."""
    return settings.psc_client_auth == Method.CERTIFICATE.value


def fetch_for(settings: Settings, keys: Keyring) -> Fetch:
    """Return the function that calls the provider, with the client certificate when that is the proof."""
    if is_by_certificate(settings):
        return transport.fetch_with(keys.psc_client_certificate)
    return transport.fetch
