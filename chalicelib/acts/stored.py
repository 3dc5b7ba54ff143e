"""Acts that no person asks for, on a delegation as stored: by time, by a card, by operations."""

from collections.abc import Callable
from typing import NamedTuple

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Account
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import find, read

Step = Callable[[Delegation, Account], Transition | None]


class Stored(NamedTuple):
    """A delegation, the item that holds it, and its délégué's account."""

    item: DelegationItem
    delegation: Delegation
    account: Account


def look_at_stored(delegation_id: str) -> Stored | None:
    """Read a delegation and its délégué's account; None when it is gone. Two reads."""
    key = keys.delegation(delegation_id)
    item = find(read([key]), DelegationItem, key)
    if item is None:
        return None
    delegation = from_item(item)
    account = stored_account(read([keys.head(delegation.delegue.account_id)]), delegation)
    return Stored(item, delegation, account)


@retried
def act_on_stored(context: Context, delegation_id: str, step: Step, mode: Mode | None = None) -> bool:
    """Write the transition that `step` returns for a delegation; return whether there was one.

    `mode`: how the person signed in who causes it in a session.
    """
    stored = look_at_stored(delegation_id)
    transition = step(stored.delegation, stored.account) if stored else None
    if stored is None or transition is None:
        return False
    commit(context, Plan(transition, stored.account, mode=mode))
    return True
