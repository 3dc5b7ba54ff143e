"""Sending one mail of the outbox, and telling the délégant when its address cannot be reached."""

from chalicelib.acts.note_delivery import note_undeliverable
from chalicelib.context import Context
from chalicelib.mail.deliver import deliver
from chalicelib.store.table import Key


def send_mail(context: Context, key: Key) -> None:
    """Send the mail of the row at `key`, if it is to be sent."""
    deliver(context, key, lambda row, address: note_undeliverable(context, row, address))
