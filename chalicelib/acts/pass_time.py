"""The acts of time: reminder, purge, forewarning, last day, lapse; each exactly once (specification §3)."""

from chalicelib.acts.forewarn import forewarning_and_mail
from chalicelib.acts.racing import retried
from chalicelib.acts.stored import look_at_stored
from chalicelib.context import Context
from chalicelib.domain.rules import Act
from chalicelib.domain.transitions import by_time
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import put_off
from chalicelib.store.writes import Write


@retried
def pass_time(context: Context, delegation_id: str) -> bool:
    """Carry out the next act due to a delegation; return whether there was one.

    When there is none yet, because a setting has changed, store the time at which there will be.
    """
    stored = look_at_stored(delegation_id)
    if stored is None:
        return False
    transition = by_time.carry_out(stored.delegation, stored.account, context.policy, context.now)
    if transition is None:
        put_off(stored.item, stored.delegation, context.policy, context.now)
        return False
    also: list[Write] = []
    if transition.act is Act.FOREWARN:
        # It is made again, with the day of its mail, which is known only once the row of that mail has been read.
        transition, also = forewarning_and_mail(context, stored.delegation)
    commit(context, Plan(transition, stored.account), also)
    return True
