"""Each Monday at eight: the mail that sums up the week, for whoever asked for it (specification §5).

The mail finds its content when it leaves (mail/week.py). This act writes its row and sets the next Monday, in one
transaction: of two beats one writes, and a crash leaves the item due.
"""

from collections.abc import Sequence

from pynamodb.expressions.update import Action

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.weeks import next_summary
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.mails import MailItem, daily_item, daily_key
from chalicelib.store.preferences import PreferencesItem, as_read, find_preferences
from chalicelib.store.table import epoch, from_epoch, read
from chalicelib.store.writes import Save, Update, Write, transact


@retried
def summarize(context: Context, account_id: str) -> None:
    """Write the row of the summary that is due to an account, and set the time of the next one.

    A schedule that comes back on a later day writes none: what a Monday says is wrong on a Thursday. None is written to
    somebody whom no mail reaches.
    """
    row_key = daily_key(AccountMail.RESUME_SEMAINE, account_id, context.today)
    items = read([keys.head(account_id), keys.preferences(account_id), row_key])
    stored = find_preferences(items, account_id)
    if stored is None or stored.due_at is None or stored.due_at > epoch(context.now):
        return
    head = find_head(items, account_id)
    if head is None or head.account.status is not AccountStatus.ACTIVE:
        off = [PreferencesItem.weekly.set(False), PreferencesItem.due_shard.remove(), PreferencesItem.due_at.remove()]
        transact([_due(stored, off)])
        return
    writes: list[Write] = [_due(stored, [PreferencesItem.due_at.set(epoch(next_summary(context.now)))])]
    is_its_day = day_in_paris(from_epoch(stored.due_at)) == context.today
    if is_its_day and head.is_reached and row_key not in items:
        row = daily_item(AccountMail.RESUME_SEMAINE, account_id, context.today, context.now)
        writes.append(Save(row, MailItem.pk.does_not_exist()))
    transact(writes)


def _due(stored: PreferencesItem, actions: Sequence[Action]) -> Write:
    return Update(PreferencesItem(*stored.key), list(actions), as_read(stored))
