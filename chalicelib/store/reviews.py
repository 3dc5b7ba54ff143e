"""When the accesses that a délégant has given are looked through for those to review: an item of his account."""

from collections.abc import Iterable
from datetime import date

from pynamodb.expressions.update import Action

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.reviews import next_look
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, read, update_if
from chalicelib.store.writes import Update


class ReviewItem(Item, discriminator="review"):
    """The mark of an account that gave an access for more than a year. `due_at`: the next look, within a year."""


def look_on(day: date) -> Action:
    """Return the action that sets the day of the next look."""
    return ReviewItem.due_at.set(epoch(leaves_at(day)))


def marked_among(account_ids: Iterable[str]) -> set[str]:
    """Return those of these accounts that have a mark; one read for each hundred."""
    wanted = {keys.review(account_id): account_id for account_id in account_ids}
    return {wanted[key] for key in read(wanted)}


def mark_stored(account_id: str, review: date, today: date) -> bool:
    """Mark the account of an access that is stored without; return whether it had no mark yet.

    `review`: the day from which it is to be reviewed. One that is past is looked at tomorrow, so that its mail leaves
    at its hour too.
    """
    write = marking(account_id, max(review, today + ONE_DAY), today)
    return update_if(write.item, write.actions, ReviewItem.pk.does_not_exist())


def marking(account_id: str, review: date, today: date) -> Update:
    """Return the write that marks an account for an access to be reviewed from the day `review` on.

    The first look is on that day, within a year; one that is set already stays.
    """
    first = epoch(leaves_at(next_look(today, [review], may_reopen=False)))
    actions: list[Action] = [
        ReviewItem.due_at.set(ReviewItem.due_at | first),
        ReviewItem.due_shard.set(keys.due_shard("TIME", account_id)),
        ReviewItem.kind.set(ReviewItem),
    ]
    return Update(ReviewItem(*keys.review(account_id)), actions)
