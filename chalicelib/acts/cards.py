"""The owner of a card, and the numbers that it takes back from accounts that only claimed them (specification §1)."""

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
    """The stored aliases of a card: its own, and those of its numbers."""

    own: Alias
    numbers: tuple[Alias, ...]

    @property
    def account_id(self) -> str:
        """The account of the card; empty when there is none.

        It may be the account of another card of the same person, to which Pro Santé Connect gave the same number. A
        number that a délégant confirmed does not lead to an account.
        """
        proved = [item for _, item in self.numbers if item is not None and item.proved]
        leading = [item for item in (self.own[1], *proved) if item is not None]
        return leading[0].account_id if leading else ""


class Taken(NamedTuple):
    """The aliases that an account gains, each with its state when read, and a mark for each account that loses one."""

    account_id: str
    aliases: list[Alias]
    marks: list[FollowItem]


def read_card(context: Context, identity: CardIdentity) -> Card:
    """Return the aliases of a card; one call."""
    named = [("psc", identity.national_id), ("rpps", identity.rpps), ("cpe", identity.cpe)]
    wanted = [keys.alias(kind, value, context.keys.lookup) for kind, value in named if value]
    items = read(wanted)
    own, *numbers = [(key, find(items, AliasItem, key)) for key in wanted]
    return Card(own, tuple(numbers))


def taken_by(context: Context, card: Card, account_id: str) -> Taken:
    """Return the aliases that the card adds to its account.

    A number that another card has proved stays where it is. A number that was only claimed is taken away.
    """
    aliases = [card.own] if card.own[1] is None else []
    aliases += [(key, item) for key, item in card.numbers if item is None or not item.proved]
    losers = {item.account_id for _, item in aliases if item is not None} - {account_id}
    marks = [follows.item(loser, loser, context.now) for loser in sorted(losers)]
    return Taken(account_id, aliases, marks)


def writes_of(taken: Taken) -> list[Write]:
    """Return the writes of the aliases, unless they have changed, and of the marks for the losers' delegations."""
    aliases = [
        Save(AliasItem(*key, account_id=taken.account_id, proved=True), _unchanged(item)) for key, item in taken.aliases
    ]
    return [*aliases, *(Save(mark) for mark in taken.marks)]


def _unchanged(item: AliasItem | None) -> Condition:
    if item is None:
        return AliasItem.pk.does_not_exist()
    claimed: Condition = (AliasItem.account_id == item.account_id) & AliasItem.proved.does_not_exist()
    return claimed
