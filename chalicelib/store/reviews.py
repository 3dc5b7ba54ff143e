"""When to look for accesses that a délégant has not reviewed for a year: an item of his account, always due."""

from collections.abc import Iterable
from datetime import date

from pynamodb.expressions.update import Action

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.reviews import REVIEWED_EACH, first_look
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, read, update_if
from chalicelib.store.writes import Update


class ReviewItem(Item, discriminator="review"):
    """The mark of an account that has given an access once; `due_at`: when it is looked at next, within a year."""


def looks_on(day: date) -> Action:
    """Return the action by which an account is looked at on `day`."""
    return ReviewItem.due_at.set(epoch(leaves_at(day)))


def marked_among(account_ids: Iterable[str]) -> set[str]:
    """Return those of these accounts that have their mark; one read for each hundred."""
    wanted = {keys.review(account_id): account_id for account_id in account_ids}
    return {wanted[key] for key in read(wanted)}


def begin_for_stored(account_id: str, given_on: date, today: date) -> bool:
    """Do as `begun` for an access that was given by an earlier version; return whether the account had no mark yet.

    A year that is over is looked at tomorrow, so that its mail leaves at its hour too.
    """
    write = begun(account_id, max(given_on, today + ONE_DAY - REVIEWED_EACH))
    return update_if(write.item, write.actions, ReviewItem.pk.does_not_exist())


def begun(account_id: str, given_on: date) -> Update:
    """Return the write for an access that is given on a day.

    Its account is looked at within a year, or when it would be anyway.
    """
    first = epoch(leaves_at(first_look(given_on)))
    actions: list[Action] = [
        ReviewItem.due_at.set(ReviewItem.due_at | first),
        ReviewItem.due_shard.set(keys.due_shard("TIME", account_id)),
        ReviewItem.kind.set(ReviewItem),
    ]
    return Update(ReviewItem(*keys.review(account_id)), actions)
