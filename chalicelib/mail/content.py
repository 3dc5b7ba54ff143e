"""The mails that find what they tell when they leave: what each reads, why it may not leave, and its facts."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.mail import ending, prolonged, review, week
from chalicelib.store import keys
from chalicelib.store.mails import OWNER, Cancelled, MailItem
from chalicelib.store.table import Item, Key

_Items = dict[Key, Item]


class Content(NamedTuple):
    """How one kind of mail finds its content.

    `keys_of` are read together with the account's head, `queried` reads more; `why_not` says why the mail has nothing
    to tell, or is not wanted; `facts_of` are added to those of its row.
    """

    keys_of: Callable[[MailItem], list[Key]]
    queried: Callable[[MailItem], _Items]
    why_not: Callable[[Context, MailItem, _Items], Cancelled | None]
    facts_of: Callable[[Context, MailItem, _Items], Mapping[str, Any]]


def _whether_wanted(row: MailItem) -> list[Key]:
    """Return the key of what the account's owner wants to be told."""
    return [keys.preferences(row.to_account)]


_FOUND: Mapping[AccountMail, Content] = {
    AccountMail.FIN_PROCHE: Content(_whether_wanted, ending.lines_given, ending.why_no_ending, ending.facts_of_ending),
    AccountMail.PROLONGATIONS: Content(
        prolonged.keys_of_prolonged, lambda row: {}, prolonged.why_no_prolonged, prolonged.facts_of_prolonged
    ),
    AccountMail.RESUME_SEMAINE: Content(_whether_wanted, week.lines_and_notices, week.why_no_week, week.facts_of_week),
    AccountMail.REVUE_ACCES: Content(_whether_wanted, ending.lines_given, review.why_no_review, review.facts_of_review),
}


def content_of(row: MailItem) -> Content | None:
    """Return how the mail of a row finds its content; None for a mail whose row holds it."""
    return _FOUND.get(AccountMail(row.mail_kind)) if row.party == OWNER else None
