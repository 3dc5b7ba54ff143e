"""A software authenticator: makes real COSE keys and signs real assertions, right or wrong as a test asks."""

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData, CollectedClientData

UP, UV, AT = AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT


@dataclass
class Credential:
    """One key of the authenticator, with what it has stored of the account."""

    handle: str
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    counter: int = 0


@dataclass(frozen=True)
class Said:
    """What an answer states, as a test wants it. `origin` and `rp_id` are those of the stage of the tests."""

    challenge: str
    origin: str = "https://delegation.example"
    rp_id: str = "delegation.example"
    flags: int = UP | UV
    type: str = ""
    cross_origin: bool = False

    def client_data(self, kind: str) -> bytes:
        """Return the client data of an answer of this kind."""
        return CollectedClientData.create(
            self.type or f"webauthn.{kind}", self.challenge.encode(), self.origin, self.cross_origin
        )

    @property
    def rp_hash(self) -> bytes:
        """The hash of the RP id."""
        return sha256(self.rp_id.encode()).digest()


def registered(credential: Credential, said: Said, key: dict[int, Any] | None = None) -> str:
    """Return the answer that brings a new credential, as passkeys.js sends it; `key` stands in for its public key."""
    public = key or _public(credential)
    data = bytes(16) + len(credential.id).to_bytes(2, "big") + credential.id + cbor.encode(public)
    authenticator = said.rp_hash + bytes([said.flags | AT]) + credential.counter.to_bytes(4, "big") + data
    attestation = cbor.encode({"fmt": "none", "authData": authenticator, "attStmt": {}})
    return _json(credential, clientDataJSON=said.client_data("create"), attestationObject=attestation)


def asserted(credential: Credential, said: Said, *, handle: str | None = None, signed: bytes | None = None) -> str:
    """Return the answer that signs in, as passkeys.js sends it. `signed` is signed in place of what is sent."""
    client = said.client_data("get")
    authenticator = said.rp_hash + bytes([said.flags]) + credential.counter.to_bytes(4, "big")
    message = authenticator + sha256(client).digest() if signed is None else signed
    signature = credential.key.sign(message, ec.ECDSA(hashes.SHA256()))
    stored = credential.handle if handle is None else handle
    return _json(
        credential,
        clientDataJSON=client,
        authenticatorData=authenticator,
        signature=signature,
        userHandle=stored.encode(),
    )


def _public(credential: Credential) -> dict[int, Any]:
    """Return the public key in COSE: an EC2 key for ES256 on P-256 (RFC 9053)."""
    point = credential.key.public_key().public_numbers()
    return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}


def _json(credential: Credential, **response: bytes) -> str:
    shown = {name: websafe_encode(value) for name, value in response.items()}
    name = websafe_encode(credential.id)
    return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": shown})
