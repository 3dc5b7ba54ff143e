"""The mails of a restored table: the ones that wait, and the record that some of them have left since the backup."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.reviews import REVIEWED_EACH
from chalicelib.domain.weeks import next_summary
from chalicelib.store import key_parts, keys
from chalicelib.store.mails import MailItem, MailState
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.reviews import ReviewItem, look_on, told_on
from chalicelib.store.table import Item, Key, epoch, query_due, update_if, update_unread


def waiting_rows() -> list[Key]:
    """Return the keys of the rows that wait. The list is complete before a row is marked and leaves the index."""
    return [item.key for shard in keys.due_shards("MAIL") for item in query_due(shard)]


def mark_sent(key: Key, at: datetime) -> bool:
    """Mark a mail as sent that left at `at`; return whether its row waited and was written by then.

    A newer row has the same key when the same act was done again in the shut table. Its mail has not left.
    """
    actions: list[Action] = [
        MailItem.state.set(MailState.SENT.value),
        MailItem.due_shard.remove(),
        MailItem.due_at.remove(),
        MailItem.error.remove(),
    ]
    is_waiting = MailItem.state.is_in(MailState.DUE.value, MailState.LEASED.value)
    return update_unread(key, actions, is_waiting & (MailItem.written_at <= epoch(at)))


def skip_regular(key: Key, at: datetime) -> bool:
    """Let the account of a regular mail that left at `at`, and is not written yet in this table, wait for the next one.

    Return whether it was the summary of a week or the yearly reminder, and was still due.
    """
    kind, owner_id = key_parts.kind_of_mail(key), key_parts.owner(key[0])
    if kind == AccountMail.RESUME_SEMAINE:
        due: Item = PreferencesItem(*keys.preferences(owner_id))
        following: list[Action] = [Item.due_at.set(epoch(next_summary(at)))]
    elif kind == AccountMail.REVUE_ACCES:
        day = day_in_paris(at)
        due, following = ReviewItem(*keys.review(owner_id)), [look_on(day + REVIEWED_EACH), told_on(day)]
    else:
        return False
    return update_if(due, following, Item.due_at <= epoch(at))
