"""The mails of a restored table: which wait, and which of those have left since the moment that it was restored to."""

from datetime import datetime

from pynamodb.expressions.update import Action

from chalicelib.store import keys
from chalicelib.store.mails import MailItem, MailState
from chalicelib.store.table import Key, epoch, query_due, update_unread


def waiting_rows() -> list[Key]:
    """Return the rows that are still to leave, all of them before the first is marked: it then leaves the index."""
    return [item.key for shard in keys.due_shards("MAIL") for item in query_due(shard)]


def mark_sent(key: Key, at: datetime) -> bool:
    """Mark a mail that left at a moment, unless its row is newer: the same act, done while shut, has its key."""
    actions: list[Action] = [MailItem.state.set(MailState.SENT.value)]
    actions += [one.remove() for one in (MailItem.due_shard, MailItem.due_at, MailItem.error)]
    to_leave = MailItem.state.is_in(MailState.DUE.value, MailState.CLAIMED.value)
    return update_unread(key, actions, to_leave & (MailItem.written_at <= epoch(at)))
