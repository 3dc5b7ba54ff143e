"""A restored table stays shut until it is reconciled: what ended after the backup must end again.

While it is shut, no mail leaves and every access is denied (docs/operations.md, « Restore »). The mark that opens it
names the table, so a copy of the mark in a later restore opens nothing.
"""

from datetime import datetime

from pynamodb.attributes import NumberAttribute

from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, put, read

_open: set[str] = set()


class ReconciledItem(Item, discriminator="reconciled"):
    """The time when the table was reconciled."""

    at = NumberAttribute()


def is_shut() -> bool:
    """Return whether the table in use was restored and is not reconciled; one read until it is, none after."""
    table = settings().restored_table
    if not table or table in _open:
        return False
    if not read([keys.reconciled(table)]):
        return True
    _open.add(table)
    return False


def open_table(now: datetime) -> None:
    """Record that the table in use is reconciled; raises ValueError when it was not restored."""
    table = settings().restored_table
    if not table:
        raise ValueError("the table in use was not restored")
    pk, sk = keys.reconciled(table)
    put(ReconciledItem(pk=pk, sk=sk, at=epoch(now)))
