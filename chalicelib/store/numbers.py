"""The accounts that a number stands for at the sign-in: one item for each account that has it (specification §1).

An account writes and removes its own item alone, with its practice, in one transaction. So no account can take a number
from another, and no two writers meet: a number that several accounts hold has several items, and names none of them.
"""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domain.numbers import numbers_of
from chalicelib.domain.people import Practice
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, practice_item
from chalicelib.store.table import Item, Key, find, query
from chalicelib.store.writes import Delete, Save, Write


class NumberItem(Item, discriminator="number"):
    """Leads from a number, as a keyed hash, to one of the accounts whose practice has it."""

    account_id = UnicodeAttribute()


def item(number: str, account_id: str, secret: str) -> NumberItem:
    """Return the item by which a number leads to an account."""
    return NumberItem(*keys.number(number, account_id, secret), account_id=account_id)


def holder_of(number: str, secret: str) -> str:
    """Return the only account that has a number; empty when none or several have it. One query of two items at most."""
    pk, _ = keys.number(number, "", secret)
    holders = [found.account_id for found in query(pk, " ", "\uffff", limit=2) if isinstance(found, NumberItem)]
    return holders[0] if len(holders) == 1 else ""


def are_written(stored: PracticeItem | None, practice: Practice) -> bool:
    """Whether the stored numbers are those of `practice`; not for a practice that was stored before numbers were."""
    return _written(stored) == numbers_of(practice)


def writes_of(account_id: str, stored: PracticeItem | None, practice: Practice, secret: str) -> list[Write]:
    """Return the writes of the numbers that `practice` adds to what is stored, or no longer has."""
    before, after = _written(stored), numbers_of(practice)
    return [
        *(Save(item(number, account_id, secret)) for number in sorted(after - before)),
        *(Delete(item(number, account_id, secret)) for number in sorted(before - after)),
    ]


def practice_with_numbers(account_id: str, practice: Practice) -> PracticeItem:
    """Return the item of a practice whose numbers are written with it."""
    found = practice_item(account_id, practice)
    found.numbers = set(numbers_of(practice)) or None
    return found


def stored_of(items: dict[Key, Item], account_id: str) -> list[str]:
    """Return the numbers that lead to an account, from items that were read with its practice."""
    return sorted(_written(find(items, PracticeItem, keys.practice(account_id))))


def _written(stored: PracticeItem | None) -> frozenset[str]:
    return frozenset(stored.numbers or ()) if stored else frozenset()
