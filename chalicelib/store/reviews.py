"""When the accesses that a délégant has given are looked through for those to review: an item of his account."""

from collections.abc import Iterable
from datetime import date

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import ONE_DAY
from chalicelib.domain.reviews import REVIEWED_EACH, first_look, next_look
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, read, update_if
from chalicelib.store.writes import Update


class ReviewItem(Item, discriminator="review"):
    """The mark of an account that gave an access for more than a year. `due_at`: the next look, within a year.

    `told_on`: the day of the last yearly mail. No other leaves within a year, even when a look is brought forward.
    """

    told_on = UnicodeAttribute(null=True)

    @property
    def rests_until(self) -> date | None:
        """The day before which no other mail leaves; None when none has left."""
        return date.fromisoformat(self.told_on) + REVIEWED_EACH if self.told_on else None


def look_on(day: date) -> Action:
    """Return the action that sets the day of the next look."""
    return ReviewItem.due_at.set(epoch(leaves_at(day)))


def told_on(day: date) -> Action:
    """Return the action that sets the day of the last yearly mail."""
    return ReviewItem.told_on.set(day.isoformat())


def marks_among(account_ids: Iterable[str]) -> dict[str, ReviewItem]:
    """Return the marks of these accounts, by account; one read for each hundred."""
    wanted = {keys.review(account_id): account_id for account_id in account_ids}
    return {wanted[key]: item for key, item in read(wanted).items() if isinstance(item, ReviewItem)}


def mark_stored(account_id: str, mark: ReviewItem | None, reviews: Iterable[date], today: date) -> bool:
    """Let an account be looked at in time for its accesses, to be reviewed from these days on; return whether it wrote.

    `mark`: as it was read. Its look is brought forward for a day to come alone: on those that are past, a look has told
    of the access, or found it kept.
    """
    if mark is None:
        write = _marking(account_id, look_on(first_look(today, min(reviews))))
        return update_if(write.item, write.actions, ReviewItem.pk.does_not_exist())
    look = epoch(leaves_at(max(next_look(today, reviews, may_reopen=False), mark.rests_until or today)))
    is_late = (mark.due_at or 0) > look
    return is_late and update_if(mark, [ReviewItem.due_at.set(look)], ReviewItem.due_at == mark.due_at)


def marking(account_id: str, review: date, today: date) -> Update:
    """Return the write that marks an account for an access to be reviewed from the day `review` on.

    A look is a year away at most, so one that is set already comes in time for an access given today. It may come too
    late for one that was given before, and is prolonged: then the next is tomorrow, and finds the right day.
    """
    a_year_away = today + REVIEWED_EACH
    if review < a_year_away:
        return _marking(account_id, look_on(today + ONE_DAY))
    return _marking(account_id, ReviewItem.due_at.set(ReviewItem.due_at | epoch(leaves_at(a_year_away))))


def _marking(account_id: str, look: Action) -> Update:
    actions = [look, ReviewItem.due_shard.set(keys.due_shard("TIME", account_id)), ReviewItem.kind.set(ReviewItem)]
    return Update(ReviewItem(*keys.review(account_id)), actions)
