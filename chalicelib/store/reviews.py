"""When to look for accesses that a délégant has not reviewed for a year: an item of his account, always due."""

from collections.abc import Iterable
from datetime import date

from pynamodb.expressions.update import Action

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.reviews import looked_for_on
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, read, update_if
from chalicelib.store.writes import Update


class ReviewItem(Item, discriminator="review"):
    """The mark of an account that gave an access for more than a year; `due_at`: the next look at it, within a year."""


def looks_on(day: date) -> Action:
    """Return the action by which an account is looked at on `day`."""
    return ReviewItem.due_at.set(epoch(leaves_at(day)))


def marked_among(account_ids: Iterable[str]) -> set[str]:
    """Return those of these accounts that have their mark; one read for each hundred."""
    wanted = {keys.review(account_id): account_id for account_id in account_ids}
    return {wanted[key] for key in read(wanted)}


def begin_for_stored(account_id: str, review: date, today: date) -> bool:
    """Do as `begun` for an access that was given by an earlier version; return whether the account had no mark yet.

    `review`: the day from which it is to be reviewed. One that is past is looked at tomorrow, so that its mail leaves
    at its hour too.
    """
    write = begun(account_id, max(review, today + ONE_DAY), today)
    return update_if(write.item, write.actions, ReviewItem.pk.does_not_exist())


def begun(account_id: str, review: date, today: date) -> Update:
    """Return the write for an access that is to be reviewed from the day `review` on.

    Its account is looked at on that day, within a year, or when it would be anyway.
    """
    first = epoch(leaves_at(looked_for_on(today, [review])))
    actions: list[Action] = [
        ReviewItem.due_at.set(ReviewItem.due_at | first),
        ReviewItem.due_shard.set(keys.due_shard("TIME", account_id)),
        ReviewItem.kind.set(ReviewItem),
    ]
    return Update(ReviewItem(*keys.review(account_id)), actions)
