"""The keys of tokens in KMS, and the published keys that verify their signatures."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from moto.kms.utils import RSAPrivateKey

from chalicelib.access import signing
from chalicelib.access.signing import KmsSigner, NoSigner
from chalicelib.identity.tokens import BadToken, LocalSigner, Signer, issue, verify
from chalicelib.settings import settings
from tests.integration import aws_calls

CLAIMS = {"sub": "claire", "act": {"sub": "paul"}}


def new_key(spec: str = "RSA_2048", usage: str = "SIGN_VERIFY") -> str:
    """Make a key in KMS and return its id."""
    key = boto3.client("kms").create_key(KeyUsage=usage, KeySpec=spec)
    return str(key["KeyMetadata"]["KeyId"])


@pytest.fixture(scope="module")
def key_ids(aws: None) -> Iterator[list[str]]:
    """Return the key in use and the next one, in a KMS that signs digests like the real one."""
    with pytest.MonkeyPatch.context() as patch:
        # Moto 5.2 treats MessageType=DIGEST as RAW and hashes the hash.
        patch.setattr(RSAPrivateKey, "sign", _sign_digest)
        yield [new_key(), new_key()]


def _sign_digest(key: RSAPrivateKey, message: bytes, signing_algorithm: str) -> bytes:
    assert signing_algorithm == "RSASSA_PKCS1_V1_5_SHA_256"
    signature: bytes = key.private_key.sign(message, PKCS1v15(), Prehashed(SHA256()))
    return signature


def test_the_published_keys_verify_the_signatures_of_kms(key_ids: list[str]) -> None:
    signer: Signer = KmsSigner(key_ids)
    assert verify(issue(CLAIMS, signer), signer) == CLAIMS
    with pytest.raises(BadToken):
        verify(issue(CLAIMS, LocalSigner()), signer)


def test_a_key_is_published_before_and_after_it_signs(key_ids: list[str]) -> None:
    current, following = key_ids
    before, during = KmsSigner([current]), KmsSigner([current, following])
    after = KmsSigner([following, current])
    old, new = issue(CLAIMS, during), issue(CLAIMS, after)
    assert [key["kid"] for key in during.public_keys()][::-1] == [key["kid"] for key in after.public_keys()]
    assert verify(old, before) == verify(old, after) == verify(new, during) == CLAIMS
    with pytest.raises(BadToken):
        verify(new, before)


def test_a_token_costs_one_signature_once_the_keys_are_known(key_ids: list[str]) -> None:
    aws_calls.install()
    signer = KmsSigner(key_ids)
    with aws_calls.counted() as first:
        token = issue(CLAIMS, signer)
    with aws_calls.counted() as calls:
        issue(CLAIMS, signer)
        verify(token, signer)
    assert [call.split(".")[1] for call in first] == ["GetPublicKey", "GetPublicKey", "Sign"]
    assert [call.split(".")[1] for call in calls] == ["Sign"]


def test_a_missing_key_or_one_that_is_not_rsa_is_an_error(aws: None) -> None:
    with pytest.raises(ClientError):
        KmsSigner(["absent"]).public_keys()
    with pytest.raises(TypeError):
        KmsSigner([new_key("ECC_NIST_P256")]).public_keys()


def test_the_stage_decides_between_kms_and_local_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    def signer_of(**changes: Any) -> Signer:
        monkeypatch.setattr(signing, "settings", lambda: settings()._replace(**changes))
        return signing.signer.__wrapped__()

    assert isinstance(signer_of(token_keys="one two"), KmsSigner)
    assert isinstance(signer_of(stage="local"), LocalSigner)
    assert isinstance(signer_of(stage="local", token_keys="one"), KmsSigner)
    for stage in ("dev", "prod", "test"):
        with pytest.raises(NoSigner):
            signer_of(stage=stage)
