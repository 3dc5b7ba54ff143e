"""The tokens with which a délégué acts in a délégant's name: signed JWTs (RFC 7519, RFC 8693 §4, RFC 9068).

Whoever holds the private key is behind one port: KMS in AWS, a key of this process on one's own machine.
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
    """A token that none of the published keys has signed."""


class Signer(Protocol):
    """Who signs. The first of the public keys is the one that does; the others are published for before or after it."""

    def public_keys(self) -> Sequence[Jwk]:
        """Return the public keys as JWKs, each with its `kid`."""

    def sign(self, message: bytes) -> bytes:
        """Return the RS256 signature of `message` by the first key (RFC 7518 §3.3)."""


class LocalSigner:
    """Keys of this process, gone with it: for one's own machine and for tests."""

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
    """Return the public part of a key, named by its thumbprint (RFC 7638)."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}


def jwk_of_der(der: bytes) -> Jwk:
    """Return the JWK of a public key in DER (SubjectPublicKeyInfo), the form in which KMS gives it."""
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415
    from joserfc.jwk import RSAKey  # noqa: PLC0415

    public = load_der_public_key(der)
    if not isinstance(public, RSAPublicKey):
        raise TypeError("the keys of tokens are RSA keys")
    return jwk_of(RSAKey.import_key(public))


def issue(claims: Mapping[str, Any], signer: Signer) -> str:
    """Return the claims as a signed JWT, in the compact form (RFC 7515 §3.1) and of the type of RFC 9068 §2.1."""
    header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": signer.public_keys()[0]["kid"]}
    signed = f"{_part(_json(header))}.{_part(_json(claims))}"
    return f"{signed}.{_part(signer.sign(signed.encode('ascii')))}"


def verify(token: str, signer: Signer) -> Mapping[str, Any]:
    """Return the claims of a token that one of our keys has signed; raises `BadToken`. The caller checks its times."""
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
