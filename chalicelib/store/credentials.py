"""Credentials of the portal's services: random bearers, of which only a keyed hash is stored (spec §1, §6).

They all stand in one partition, by hash: one read finds the caller, one query lists them, and rights on the prefix
keep everything else out of reach of whoever manages them.
"""

import hmac
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, find, from_epoch, put, query, read

LISTED_AFTER_END = timedelta(days=90)
"""How long a credential that is over stays in the list."""

_kept: dict[str, tuple[float, "Credential"]] = {}


class CredentialItem(Item, discriminator="credential"):
    """One credential; the bearer itself is nowhere."""

    name = UnicodeAttribute()
    services = UnicodeSetAttribute()
    created_at = NumberAttribute()
    expires_at = NumberAttribute()
    revoked_at = NumberAttribute(null=True)


@dataclass(frozen=True)
class Credential:
    """A service of the portal, and what it may ask about."""

    id: str
    name: str
    services: frozenset[str]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it opens anything at `now`."""
        return self.revoked_at is None and now < self.expires_at


def digest(bearer: str, secret: str) -> str:
    """Return what is stored of a bearer."""
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
    """Return the credential of a bearer, good or not; no read when this instance knew it `kept_seconds` ago."""
    hashed = digest(bearer, secret)
    kept = _kept.get(hashed)
    if kept and time.monotonic() - kept[0] < kept_seconds:
        return kept[1]
    key = keys.credential(hashed)
    item = find(read([key]), CredentialItem, key)
    if item is None:
        return None
    _kept[hashed] = (time.monotonic(), _credential(item))
    return _kept[hashed][1]


def forget() -> None:
    """Read the credentials anew at their next use."""
    _kept.clear()


def list_credentials() -> list[Credential]:
    """Return every credential, by name and age; one query."""
    pk, _ = keys.credential("")
    found = [_credential(item) for item in query(pk, " ", "~") if isinstance(item, CredentialItem)]
    return sorted(found, key=lambda credential: (credential.name, credential.created_at, credential.expires_at))


def _credential(item: CredentialItem) -> Credential:
    return Credential(
        id=item.sk,
        name=item.name,
        services=frozenset(item.services),
        created_at=from_epoch(item.created_at),
        expires_at=from_epoch(item.expires_at),
        revoked_at=from_epoch(item.revoked_at) if item.revoked_at else None,
    )
