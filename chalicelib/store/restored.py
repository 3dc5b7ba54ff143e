"""A table restored from a moment in the past stays shut until what was ended since is ended again.

While it is shut no mail leaves and no access decision is yes (docs/operations.md, « Restore »). The mark that opens it
names the table: a later restore carries the mark of the table it was made from, which opens nothing.
"""

from datetime import datetime

from pynamodb.attributes import NumberAttribute

from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, put, read

_open: set[str] = set()


class ReconciledItem(Item, discriminator="reconciled"):
    """Says when the table was brought up to date."""

    at = NumberAttribute()


def is_shut() -> bool:
    """Return whether the table in use was restored and not reconciled yet; one read until it is, none after."""
    table = settings().restored_table
    if not table or table in _open:
        return False
    if not read([keys.reconciled(table)]):
        return True
    _open.add(table)
    return False


def open_table(now: datetime) -> None:
    """Note that the table in use is up to date; raises ValueError when it was not restored."""
    table = settings().restored_table
    if not table:
        raise ValueError("the table in use was not restored")
    pk, sk = keys.reconciled(table)
    put(ReconciledItem(pk=pk, sk=sk, at=epoch(now)))
