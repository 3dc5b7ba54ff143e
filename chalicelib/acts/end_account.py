"""The end of an account that nobody has validated or whose owner has closed it, and of a reservation of an address."""

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem
from chalicelib.store.closings import ClosingItem
from chalicelib.store.table import epoch, find, read
from chalicelib.store.writes import Delete, Update, Write, transact


@retried
def end_account(context: Context, account_id: str) -> None:
    """Remove an account à activer, or a reservation, that has had no delegation for its delay (specification §3).

    One that its owner has closed stays until what it leaves is ended (clear_closed.py), which counts on it.
    """
    key, closing = keys.head(account_id), keys.closing(account_id)
    items = read([key, closing])
    head = find(items, HeadItem, key)
    if head is None or head.due_at is None or head.due_at > epoch(context.now) or find(items, ClosingItem, closing):
        return
    if head.waiting or head.status == AccountStatus.ACTIVE.value:
        # A delegation waits again, so the account is no longer due.
        nothing_due = [HeadItem.due_shard.remove(), HeadItem.due_at.remove()]
        transact([Update(HeadItem(*key), nothing_due, HeadItem.due_at == head.due_at)])
    else:
        transact(_writes_of_end(context, head, account_id))


def _writes_of_end(context: Context, head: HeadItem, account_id: str) -> list[Write]:
    alone = (HeadItem.due_at == head.due_at) & HeadItem.waiting.does_not_exist() & (HeadItem.status == head.status)
    # An account that was closed before its first address was confirmed has none.
    address = [AliasItem(*keys.alias("address", head.address, context.keys.lookup))] if head.address else []
    return [
        Delete(HeadItem(*head.key), alone),
        *(Delete(alias, AliasItem.account_id == account_id) for alias in address),
        Delete(PasswordItem(*keys.password(account_id))),
    ]
