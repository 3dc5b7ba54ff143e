"""« J’accepte la délégation »: the demand itself, or wider terms that wait for an answer (seed §3.1, spec §3)."""

from chalicelib.acts.delegue_account import as_known
from chalicelib.acts.follow_link import follow
from chalicelib.acts.racing import retried
from chalicelib.acts.scene import as_delegue
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit


def accept_by_link(context: Context, token: str) -> Transition:
    """Accept by the link of a mail; raises `DeadLink` or `Refused`."""

    def attempt() -> Transition:
        landing = follow(context, Purpose.ACCEPT, token)
        version = landing.claim.terms_version
        return _accept(context, landing.delegation, Actor.LINK, version, landing.account)

    return retried(attempt)


def accept_in_space(context: Context, session: Session | None, delegation_id: str, version: int) -> Transition:
    """Accept in one's space what was shown at `version` of its terms; raises `Refused`."""

    def attempt() -> Transition:
        scene = as_delegue(context, session, delegation_id)
        return _accept(context, scene.delegation, Actor.SPACE, version, scene.account)

    return retried(attempt)


def _accept(context: Context, delegation: Delegation, actor: Actor, version: int, account: Account) -> Transition:
    known = as_known(account, delegation, context)
    transition = _transition(context, delegation, actor, version, known)
    commit(Plan(transition, account), context)
    return transition


def _transition(context: Context, delegation: Delegation, actor: Actor, version: int, account: Account) -> Transition:
    decide = by_delegue.accept_change if delegation.is_of_change(version, context.now) else by_delegue.accept
    return decide(delegation, actor, version, account, context.policy, context.now)
