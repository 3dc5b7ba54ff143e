"""The end of an account that nobody ever validated, and of the reservation of an address (spec §3)."""

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem
from chalicelib.store.table import epoch, find, read
from chalicelib.store.writes import Delete, Update, Write, transact


@retried
def end_account(context: Context, account_id: str) -> None:
    """Remove an account à activer, or a reservation, that no delegation keeps alive since the delay of a purge."""
    key = keys.head(account_id)
    head = find(read([key]), HeadItem, key)
    if head is None or head.due_at is None or head.due_at > epoch(context.now):
        return
    if head.waiting or head.status == AccountStatus.ACTIVE.value:
        # A delegation waits again: there is nothing to look at any more.
        nothing_due = [HeadItem.due_shard.remove(), HeadItem.due_at.remove()]
        transact([Update(HeadItem(*key), nothing_due, HeadItem.due_at == head.due_at)])
    else:
        transact(_writes_of_end(context, head, account_id))


def _writes_of_end(context: Context, head: HeadItem, account_id: str) -> list[Write]:
    alone = (HeadItem.due_at == head.due_at) & HeadItem.waiting.does_not_exist() & (HeadItem.status == head.status)
    alias_key = keys.alias("address", head.address, context.keys.lookup)
    return [
        Delete(HeadItem(*head.key), alone),
        Delete(AliasItem(*alias_key), AliasItem.account_id == account_id),
        Delete(PasswordItem(*keys.password(account_id))),
    ]
