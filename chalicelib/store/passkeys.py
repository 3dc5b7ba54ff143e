"""The passkeys of an account, in one item; an alias leads from each credential to its account, and makes it unique."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import MapAttribute, NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, Key, epoch, find, from_epoch, update_if
from chalicelib.store.writes import Check, Delete, Save, Update, Write

MOST = 10
"""How many passkeys an account has at most."""


class PasskeysItem(Item, discriminator="passkeys"):
    """The passkeys by their own ids. `version` grows when one is added or removed, not when one is used."""

    version = NumberAttribute(default=0)
    passkeys: MapAttribute[str, Any] = MapAttribute(default=dict)


class ChallengeItem(Item, discriminator="challenge"):
    """The one use of a challenge."""


class Passkey(NamedTuple):
    """One passkey. `id` is its name in addresses of pages; `credential` and `public_key` are base64url.

    `handle`: what the authenticator says of the account. `counter`: its signatures so far; 0 where it does not count.
    `doubted_at`: when an authenticator with fewer signatures answered, so that it may have been copied.
    """

    id: str
    credential: str
    public_key: str
    handle: str
    name: str
    counter: int
    added_at: int
    used_at: int | None = None
    doubted_at: int | None = None

    @property
    def added(self) -> datetime:
        """The time when it was added."""
        return from_epoch(self.added_at)

    @property
    def used(self) -> datetime | None:
        """The time of its last sign-in; None when there was none."""
        return from_epoch(self.used_at) if self.used_at else None


def passkeys_of(items: dict[Key, Item], account_id: str) -> list[Passkey]:
    """Return the passkeys of an account from items that were read, oldest first."""
    item = find_passkeys(items, account_id)
    found = [from_plain(Passkey, entry) for entry in item.passkeys.as_dict().values()] if item else []
    return sorted(found, key=lambda passkey: (passkey.added_at, passkey.id))


def find_passkeys(items: dict[Key, Item], account_id: str) -> PasskeysItem | None:
    """Return the item of the passkeys of an account from items that were read; None when it never had one."""
    return find(items, PasskeysItem, keys.passkeys(account_id))


def handle_of(account_id: str, secret: str) -> str:
    """Return the opaque id of an account that authenticators store; no key of the table contains it."""
    return keys.digest("passkey-handle", account_id, secret)


def id_of(credential: str, secret: str) -> str:
    """Return the own id of a passkey, by which addresses of pages name it."""
    return keys.digest("passkey-id", credential, secret)[:16]


def alias_key(credential: str, secret: str) -> Key:
    """Return the key of the alias of a credential."""
    return keys.alias("passkey", credential, secret)


def use_of_challenge(nonce: str, kept: timedelta, now: datetime) -> Save:
    """Return the write that uses up a challenge; it fails for one that was used before."""
    pk, sk = keys.challenge(nonce)
    return Save(ChallengeItem(pk=pk, sk=sk, ttl=epoch(now + kept)), ChallengeItem.pk.does_not_exist())


def addition_of(account_id: str, item: PasskeysItem | None, passkey: Passkey, secret: str) -> list[Write]:
    """Return the writes of a new passkey beside those of `item`, as it was read."""
    pk, sk = alias_key(passkey.credential, secret)
    alias = AliasItem(pk=pk, sk=sk, account_id=account_id)
    return [_added(account_id, item, [passkey]), Save(alias, AliasItem.pk.does_not_exist())]


def added_since(items: dict[Key, Item], account_id: str, since: datetime) -> list[Passkey]:
    """Return the passkeys of an account that were added at a moment or later, from items that were read."""
    return [passkey for passkey in passkeys_of(items, account_id) if passkey.added >= since]


def removal_since(items: dict[Key, Item], account_id: str, since: datetime, secret: str) -> list[Write]:
    """Return the writes that remove the passkeys added since a moment; they fail when one was added since the read."""
    item = find_passkeys(items, account_id)
    if item is None:
        return [_none_there(account_id)]
    return removal_of(account_id, item, added_since(items, account_id, since), secret) or [
        Check(PasskeysItem(*item.key), _unchanged(item))
    ]


def removal_of(account_id: str, item: PasskeysItem, removed: list[Passkey], secret: str) -> list[Write]:
    """Return the writes that remove passkeys of `item`, as it was read; none when there is none to remove."""
    if not removed:
        return []
    actions: list[Action] = [PasskeysItem.passkeys[passkey.id].remove() for passkey in removed]
    return [
        Update(PasskeysItem(*item.key), [*actions, PasskeysItem.version.add(1)], _unchanged(item)),
        *(_alias_removed(account_id, passkey, secret) for passkey in removed),
    ]


def end_of(items: dict[Key, Item], account_id: str, secret: str) -> list[Write]:
    """Return the writes that remove all passkeys of an account that ends, unless they have changed meanwhile."""
    item = find_passkeys(items, account_id)
    if item is None:
        return [Check(PasskeysItem(*keys.passkeys(account_id)), PasskeysItem.pk.does_not_exist())]
    removed = (_alias_removed(account_id, passkey, secret) for passkey in passkeys_of(items, account_id))
    return [Delete(PasskeysItem(*item.key), _unchanged(item)), *removed]


def move_of(items: dict[Key, Item], other_id: str, me_id: str, now: datetime, secret: str) -> list[Write]:
    """Return the writes that give the passkeys of an account that is joined to the one that stays, while it has room.

    The others, those that were used least lately, are removed. The passkeys of both are among `items`. Those that move
    are added now, as the account that stays has it: whoever throws a stranger out removes what he brought by a join.
    """
    item, own = find_passkeys(items, other_id), find_passkeys(items, me_id)
    if item is None:
        return [_none_there(other_id)]
    moved = passkeys_of(items, other_id)
    room = MOST - len(passkeys_of(items, me_id))
    kept = sorted(moved, key=lambda passkey: passkey.used_at or passkey.added_at, reverse=True)[: max(room, 0)]
    writes: list[Write] = [Delete(PasskeysItem(*item.key), _unchanged(item))]
    if kept:
        writes.append(_added(me_id, own, [passkey._replace(added_at=epoch(now)) for passkey in kept]))
    for passkey in moved:
        alias = AliasItem(*alias_key(passkey.credential, secret))
        if passkey in kept:
            writes.append(Update(alias, [AliasItem.account_id.set(me_id)], AliasItem.account_id == other_id))
        else:
            writes.append(_alias_removed(other_id, passkey, secret))
    return writes


def note_use(account_id: str, passkey: Passkey, counter: int, now: datetime) -> bool:
    """Note a sign-in with a passkey, and its new counter; False when it was used or removed meanwhile."""
    stored = PasskeysItem.passkeys[passkey.id]
    actions: list[Action] = [stored["counter"].set(counter), stored["used_at"].set(epoch(now))]
    return update_if(PasskeysItem(*keys.passkeys(account_id)), actions, stored["counter"] == passkey.counter)


def note_doubt(account_id: str, passkey: Passkey, now: datetime) -> None:
    """Note that a copy of a passkey may exist, unless the passkey is gone."""
    stored = PasskeysItem.passkeys[passkey.id]
    exists: Condition = stored["counter"] == passkey.counter
    update_if(PasskeysItem(*keys.passkeys(account_id)), [stored["doubted_at"].set(epoch(now))], exists)


def _added(account_id: str, item: PasskeysItem | None, added: list[Passkey]) -> Write:
    if item is None:
        pk, sk = keys.passkeys(account_id)
        first = PasskeysItem(pk=pk, sk=sk, passkeys={one.id: to_plain(one) for one in added}, version=1)
        return Save(first, PasskeysItem.pk.does_not_exist())
    actions: list[Action] = [PasskeysItem.passkeys[one.id].set(to_plain(one)) for one in added]
    return Update(PasskeysItem(*item.key), [*actions, PasskeysItem.version.add(1)], _unchanged(item))


def _none_there(account_id: str) -> Check:
    """Return the condition that an account still has no passkeys."""
    return Check(PasskeysItem(*keys.passkeys(account_id)), PasskeysItem.pk.does_not_exist())


def _unchanged(item: PasskeysItem) -> Condition:
    unchanged: Condition = PasskeysItem.version == item.version
    return unchanged


def _alias_removed(account_id: str, passkey: Passkey, secret: str) -> Write:
    return Delete(AliasItem(*alias_key(passkey.credential, secret)), AliasItem.account_id == account_id)
