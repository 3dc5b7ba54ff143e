"""The people whom a délégant has blocked, so that they can ask him for nothing: one small item for each account."""

from collections.abc import Mapping
from datetime import datetime

from pynamodb.attributes import NumberAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, query
from chalicelib.store.writes import Check, Save, Write

_FIRST = "A#BLOCKED#"


class BlockItem(Item, discriminator="block"):
    """One blocked account, which its key names, and when it was blocked (seconds since 1970)."""

    blocked_at = NumberAttribute()

    @property
    def account_id(self) -> str:
        """The account that is blocked."""
        return self.sk.removeprefix(_FIRST).removesuffix("#")


def is_blocked(items: Mapping[Key, Item], delegant_id: str, account_id: str) -> bool:
    """Whether the account is blocked, from items read with its block."""
    return isinstance(items.get(keys.blocked(delegant_id, account_id)), BlockItem)


def not_blocked(delegant_id: str, account_id: str) -> Check:
    """Return the condition under which the account is still not blocked."""
    return Check(BlockItem(*keys.blocked(delegant_id, account_id)), BlockItem.pk.does_not_exist())


def block_of(delegant_id: str, account_id: str, now: datetime) -> Write:
    """Return the write that blocks the account."""
    pk, sk = keys.blocked(delegant_id, account_id)
    return Save(BlockItem(pk=pk, sk=sk, blocked_at=epoch(now)))


def read_blocks(delegant_id: str) -> dict[str, int]:
    """Return the blocked accounts, and when each was blocked. One query, of the délégant's own items."""
    pk, _ = keys.blocked(delegant_id, "")
    found = query(pk, _FIRST, f"{_FIRST}~")
    return {item.account_id: int(item.blocked_at) for item in found if isinstance(item, BlockItem)}
