"""The mails of a restored table: the ones that wait, and the record that some of them have left since the backup."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.domain.account_mails import AccountMail
from chalicelib.store import keys
from chalicelib.store.mails import MailItem, MailState, owner_of
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.table import Key, epoch, query_due, update_if, update_unread


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


def is_summary(key: Key) -> bool:
    """Whether a row is that of the summary of a week."""
    return key[1].split("#")[1:2] == [AccountMail.RESUME_SEMAINE.value]


def skip_summary(key: Key, at: datetime, following: datetime) -> bool:
    """Let the account of a summary that left at `at`, and is not written yet in this table, be due at `following`."""
    stored = PreferencesItem(*keys.preferences(owner_of(key[0])))
    return update_if(stored, [PreferencesItem.due_at.set(epoch(following))], PreferencesItem.due_at <= epoch(at))
