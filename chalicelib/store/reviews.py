"""When to look for accesses that a délégant has not reviewed for a year: an item of his account, always due."""

from datetime import date

from pynamodb.expressions.update import Action

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.reviews import first_look
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, update_if
from chalicelib.store.writes import Update


class ReviewItem(Item, discriminator="review"):
    """The mark of an account that has given an access once; `due_at`: when it is looked at next, within a year."""


def looks_on(day: date) -> Action:
    """Return the action by which an account is looked at on `day`."""
    return ReviewItem.due_at.set(epoch(leaves_at(day)))


def begin_for_stored(account_id: str, given_on: date) -> bool:
    """Do as `begun` for an access that was given by an earlier version; return whether the account had no mark yet."""
    write = begun(account_id, given_on)
    return update_if(write.item, write.actions, ReviewItem.pk.does_not_exist())


def begun(account_id: str, given_on: date) -> Update:
    """Return the write for an access that is given on a day: its account is looked at within a year, or as it was."""
    first = epoch(leaves_at(first_look(given_on)))
    actions: list[Action] = [
        ReviewItem.due_at.set(ReviewItem.due_at | first),
        ReviewItem.due_shard.set(keys.due_shard("TIME", account_id)),
        ReviewItem.kind.set(ReviewItem),
    ]
    return Update(ReviewItem(*keys.review(account_id)), actions)
