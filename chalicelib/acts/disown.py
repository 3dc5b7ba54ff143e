"""« Je ne travaille pas avec ce praticien » (seed §2.3, §3.3)."""

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
    """Tell by the link of a mail that one does not work with the délégant, and return the account it was sent to.

    Raises `DeadLink` or `Refused`.
    """
    landing = follow(context, Purpose.DISOWN, token)
    version = landing.claim.terms_version
    transition = by_delegue.disown(landing.delegation, Actor.LINK, version, context.policy, context.now)
    commit(context, Plan(transition, landing.account))
    return landing.account


@retried
def disown_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> None:
    """Tell in one's space that one does not work with the délégant; raises `Refused`."""
    received = find_received(context, session, delegation_id)
    transition = by_delegue.disown(received.delegation, Actor.SPACE, version, context.policy, context.now)
    commit(context, Plan(transition, received.account))
