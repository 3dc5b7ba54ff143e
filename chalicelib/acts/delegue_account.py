"""The délégué's account as the rules must see it: what it says itself, and what the directory says of its owner."""

from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store.accounts import find_head
from chalicelib.store.table import Item, Key


def account_of(items: dict[Key, Item], delegation: Delegation, context: Context) -> Account:
    """Return the délégué's account, with what the directory knows of his liberal activity (spec §2)."""
    account = stored_account(items, delegation)
    if account.status is AccountStatus.FERMEE:
        return account
    return with_liberal_activity(account, delegation.delegue.identifiers.rpps_adeli, context)


def stored_account(items: dict[Key, Item], delegation: Delegation) -> Account:
    """Return the délégué's account as it is stored, for acts that the directory must not stop.

    An account à activer ends before a closed delegation does: then what the delegation itself still says of him.
    """
    delegue = delegation.delegue
    head = find_head(items, delegue.account_id)
    if head is None:
        return Account(delegue.account_id, AccountStatus.FERMEE, delegue.address, delegue.name)
    return head.account


def with_liberal_activity(account: Account, rpps_adeli: str, context: Context) -> Account:
    """Return `account` noting a liberal activity that the directory knows of this RPPS."""
    if account.liberal_activity or not rpps_adeli:
        return account
    from chalicelib.identity.directory import directory  # noqa: PLC0415 - few delegations name an RPPS

    return account._replace(liberal_activity=directory(context.settings).liberal_activity_of_rpps(rpps_adeli))
