"""« Je ne travaille pas avec ce praticien » (user guide §2.3, §3.3)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def disown_by_link(context: Context, token: str) -> Account:
    """Disown the demand by the link of a mail, and return the account to which it was sent.

    Raises `DeadLink` or `Refused`.
    """
    landing = follow(context, Purpose.DISOWN, token)
    version = landing.facts.terms_version
    transition = by_delegue.disown(landing.delegation, Actor.LINK, version, context.policy, context.now)
    commit(context, Plan(transition, landing.account))
    return landing.account


@retried
def disown_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> None:
    """Disown the demand in the délégué's space; raise `Refused`."""
    received = find_received(context, session, delegation_id)
    transition = by_delegue.disown(received.delegation, Actor.SPACE, version, context.policy, context.now)
    commit(context, Plan(transition, received.account, mode=received.person.mode))
