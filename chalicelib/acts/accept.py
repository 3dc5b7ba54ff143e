"""« J’accepte la délégation »: the demand itself, or wider terms that wait for an answer (seed §3.1, spec §3)."""

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def accept_by_link(context: Context, token: str) -> Transition:
    """Accept by the link of a mail; raises `DeadLink` or `Refused`."""
    landing = follow(context, Purpose.ACCEPT, token)
    return _accept(context, landing.delegation, Actor.LINK, landing.claim.terms_version, landing.account)


@retried
def accept_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> Transition:
    """Accept in one's space what was shown at `version` of its terms; raises `Refused`."""
    received = find_received(context, session, delegation_id)
    return _accept(context, received.delegation, Actor.SPACE, version, received.account)


def _accept(context: Context, delegation: Delegation, actor: Actor, version: int, account: Account) -> Transition:
    accept = by_delegue.accept_change if delegation.is_of_change(version, context.now) else by_delegue.accept
    known = as_known(account, delegation, context)
    transition = accept(delegation, actor, version, known, context.policy, context.now)
    commit(context, Plan(transition, account))
    return transition
