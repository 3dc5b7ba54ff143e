"""The yearly look at what Claire has given: its days, and the mails that come of it."""

from datetime import date

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.periods import day_in_paris
from chalicelib.store import keys
from chalicelib.store.mails import MailItem
from chalicelib.store.reviews import ReviewItem
from chalicelib.store.table import find, from_epoch, read
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE

YEAR = 365 * DAY
KEY = keys.review(CLAIRE)


def reach(outbox: Outbox, day: date) -> None:
    """Let it be eight in the morning in Paris."""
    outbox.world.now = leaves_at(day)


def looked_at() -> date | None:
    """Return the day on which Claire's account is looked at next."""
    item = find(read([KEY]), ReviewItem, KEY)
    return day_in_paris(from_epoch(item.due_at)) if item and item.due_at else None


def reminders(outbox: Outbox) -> list[MailItem]:
    """Return the rows of the yearly mail."""
    return [row for row in outbox.rows() if row.mail_kind == AccountMail.REVUE_ACCES.value]
