"""A transaction that changes nothing of anybody's: what a deployment makes to see that the functions may write."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch
from chalicelib.store.writes import Delete, Save, Update, transact

NOBODY = "sante"
"""An account and a delegation that no one has: ids are made of 96 random bits."""

_KEPT = timedelta(days=1)


class ProbeItem(Item, discriminator="probe"):
    """Says when a deployment was tried; it goes after a day."""

    at = NumberAttribute(null=True)


def write_probe(now: datetime) -> None:
    """Write as an act does: two prefixes put, one of them for ever by its rights; one updated; one deleted.

    What IAM makes of the keys of a transaction is documented nowhere. Were they asked for in a way that the policies
    do not foresee, every act would be refused, and so is this.
    """
    ttl = epoch(now + _KEPT)
    put = (keys.history(NOBODY, 0), keys.idempotency(NOBODY, "deploiement"))
    counted = [ProbeItem.kind.set(ProbeItem), ProbeItem.ttl.set(ttl)]
    transact(
        [
            *(Save(ProbeItem(*key, at=epoch(now), ttl=ttl)) for key in put),
            Update(ProbeItem(*keys.limit(NOBODY)), counted),
            Delete(ProbeItem(*keys.grant(NOBODY, NOBODY, NOBODY))),
        ]
    )
