"""The people whom a délégant has blocked, so that they can ask him for nothing: one small item for each account."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from pynamodb.attributes import NumberAttribute

from chalicelib.store import key_parts, keys
from chalicelib.store.table import Item, Key, epoch, query, read
from chalicelib.store.writes import Check, Save, Write


class BlockItem(Item, discriminator="block"):
    """One blocked account, which its key names, and when it was blocked (seconds since 1970)."""

    blocked_at = NumberAttribute()

    @property
    def account_id(self) -> str:
        """The account that is blocked."""
        return key_parts.blocked(self.sk)


def is_blocked(items: Mapping[Key, Item], delegant_id: str, account_id: str, former: Collection[str]) -> bool:
    """Whether the account is blocked, or one that was joined to it; `items` were read with the block of the account.

    The blocks of joined accounts are one read more, for whoever has joined any.
    """
    blocked = {keys.blocked(delegant_id, account_id)} & items.keys()
    return bool(blocked or (former and read(keys.blocked(delegant_id, one) for one in former)))


def not_blocked(delegant_id: str, account_id: str, former: Iterable[str]) -> list[Check]:
    """Return the conditions under which neither the account nor one joined to it is blocked meanwhile."""
    gone = BlockItem.pk.does_not_exist()
    return [Check(BlockItem(*keys.blocked(delegant_id, one)), gone) for one in (account_id, *former)]


def block_of(delegant_id: str, account_id: str, now: datetime) -> Write:
    """Return the write that blocks the account."""
    pk, sk = keys.blocked(delegant_id, account_id)
    return Save(BlockItem(pk=pk, sk=sk, blocked_at=epoch(now)))


def read_blocks(delegant_id: str) -> dict[str, int]:
    """Return the blocked accounts, and when each was blocked. One query, of the délégant's own items."""
    pk, _ = keys.blocked(delegant_id, "")
    found = query(pk, keys.BLOCKED, f"{keys.BLOCKED}~")
    return {item.account_id: int(item.blocked_at) for item in found if isinstance(item, BlockItem)}
