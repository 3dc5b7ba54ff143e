"""The délégué gives up a delegation that holds, in his space (spec §3)."""

from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def give_up(context: Context, session: Session | None, delegation_id: str) -> None:
    """Give up the delegation; it opens nothing from now on. Raises `Refused`."""
    received = find_received(context, session, delegation_id)
    commit(context, Plan(by_delegue.give_up(received.delegation, context.now), received.account))
