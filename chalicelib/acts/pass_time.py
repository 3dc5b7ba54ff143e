"""What is due: reminder, purge, last day, a proposal without an answer; each exactly once (spec §3)."""

from chalicelib.acts.delegue_account import stored_account
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.transitions import by_time
from chalicelib.store import keys
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item, put_off
from chalicelib.store.table import find, read


def pass_time(context: Context, delegation_id: str) -> bool:
    """Carry out the next thing due to a delegation; return whether there was one.

    When there is none (a delay was set otherwise since), the delegation is due when there will be.
    """
    key = keys.delegation(delegation_id)

    def attempt() -> bool:
        item = find(read([key]), DelegationItem, key)
        if item is None:
            return False
        delegation = from_item(item)
        account = stored_account(read([keys.head(delegation.delegue.account_id)]), delegation)
        transition = by_time.carry_out(delegation, account, context.policy, context.now)
        if transition is None:
            put_off(item, delegation, context.policy, context.now)
            return False
        commit(Plan(transition, account), context)
        return True

    return retried(attempt)
