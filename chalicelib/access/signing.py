"""The keys that sign tokens: in KMS, which never reveals them, or in this process on a developer's machine."""

from collections.abc import Sequence
from functools import cache, cached_property
from hashlib import sha256
from typing import Any

from chalicelib.identity.tokens import Jwk, LocalSigner, Signer, jwk_of_der
from chalicelib.settings import settings
from chalicelib.store.table import connection


class NoSigner(Exception):
    """No key is set up for this stage: it issues no token and accepts none."""


class KmsSigner:
    """Keys of KMS by id, alias or ARN; the first one signs. Public keys never change, so each is read once."""

    def __init__(self, key_ids: Sequence[str]) -> None:
        self._key_ids = list(key_ids)

    @cached_property
    def _client(self) -> Any:
        # We use the session of the DynamoDB client: a second client of one session starts six times faster.
        shared = connection()
        return shared.session.create_client("kms", region_name=shared.region)

    @cached_property
    def _public_keys(self) -> Sequence[Jwk]:
        return [jwk_of_der(self._client.get_public_key(KeyId=key_id)["PublicKey"]) for key_id in self._key_ids]

    def public_keys(self) -> Sequence[Jwk]:
        """Return the public keys, the one in use first."""
        return self._public_keys

    def sign(self, message: bytes) -> bytes:
        """Sign with the key in use. KMS gets only the hash, so no claim leaves the function."""
        answer = self._client.sign(
            KeyId=self._key_ids[0],
            Message=sha256(message).digest(),
            MessageType="DIGEST",
            SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
        )
        signature: bytes = answer["Signature"]
        return signature


@cache
def signer() -> Signer:
    """Return the signer of this process; raises `NoSigner`."""
    key_ids = settings().token_keys.split()
    if key_ids:
        return KmsSigner(key_ids)
    if settings().is_local:
        return LocalSigner()
    raise NoSigner
