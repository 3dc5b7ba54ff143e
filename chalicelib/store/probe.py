"""A transaction that changes nothing of anybody's: what a deployment makes to see that the functions may write."""

from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute
from pynamodb.transactions import TransactWrite

from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, transact

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

    def write(transaction: TransactWrite) -> None:
        for pk, sk in (keys.history(NOBODY, 0), keys.idempotency(NOBODY, "deploiement")):
            transaction.save(ProbeItem(pk=pk, sk=sk, at=epoch(now), ttl=ttl))
        counted = ProbeItem(*keys.limit(NOBODY))
        transaction.update(counted, actions=[ProbeItem.kind.set(ProbeItem), ProbeItem.ttl.set(ttl)])
        transaction.delete(ProbeItem(*keys.grant(NOBODY, NOBODY, NOBODY)))

    transact(write)
