"""« Je refuse la délégation »: the refusal of a demand, or of a proposal (user guide §3.2, specification §3)."""

from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


@retried
def refuse_by_link(context: Context, token: str) -> Transition:
    """Refuse by the link of a mail; raise `DeadLink` or `Refused`."""
    landing = follow(context, Purpose.REFUSE, token)
    return _refuse(context, landing.delegation, landing.facts.terms_version, landing.account, None)


@retried
def refuse_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> Transition:
    """Refuse the terms of this version, in the délégué's space; raise `Refused`."""
    received = find_received(context, session, delegation_id)
    return _refuse(context, received.delegation, version, received.account, received.person.mode)


def _refuse(context: Context, delegation: Delegation, version: int, account: Account, mode: Mode | None) -> Transition:
    """Refuse in a session of this mode, or by a link."""
    actor = Actor.SPACE if mode else Actor.LINK
    if delegation.is_of_change(version, context.now):
        transition = by_delegue.refuse_change(delegation, actor, version, context.now)
    else:
        transition = by_delegue.refuse(delegation, actor, version, account, context.policy, context.now)
    commit(context, Plan(transition, account, mode=mode))
    return transition
