"""Sending one mail of the outbox, and telling the délégant when its address cannot be reached."""

from chalicelib.acts.note_delivery import note_undeliverable
from chalicelib.context import Context
from chalicelib.mail.deliver import deliver
from chalicelib.mail.faults import Fault
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Key, find, read


def send_mail(context: Context, key: Key) -> None:
    """Send the mail of the row at `key`, if it is to be sent."""
    if deliver(context, key) is not Fault.REJECTED:
        return
    row = find(read([key]), MailItem, key)
    if row is not None:
        note_undeliverable(context, row)
