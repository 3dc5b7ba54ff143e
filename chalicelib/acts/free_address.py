"""The address of a closed account goes to whoever is invited by it next, and nothing of the account goes with it.

The address stays with a closed account for a day, for its last mails (acts/close_account.py). Whoever reads the mailbox
now may be somebody else, so the account's id is never opened again: an invitation or a demand by this address frees it
first, and makes an account of its own. What has not left by then is not mailed any more.
"""

from chalicelib.context import Context
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, HeadItem, still_closed
from chalicelib.store.writes import Delete, Update, transact


def free_address(context: Context, closed: Head) -> None:
    """Take the address from a closed account; raise `Raced` when it has it no more, or waits for something again."""
    account = closed.account
    alias = AliasItem(*keys.alias("address", account.address, context.keys.lookup))
    head = HeadItem(*keys.head(account.id))
    transact(
        [
            Delete(alias, AliasItem.account_id == account.id),
            Update(head, [HeadItem.address.set("")], still_closed(closed)),
        ]
    )
