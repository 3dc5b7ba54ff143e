"""Two weeks before its last day: a notification to both, and the délégant's one mail of a day for all that end."""

from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.forewarnings import leaves_at, next_mail_day
from chalicelib.domain.transitions import by_time
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store.mails import MailItem, MailState, daily_item, daily_key
from chalicelib.store.table import find, read
from chalicelib.store.writes import Check, Save, Write


def forewarning_and_mail(context: Context, delegation: Delegation) -> tuple[Transition, list[Write]]:
    """Return the forewarning, with the day of the mail that lists it, and the write that has this mail sent. One read.

    A mail lists what was forewarned for its day when it leaves (mail/ending.py). So the first forewarning of a day
    writes its row, the others check that it has not left; the next day's tells what comes after that.
    """
    account_id, day = delegation.delegant.account_id, next_mail_day(context.now)
    while True:
        key = daily_key(AccountMail.FIN_PROCHE, account_id, day)
        row = find(read([key]), MailItem, key)
        if row is None or row.state == MailState.DUE.value:
            break
        day += timedelta(days=1)
    if row is None:
        new = daily_item(AccountMail.FIN_PROCHE, account_id, day, leaves_at(day))
        write: Write = Save(new, MailItem.pk.does_not_exist())
    else:
        write = Check(MailItem(*key), MailItem.state == MailState.DUE.value)
    return by_time.forewarn(delegation, day, context.now), [write]
