"""What is due: reminder, purge, last day, a proposal without an answer; each exactly once (spec §3)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.stored import look_at_stored
from chalicelib.context import Context
from chalicelib.domain.transitions import by_time
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import put_off


@retried
def pass_time(context: Context, delegation_id: str) -> bool:
    """Carry out the next thing due to a delegation; return whether there was one.

    When there is none (a delay was set otherwise since), the delegation is due when there will be.
    """
    stored = look_at_stored(delegation_id)
    if stored is None:
        return False
    transition = by_time.carry_out(stored.delegation, stored.account, context.policy, context.now)
    if transition is None:
        put_off(stored.item, stored.delegation, context.policy, context.now)
        return False
    commit(context, Plan(transition, stored.account))
    return True
