"""The délégué's account as the rules must see it: what it says itself, and what the directory says of its owner."""

import logging

from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store.accounts import find_head
from chalicelib.store.table import Item, Key

log = logging.getLogger(__name__)

RPPS_DIGITS = 11


def stored_account(items: dict[Key, Item], delegation: Delegation) -> Account:
    """Return the délégué's account as it is stored; only acts that ask for an exclusive remplaçant look further.

    An account à activer ends before a closed delegation does: then what the delegation itself still says of him.
    """
    delegue = delegation.delegue
    head = find_head(items, delegue.account_id)
    if head is None:
        return Account(delegue.account_id, AccountStatus.FERMEE, delegue.address, delegue.name)
    return head.account


def as_known(account: Account, delegation: Delegation, context: Context) -> Account:
    """Return `account` noting a liberal activity that the directory knows of its délégué (spec §2)."""
    return with_liberal_activity(account, delegation.delegue.identifiers.rpps_adeli, context)


def with_liberal_activity(account: Account, rpps_adeli: str, context: Context) -> Account:
    """Return `account` noting a liberal activity that the directory knows of this RPPS; it adds, and stops nothing.

    One read, and only where an RPPS is named and the account does not say so itself.
    """
    if account.liberal_activity:
        return account
    return account._replace(liberal_activity=bool(has_liberal_activity(rpps_adeli, context)))


def has_liberal_activity(rpps_adeli: str, context: Context) -> bool | None:
    """Return whether the directory knows a liberal activity under this number; None when it fails, which is logged."""
    if len(rpps_adeli) != RPPS_DIGITS:
        return False
    from chalicelib.acts.directory import directory  # noqa: PLC0415 - few delegations name an RPPS

    try:
        person = directory(context.settings).person_of_rpps(rpps_adeli)
    except Exception:
        log.exception("directory_failed")
        return None
    return bool(person and person.is_liberal)
