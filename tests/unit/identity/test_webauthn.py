"""Answers of authenticators: every algorithm that is asked for, and texts made to break the reader."""

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.utils import websafe_encode
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.identity.relying_party import ALGORITHMS, RelyingParty, relying_party
from chalicelib.identity.webauthn import (
    NOBODYS_KEY,
    BadAnswer,
    counter_of,
    new_credential,
    read_assertion,
    read_registration,
)
from chalicelib.settings import Settings
from tests.authenticator import UP, UV, Credential, Said, asserted, registered

PARTY = RelyingParty("delegation.example", "https://delegation.example")
SAID = Said("x" * 32)

Signing = tuple[dict[int, Any], Callable[[bytes], bytes]]


def _es256() -> Signing:
    key = ec.generate_private_key(ec.SECP256R1())
    point = key.public_key().public_numbers()
    cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
    return cose, lambda message: key.sign(message, ec.ECDSA(hashes.SHA256()))


def _eddsa() -> Signing:
    key = ed25519.Ed25519PrivateKey.generate()
    return {1: 1, 3: -8, -1: 6, -2: key.public_key().public_bytes_raw()}, key.sign


def _rs256() -> Signing:
    key = rsa.generate_private_key(65537, 2048)
    numbers = key.public_key().public_numbers()
    cose = {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
    return cose, lambda message: key.sign(message, padding.PKCS1v15(), hashes.SHA256())


@pytest.mark.parametrize(("algorithm", "made"), list(zip(ALGORITHMS, (_es256, _eddsa, _rs256), strict=True)))
def test_each_algorithm_that_is_asked_for_registers_and_signs(algorithm: int, made: Callable[[], Signing]) -> None:
    cose, sign = made()
    assert cose[3] == algorithm
    held = Credential("0" * 40)
    public_key = new_credential(read_registration(registered(held, SAID, cose)), PARTY).public_key
    answer = json.loads(asserted(held, SAID))
    data = SAID.rp_hash + bytes([UP | UV]) + bytes(4)
    client = SAID.client_data("get")
    answer["response"]["signature"] = websafe_encode(sign(data + sha256(client).digest()))
    assert counter_of(read_assertion(json.dumps(answer)), public_key, PARTY) == 0


@pytest.mark.parametrize(
    "key",
    [
        {1: 2, 3: -47, -1: 8, -2: b"x" * 32, -3: b"y" * 32},
        {1: 3, 3: -65535, -1: b"x" * 256, -2: b"\1\0\1"},
        {1: 3, 3: -257, -1: b"x" * 1024, -2: b"\1\0\1"},
        {1: 2, 3: -7, -1: 1, -2: b"x" * 2000, -3: b""},
        {1: 2},
        {3: "ES256"},
        {},
    ],
    ids=["a curve not asked for", "SHA-1", "a huge key", "a huge point", "no algorithm", "a word", "nothing"],
)
def test_a_key_that_was_not_asked_for_is_refused(key: dict[int, Any]) -> None:
    with pytest.raises(BadAnswer):
        new_credential(read_registration(registered(Credential("0" * 40), SAID, {**key, 99: b""})), PARTY)


@pytest.mark.parametrize("key", ["", "_", websafe_encode(cbor.encode({1: 2, 3: -7})), NOBODYS_KEY])
def test_a_key_that_cannot_have_signed_is_refused(key: str) -> None:
    with pytest.raises(BadAnswer):
        counter_of(read_assertion(asserted(Credential("0" * 40), SAID)), key, PARTY)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=5), part, max_size=3),
)


@given(text=st.text(max_size=50) | _JSON.map(json.dumps))
def test_any_text_is_an_answer_or_none(text: str) -> None:
    for read in (read_assertion, read_registration):
        with pytest.raises(BadAnswer):
            read(text)


@given(field=st.sampled_from(("clientDataJSON", "attestationObject")), content=st.binary(max_size=200))
def test_any_bytes_in_a_registration_are_refused(field: str, content: bytes) -> None:
    answer = json.loads(registered(Credential("0" * 40), SAID))
    answer["response"][field] = websafe_encode(content)
    with pytest.raises(BadAnswer):
        new_credential(read_registration(json.dumps(answer)), PARTY)


@given(field=st.sampled_from(("clientDataJSON", "authenticatorData", "signature")), content=st.binary(max_size=200))
def test_any_bytes_in_an_assertion_are_refused(field: str, content: bytes) -> None:
    held = Credential("0" * 40)
    public_key = new_credential(read_registration(registered(held, SAID)), PARTY).public_key
    answer = json.loads(asserted(held, SAID))
    answer["response"][field] = websafe_encode(content)
    with pytest.raises(BadAnswer):
        counter_of(read_assertion(json.dumps(answer)), public_key, PARTY)


@pytest.mark.parametrize(
    ("address", "stage", "party"),
    [
        (
            "https://delegation.amelipro.fr",
            "prod",
            RelyingParty("delegation.amelipro.fr", "https://delegation.amelipro.fr"),
        ),
        ("https://x.example/api", "dev", RelyingParty("x.example", "https://x.example")),
        ("http://127.0.0.1:8000/api", "local", RelyingParty("localhost", "http://localhost:8000")),
    ],
)
def test_the_relying_party_is_the_host_of_the_public_address(address: str, stage: str, party: RelyingParty) -> None:
    assert relying_party(Settings(public_base_url=address, stage=stage)) == party
