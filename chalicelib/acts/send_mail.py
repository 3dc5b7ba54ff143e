"""Send one mail of the outbox, and tell the délégant when it will not arrive."""

from chalicelib.acts.note_delivery import note_missed
from chalicelib.context import Context
from chalicelib.mail.deliver import deliver
from chalicelib.store.table import Key


def send_mail(context: Context, key: Key) -> None:
    """Send the mail of the row at `key`, if it is to be sent."""
    deliver(context, key, lambda row, address, why: note_missed(context, row, address, why))
