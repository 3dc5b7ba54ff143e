"""Credentials of the portal's services: random bearers, stored as keyed hashes only (specification §1 and §6).

All of them are in one partition, by hash. One read finds the caller, one query lists them all, and those who manage
them need rights on this partition only.
"""

import hmac
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, find, from_epoch, put, query, read

LISTED_AFTER_END = timedelta(days=90)
"""How long a credential stays in the list after its end."""

_cache: dict[str, tuple[float, "Credential"]] = {}
"""When each credential was read (monotonic seconds), and the credential, by hash."""


class CredentialItem(Item, discriminator="credential"):
    """One credential; the bearer itself is not stored."""

    name = UnicodeAttribute()
    services = UnicodeSetAttribute()
    created_at = NumberAttribute()
    expires_at = NumberAttribute()
    revoked_at = NumberAttribute(null=True)


@dataclass(frozen=True)
class Credential:
    """The credential of a service of the portal, with the ids of the `services` that it may ask about."""

    id: str
    name: str
    services: frozenset[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether the credential is valid at `now`."""
        return self.revoked_at is None and now < self.expires_at


def digest(bearer: str, secret: str) -> str:
    """Return the keyed hash of a bearer, which is its id."""
    return hmac.digest(secret.encode(), f"credential:{bearer}".encode(), "sha256").hex()


def save(credential: Credential) -> None:
    """Write a credential, new or changed."""
    pk, sk = keys.credential(credential.id)
    revoked = credential.revoked_at
    item = CredentialItem(
        pk=pk,
        sk=sk,
        name=credential.name,
        services=set(credential.services),
        created_at=epoch(credential.created_at),
        expires_at=epoch(credential.expires_at),
        revoked_at=epoch(revoked) if revoked else None,
        ttl=epoch((revoked or credential.expires_at) + LISTED_AFTER_END),
    )
    put(item)


def find_credential(bearer: str, secret: str, kept_seconds: int) -> Credential | None:
    """Return the credential of a bearer, valid or not; None when there is none.

    There is no read when this process read the credential less than `kept_seconds` ago.
    """
    hashed = digest(bearer, secret)
    cached = _cache.get(hashed)
    if cached and time.monotonic() - cached[0] < kept_seconds:
        return cached[1]
    key = keys.credential(hashed)
    item = find(read([key]), CredentialItem, key)
    if item is None:
        return None
    credential = _credential(item)
    _cache[hashed] = (time.monotonic(), credential)
    return credential


def forget() -> None:
    """Empty the cache."""
    _cache.clear()


def list_credentials() -> list[Credential]:
    """Return every credential, by name and age; one query."""
    pk, _ = keys.credential("")
    credentials = [_credential(item) for item in query(pk, " ", "~") if isinstance(item, CredentialItem)]
    return sorted(credentials, key=lambda credential: (credential.name, credential.created_at, credential.expires_at))


def _credential(item: CredentialItem) -> Credential:
    return Credential(
        id=item.sk,
        name=item.name,
        services=frozenset(item.services),
        created_at=from_epoch(item.created_at),
        expires_at=from_epoch(item.expires_at),
        revoked_at=from_epoch(item.revoked_at) if item.revoked_at else None,
    )
