"""The tags of a mail at SES: every later report carries them, and they lead back to the mail's row."""

from chalicelib.store import key_parts, keys
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Key


def tags_of(row: MailItem) -> dict[str, str]:
    """Return the tags of the mail of a row."""
    first, kind, party = key_parts.mail(row.sk)
    return {"about": row.about, "at": first, "kind": kind, "party": party}


def row_of(tags: dict[str, str]) -> Key:
    """Return the key of the row that `tags_of` made these tags for; raises KeyError for tags that it did not make."""
    return keys.mail_row(tags["about"], tags["at"], tags["kind"], tags["party"])
