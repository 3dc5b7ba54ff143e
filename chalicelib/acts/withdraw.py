"""The withdrawal of an acceptance, or of what was asked for, before the délégant validates (specification §3)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def withdraw_by_link(context: Context, token: str) -> None:
    """Withdraw by the link of the mail that confirmed the acceptance; raise `DeadLink` or `Refused`."""
    landing = follow(context, Purpose.WITHDRAW, token)
    commit(context, Plan(by_delegue.withdraw(landing.delegation, Actor.LINK, context.now), landing.account))


@retried
def withdraw_in_space(context: Context, session: Session | None, delegation_id: str) -> Delegation:
    """Withdraw in the délégué's space, and return the delegation as it last was; raise `Refused`."""
    received = find_received(context, session, delegation_id)
    transition = by_delegue.withdraw(received.delegation, Actor.SPACE, context.now)
    commit(context, Plan(transition, received.account, mode=received.person.mode))
    return received.delegation
