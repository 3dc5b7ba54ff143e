"""« Je refuse la délégation »: the demand itself, or wider terms that wait for an answer (seed §3.2, spec §3)."""

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
def refuse_by_link(context: Context, token: str) -> Transition:
    """Refuse by the link of a mail; raises `DeadLink` or `Refused`."""
    landing = follow(context, Purpose.REFUSE, token)
    return _refuse(context, landing.delegation, Actor.LINK, landing.claim.terms_version, landing.account)


@retried
def refuse_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> Transition:
    """Refuse in one's space what was shown at `version` of its terms; raises `Refused`."""
    received = find_received(context, session, delegation_id)
    return _refuse(context, received.delegation, Actor.SPACE, version, received.account)


def _refuse(context: Context, delegation: Delegation, actor: Actor, version: int, account: Account) -> Transition:
    if delegation.is_of_change(version, context.now):
        transition = by_delegue.refuse_change(delegation, actor, version, context.now)
    else:
        transition = by_delegue.refuse(delegation, actor, version, account, context.policy, context.now)
    commit(context, Plan(transition, account))
    return transition
