"""What the owner of an account wants to be told by mail: an item of its own, read by its page and by such mails."""

from datetime import datetime

from pynamodb.attributes import BooleanAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, find


class PreferencesItem(Item, discriminator="preferences"):
    """The choices of an account; without the item, those of everybody.

    `end_notices`: the mail of what ends soon. `reviews`: the yearly mail about open accesses. `weekly`: the summary of
    each Monday, at which the item is due.
    """

    end_notices = BooleanAttribute(default=True)
    reviews = BooleanAttribute(default=True)
    weekly = BooleanAttribute(default=False)


def find_preferences(items: dict[Key, Item], account_id: str) -> PreferencesItem | None:
    """Return the choices of an account from items that were read; None when it has never chosen."""
    return find(items, PreferencesItem, keys.preferences(account_id))


def wants_end_notices(items: dict[Key, Item], account_id: str) -> bool:
    """Return whether the mail of what ends soon is wanted, from items that were read."""
    item = find_preferences(items, account_id)
    return bool(item.end_notices) if item else True


def wants_reviews(items: dict[Key, Item], account_id: str) -> bool:
    """Return whether the yearly mail about open accesses is wanted, from items that were read."""
    item = find_preferences(items, account_id)
    return bool(item.reviews) if item else True


def wants_summary(items: dict[Key, Item], account_id: str) -> bool:
    """Return whether the summary of each Monday is wanted, from items that were read."""
    item = find_preferences(items, account_id)
    return bool(item.weekly) if item else False


def preferences_item(
    account_id: str, *, end_notices: bool, summary_at: datetime | None, reviews: bool = True
) -> PreferencesItem:
    """Return the item of these choices; `summary_at`: when the next summary is due, None where none is wanted."""
    key = keys.preferences(account_id)
    item = PreferencesItem(*key, end_notices=end_notices, reviews=reviews, weekly=summary_at is not None)
    if summary_at:
        item.due_shard, item.due_at = keys.due_shard("TIME", account_id), epoch(summary_at)
    return item


def as_read(item: PreferencesItem | None) -> Condition:
    """Return the condition that the due of the choices is the one that was read."""
    if item is None:
        return PreferencesItem.pk.does_not_exist()
    due_at = PreferencesItem.due_at
    return due_at.does_not_exist() & PreferencesItem.pk.exists() if item.due_at is None else due_at == item.due_at
