"""The tokens with which a délégué acts in a délégant's name: signed JWTs (RFC 7519, RFC 8693 §4, RFC 9068).

The private key is behind one port, `Signer`: KMS in AWS, or a key of this process on a developer's machine.
"""

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from joserfc.jwk import RSAKey

ALGORITHM = "RS256"

Jwk = Mapping[str, Any]


class BadToken(Exception):
    """The token was not signed by a published key."""


class Signer(Protocol):
    """Signs with the first of its public keys. The others are published because they signed before, or will later."""

    def public_keys(self) -> Sequence[Jwk]:
        """Return the public keys as JWKs, each with a `kid`."""

    def sign(self, message: bytes) -> bytes:
        """Return the RS256 signature of `message` by the first key (RFC 7518 §3.3)."""


class LocalSigner:
    """Signs with keys that live as long as this process, on a developer's machine and in tests."""

    @cached_property
    def _keys(self) -> "tuple[RSAKey, RSAKey]":
        from joserfc.jwk import RSAKey  # noqa: PLC0415 - a third of a cold start

        return RSAKey.generate_key(2048), RSAKey.generate_key(2048)

    def public_keys(self) -> Sequence[Jwk]:
        """Return the key in use and the next one."""
        return [jwk_of(key) for key in self._keys]

    def sign(self, message: bytes) -> bytes:
        """Sign with the key in use."""
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # noqa: PLC0415
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415

        private = self._keys[0].private_key
        if private is None:
            raise ValueError("a generated key has a private part")
        return private.sign(message, PKCS1v15(), SHA256())


def jwk_of(key: "RSAKey") -> Jwk:
    """Return the public part of a key; its `kid` is its thumbprint (RFC 7638)."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}


def jwk_of_der(der: bytes) -> Jwk:
    """Return the JWK of a public key in DER (SubjectPublicKeyInfo), which is what KMS returns."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415
    from joserfc.jwk import RSAKey  # noqa: PLC0415

    public = load_der_public_key(der)
    if not isinstance(public, RSAPublicKey):
        raise TypeError("the keys of tokens are RSA keys")
    return jwk_of(RSAKey.import_key(public))


def issue(claims: Mapping[str, Any], signer: Signer) -> str:
    """Return `claims` as a signed JWT, in the compact form (RFC 7515 §3.1) and with the type of RFC 9068 §2.1."""
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": signer.public_keys()[0]["kid"]}
    to_sign = f"{_part(_json(header))}.{_part(_json(claims))}"
    return f"{to_sign}.{_part(signer.sign(to_sign.encode('ascii')))}"


def verify(token: str, signer: Signer) -> Mapping[str, Any]:
    """Return the claims of a token that one of our keys signed; raises `BadToken`. The caller checks its times."""
    from joserfc import jwt  # noqa: PLC0415 - a third of a cold start
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet  # noqa: PLC0415

    published = KeySet.import_key_set({"keys": [dict(key) for key in signer.public_keys()]})
    try:
        decoded = jwt.decode(token, published, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise BadToken from error
    if decoded.header.get("typ") != "at+jwt":
        raise BadToken
    return decoded.claims


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _part(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
