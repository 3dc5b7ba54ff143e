"""Giving up a validated delegation, in the délégué's space (specification §3)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def give_up(context: Context, session: Session | None, delegation_id: str) -> None:
    """Give the delegation up, so that it opens nothing from now on; raise `Refused`."""
    received = find_received(context, session, delegation_id)
    transition = by_delegue.give_up(received.delegation, context.now)
    commit(context, Plan(transition, received.account, mode=received.person.mode))
