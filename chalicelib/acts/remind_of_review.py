"""The yearly mail to a délégant about the accesses that he has not reviewed for a year (specification §5).

The mail finds its content when it leaves (mail/review.py). This act writes its row and sets the day of the next look,
in one transaction: of two beats one writes, and a crash leaves the item due. « Garder » does not touch the item; the
next look takes it into account.
"""

from datetime import date

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.reviews import REVIEWED_EACH, next_look
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.lines import Row, SummaryItem
from chalicelib.store.mails import daily_item
from chalicelib.store.reviews import ReviewItem, look_on, told_on
from chalicelib.store.table import epoch, find, query
from chalicelib.store.writes import Delete, Save, Update, transact


@retried
def remind_of_review(context: Context, account_id: str) -> None:
    """Write the row of the yearly mail if an open access is to be reviewed, and set the day of the next look.

    It takes one query per MB and a transaction. An account that is not active loses its mark. A look that was brought
    forward for an access that is prolonged may come within a year of the last mail: it leaves none.
    """
    (pk, first), (_, last) = keys.review(account_id), keys.head(account_id)
    items = {item.key: item for item in query(pk, first, last)}
    stored, head = find(items, ReviewItem, keys.review(account_id)), find_head(items, account_id)
    if stored is None or stored.due_at > epoch(context.now):
        return
    mark, as_read = ReviewItem(*stored.key), ReviewItem.due_at == stored.due_at
    if head is None or head.account.status is not AccountStatus.ACTIVE:
        transact([Delete(mark)])
        return
    given = [item.row for item in items.values() if isinstance(item, SummaryItem)]
    a_year_later = context.today + REVIEWED_EACH
    if not any(line.is_to_review_at(context.now) for line in given):
        transact([Update(mark, [look_on(_next_look(context, given))], as_read)])
    elif stored.rests_until and context.today < stored.rests_until:
        transact([Update(mark, [look_on(stored.rests_until)], as_read)])
    elif not head.is_reached:
        transact([Update(mark, [look_on(a_year_later)], as_read)])
    else:
        mail = daily_item(AccountMail.REVUE_ACCES, account_id, context.today, context.now)
        transact([Update(mark, [look_on(a_year_later), told_on(context.today)], as_read), Save(mail)])


def _next_look(context: Context, given: list[Row]) -> date:
    may_reopen = any(line.content.may_reopen_at(context.now) for line in given)
    return next_look(context.today, (line.review_on for line in given), may_reopen=may_reopen)
