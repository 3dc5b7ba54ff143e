"""Once a year: the mail to a délégant about the accesses that he has not reviewed for a year (specification §5).

What it tells is found when it leaves (mail/review.py). Here its row is written, and the next look stored, in one
transaction: of two beats one writes, and a crash leaves the item due. « Garder » writes nothing here: a look sees it.
"""

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.reviews import first_look, looked_for_on
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.delegations import SummaryItem
from chalicelib.store.mails import daily_item
from chalicelib.store.reviews import ReviewItem, looks_on
from chalicelib.store.table import epoch, find, query
from chalicelib.store.writes import Delete, Save, Update, Write, transact


@retried
def remind_of_review(context: Context, account_id: str) -> None:
    """Write the row of the yearly mail where an open access is to be reviewed; store when to look again.

    One query per MB and a transaction, once a year or when the next access has its year. An account that is closed is
    looked at no more.
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
    if not any(line.is_to_review_at(context.now) for line in given):
        transact([Update(mark, [looks_on(looked_for_on(context.today, (line.review_on for line in given)))], as_read)])
        return
    writes: list[Write] = [Update(mark, [looks_on(first_look(context.today))], as_read)]
    if head.is_reached:
        writes.append(Save(daily_item(AccountMail.REVUE_ACCES, account_id, context.today, context.now)))
    transact(writes)
