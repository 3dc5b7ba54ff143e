"""Whose a card is, and the numbers that it takes back from accounts that merely claimed them (spec §1)."""

from typing import NamedTuple

from pynamodb.expressions.condition import Condition

from chalicelib.context import Context
from chalicelib.identity.userinfo import CardIdentity
from chalicelib.store import follows, keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import Key, find, read
from chalicelib.store.writes import Save, Write

Alias = tuple[Key, AliasItem | None]


class Card(NamedTuple):
    """What is known of a card: its own alias, and those of the numbers that it says."""

    own: Alias
    numbers: tuple[Alias, ...]

    @property
    def account_id(self) -> str:
        """The account that it leads to, empty for none.

        Its own, or the one of another card of the same person: Pro Santé Connect has said the same number of both. A
        number that a délégant confirmed leads nowhere.
        """
        proved = [item for _, item in self.numbers if item is not None and item.proved]
        leading = [item for item in (self.own[1], *proved) if item is not None]
        return leading[0].account_id if leading else ""


class Taken(NamedTuple):
    """The aliases that become an account's, each with what it was read as, and a mark for each that loses one."""

    account_id: str
    aliases: list[Alias]
    marks: list[FollowItem]


def read_card(context: Context, identity: CardIdentity) -> Card:
    """Read the aliases of a card; one call."""
    named = [("psc", identity.national_id), ("rpps", identity.rpps), ("cpe", identity.cpe)]
    wanted = [keys.alias(kind, value, context.keys.lookup) for kind, value in named if value]
    items = read(wanted)
    own, *numbers = [(key, find(items, AliasItem, key)) for key in wanted]
    return Card(own, tuple(numbers))


def taken_by(context: Context, card: Card, account_id: str) -> Taken:
    """Return what the card gives to its account that it does not have yet.

    A number that another card has proved stays where it is; one that was only claimed is taken away.
    """
    aliases = [card.own] if card.own[1] is None else []
    aliases += [(key, item) for key, item in card.numbers if item is None or not item.proved]
    losers = {item.account_id for _, item in aliases if item is not None} - {account_id}
    marks = [follows.item(loser, loser, context.now) for loser in sorted(losers)]
    return Taken(account_id, aliases, marks)


def writes_of(taken: Taken) -> list[Write]:
    """Return the writes of the aliases, unless they changed since, and of what the losers' delegations must follow."""
    aliases = [
        Save(AliasItem(*key, account_id=taken.account_id, proved=True), _unchanged(item)) for key, item in taken.aliases
    ]
    return [*aliases, *(Save(mark) for mark in taken.marks)]


def _unchanged(item: AliasItem | None) -> Condition:
    if item is None:
        return AliasItem.pk.does_not_exist()
    claimed: Condition = (AliasItem.account_id == item.account_id) & AliasItem.proved.does_not_exist()
    return claimed
