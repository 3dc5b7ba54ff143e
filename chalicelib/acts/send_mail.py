"""The sending of one mail of the outbox, with a notification to the délégant when it will not arrive."""

from chalicelib.acts.note_delivery import note_missed
from chalicelib.context import Context
from chalicelib.mail.deliver import deliver
from chalicelib.store.table import Key


def send_mail(context: Context, key: Key, turn: float | None = None) -> None:
    """Send the mail of the row at `key`, if it is due; `turn` is the moment at which it may leave, if one was taken."""
    deliver(context, key, lambda row, address, why: note_missed(context, row, address, why), turn)
