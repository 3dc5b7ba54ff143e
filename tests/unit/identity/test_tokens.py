"""An accepted token is signed by one of our keys and was made to act in somebody's name."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import RSAKey

from chalicelib.identity.tokens import BadToken, LocalSigner, issue, jwk_of_der, verify

CLAIMS = {"sub": "claire", "act": {"sub": "paul"}}


@pytest.fixture(scope="module")
def signer() -> LocalSigner:
    """Return RSA keys, made once because that is slow."""
    return LocalSigner()


def test_an_issued_token_is_read_back(signer: LocalSigner) -> None:
    assert verify(issue(CLAIMS, signer), signer) == CLAIMS


@pytest.mark.parametrize("typ", ["JWT", "logout+jwt", "", None])
def test_a_text_signed_by_the_same_key_for_another_use_is_no_token(signer: LocalSigner, typ: str | None) -> None:
    kid = signer.public_keys()[0]["kid"]
    header = {"alg": "RS256", "kid": kid, **({} if typ is None else {"typ": typ})}
    with pytest.raises(BadToken):
        verify(jwt.encode(header, CLAIMS, signer._keys[0]), signer)


def test_only_rsa_keys_sign_tokens() -> None:
    rsa = RSAKey.generate_key(2048).public_key
    elliptic = generate_private_key(SECP256R1()).public_key()
    assert jwk_of_der(rsa.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))["kty"] == "RSA"
    with pytest.raises(TypeError, match="RSA"):
        jwk_of_der(elliptic.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
