"""What a browser answers for a passkey, checked by `fido2` (WebAuthn §7.1 and §7.2).

Only the routes that take such an answer import this module: it imports `cryptography`.
"""

import json
import struct
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from cryptography.exceptions import UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    CollectedClientData,
    PublicKeyCredentialRpEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from chalicelib.identity.relying_party import ALGORITHMS, NAME, RelyingParty

_LONGEST_ID = 1023
"""Bytes of the id of a credential (WebAuthn §7.1)."""

_LONGEST_KEY = 1024
"""Bytes of a public key: one of RSA with 4,096 bits has 530."""

_NOT_AN_ANSWER = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError, AssertionError, OverflowError,
    RecursionError, struct.error, UnsupportedAlgorithm,
)  # fmt: skip
"""What the library raises for a text of somebody who wants it to."""

NOBODYS_KEY = "pQECAyYgASFYIEkdZr3QbP0evdknOP9tf1hP9JYgc4ef-qWlhuHcGRGlIlggmqgtqQFk0BHpV0RocVVFDIyl3TXxgsG8LhILgd5AEc0"
"""A public key whose private key nobody has, checked in place of that of an unknown credential: it takes as long."""

T = TypeVar("T")


class BadAnswer(Exception):
    """An answer is unreadable, or one of the checks of WebAuthn fails."""


class NewCredential(NamedTuple):
    """A credential as its authenticator has just made it: its id and its public key (COSE), in base64url."""

    id: str
    public_key: str
    counter: int


class Assertion(NamedTuple):
    """An answer with which somebody wants to sign in, not checked yet."""

    credential: str
    handle: str
    challenge: str
    answer: AuthenticationResponse


class Registration(NamedTuple):
    """An answer that brings a new credential, not checked yet."""

    challenge: str
    answer: RegistrationResponse


def read_registration(text: str) -> Registration:
    """Return the answer of `navigator.credentials.create()`, sent as JSON; raise `BadAnswer`."""
    return _read(lambda: _registration(RegistrationResponse.from_dict(json.loads(text))))


def read_assertion(text: str) -> Assertion:
    """Return the answer of `navigator.credentials.get()`, sent as JSON; raise `BadAnswer`."""
    return _read(lambda: _assertion(AuthenticationResponse.from_dict(json.loads(text))))


def new_credential(registration: Registration, party: RelyingParty) -> NewCredential:
    """Return the credential of an answer to its challenge; raise `BadAnswer`. The challenge itself is not checked."""
    return _read(lambda: _credential(registration, party))


def counter_of(assertion: Assertion, public_key: str, party: RelyingParty) -> int:
    """Return the authenticator's count of signatures; raise `BadAnswer` unless the key has signed the assertion.

    The challenge itself is not checked.
    """
    return _read(lambda: _counter(assertion, public_key, party))


def _read(reading: Callable[[], T]) -> T:
    try:
        return reading()
    except _NOT_AN_ANSWER as error:
        raise BadAnswer from error


def _registration(answer: RegistrationResponse) -> Registration:
    return Registration(answer.response.client_data.challenge.decode("ascii"), answer)


def _assertion(answer: AuthenticationResponse) -> Assertion:
    handle = answer.response.user_handle
    if not handle or not 0 < len(answer.raw_id) <= _LONGEST_ID:
        raise ValueError("no credential that can be discovered")
    challenge = answer.response.client_data.challenge.decode("ascii")
    return Assertion(websafe_encode(answer.raw_id), handle.decode("ascii"), challenge, answer)


def _credential(registration: Registration, party: RelyingParty) -> NewCredential:
    _require_own_page(registration.answer.response.client_data)
    data = _server(party).register_complete(_state(registration.challenge), registration.answer)
    found = data.credential_data
    if found is None or found.credential_id != registration.answer.raw_id:
        raise ValueError("another credential")
    key = cbor.encode(found.public_key)
    if found.public_key.get(3) not in ALGORITHMS or len(key) > _LONGEST_KEY:
        raise ValueError("a key that was not asked for")
    if not 0 < len(found.credential_id) <= _LONGEST_ID:
        raise ValueError("the id of the credential is too long")
    return NewCredential(websafe_encode(found.credential_id), websafe_encode(key), int(data.counter))


def _counter(assertion: Assertion, public_key: str, party: RelyingParty) -> int:
    _require_own_page(assertion.answer.response.client_data)
    key = CoseKey.parse(_map(cbor.decode(websafe_decode(public_key))))
    known = AttestedCredentialData.create(Aaguid.NONE, assertion.answer.raw_id, key)
    _server(party).authenticate_complete(_state(assertion.challenge), [known], assertion.answer)
    return int(assertion.answer.response.authenticator_data.counter)


def _map(value: Any) -> dict[int, Any]:
    return dict(value)


def _require_own_page(client: CollectedClientData) -> None:
    """Raise ValueError for an answer that was given inside a page of another site."""
    if client.cross_origin:
        raise ValueError("asked for from another site")


def _server(party: RelyingParty) -> Fido2Server:
    return Fido2Server(
        PublicKeyCredentialRpEntity(name=NAME, id=party.id),
        attestation=AttestationConveyancePreference.NONE,
        verify_origin=lambda origin: origin == party.origin,
    )


def _state(challenge: str) -> dict[str, Any]:
    """Return what `fido2` would have kept of the page that asked."""
    return {
        "challenge": websafe_encode(challenge.encode()),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
