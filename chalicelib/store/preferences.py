"""What the owner of an account wants to be told by mail: an item of its own, read by its page and by such mails."""

from pynamodb.attributes import BooleanAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, Key, find


class PreferencesItem(Item, discriminator="preferences"):
    """The choices of an account; without the item, those of everybody. `end_notices`: the mail of what ends soon."""

    end_notices = BooleanAttribute(default=True)


def wants_end_notices(items: dict[Key, Item], account_id: str) -> bool:
    """Return whether the mail of what ends soon is wanted, from items that were read."""
    item = find(items, PreferencesItem, keys.preferences(account_id))
    return bool(item.end_notices) if item else True
