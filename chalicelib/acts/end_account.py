"""The end of an account that nobody ever validated, and of the reservation of an address (spec §3)."""

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, PasswordItem
from chalicelib.store.table import epoch, find, read, transact


def end_account(context: Context, account_id: str) -> None:
    """Remove an account à activer, or a reservation, that no delegation keeps alive since the delay of a purge."""
    key = keys.head(account_id)

    def attempt() -> None:
        head = find(read([key]), HeadItem, key)
        if head is None or head.due_at is None or head.due_at > epoch(context.now):
            return
        if head.waiting or head.status == AccountStatus.ACTIVE.value:
            transact(lambda transaction: _keep(transaction, head))
        else:
            transact(lambda transaction: _remove(transaction, head, account_id, context))

    retried(attempt)


def _keep(transaction: TransactWrite, head: HeadItem) -> None:
    """A delegation waits again: there is nothing to look at any more."""
    actions: list[Action] = [HeadItem.due_shard.remove(), HeadItem.due_at.remove()]
    transaction.update(HeadItem(head.pk, head.sk), actions=actions, condition=HeadItem.due_at == head.due_at)


def _remove(transaction: TransactWrite, head: HeadItem, account_id: str, context: Context) -> None:
    alone = (HeadItem.due_at == head.due_at) & HeadItem.waiting.does_not_exist() & (HeadItem.status == head.status)
    alias_key = keys.alias("address", head.address, context.keys.lookup)
    transaction.delete(HeadItem(head.pk, head.sk), condition=alone)
    transaction.delete(AliasItem(*alias_key), condition=AliasItem.account_id == account_id)
    transaction.delete(PasswordItem(*keys.password(account_id)))
