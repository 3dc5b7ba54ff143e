"""« J’accepte la délégation »: the acceptance of a demand, or of a proposal (user guide §3.1, specification §3)."""

from collections.abc import Sequence
from typing import NamedTuple

from chalicelib.acts.delegue_account import accepting, as_known
from chalicelib.acts.follow_link import follow
from chalicelib.acts.own_numbers import own_numbers
from chalicelib.acts.racing import retried
from chalicelib.acts.received import find_received
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.modes import Mode
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions import by_delegue
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.identity.sessions import Session
from chalicelib.store.commit import Plan, commit
from chalicelib.store.writes import Write


@retried
def accept_by_link(context: Context, token: str, *, number_seen: bool = False) -> Transition:
    """Accept by the link of a mail; raise `DeadLink` or `Refused`.

    An RPPS in doubt is refused (`NUMBER_IN_DOUBT`) unless the délégué has seen the doubt (`number_seen`).
    """
    landing = follow(context, Purpose.ACCEPT, token)
    answer = _Answer(Actor.LINK, landing.facts.terms_version, landing.rpps_on_card, number_seen)
    return _accept(context, landing.delegation, landing.account, answer)


@retried
def accept_in_space(
    context: Context, session: Session | None, delegation_id: str, version: int, *, number_seen: bool = False
) -> Transition:
    """Accept the terms of this version, in the délégué's space; raise `Refused`, as above for an RPPS in doubt."""
    received = find_received(context, session, delegation_id)
    answer = _Answer(Actor.SPACE, version, received.rpps_on_card, number_seen, received.person.mode)
    return _accept(context, received.delegation, received.account, answer)


class _Answer(NamedTuple):
    """An acceptance: by whom, of which terms, with which card, and whether the doubt about the number was seen.

    `mode` is that of the session; None by a link.
    """

    actor: Actor
    version: int
    rpps_on_card: str
    number_seen: bool
    mode: Mode | None = None


def _accept(context: Context, delegation: Delegation, account: Account, answer: _Answer) -> Transition:
    also: Sequence[Write] = ()
    if delegation.is_of_change(answer.version, context.now):
        known = as_known(account, delegation, context)
        accept_change = by_delegue.accept_change
        transition = accept_change(delegation, answer.actor, answer.version, known, context.policy, context.now)
    else:
        transition, also = _accept_demand(context, delegation, account, answer)
    commit(context, Plan(transition, account, mode=answer.mode), also)
    return transition


def _accept_demand(
    context: Context, delegation: Delegation, account: Account, answer: _Answer
) -> tuple[Transition, Sequence[Write]]:
    """Return the acceptance, and the conditions that its numbers are those of no other account.

    The délégué reads nothing of another account's number: the acceptance waits for the délégant, who is told. That it
    waits, where it would be Validée else, tells both that the number has an account (specification §1).
    """
    known, number = accepting(delegation, account, answer.rpps_on_card, context)
    own = own_numbers(delegation.delegue.identifiers._replace(rpps_adeli=number.kept), account.id, context)
    number = number._replace(is_of_another=bool(own.others))
    transition = by_delegue.accept(delegation, answer.actor, answer.version, known, context.policy, context.now, number)
    if number.doubt and not answer.number_seen:
        raise Refused(Code.NUMBER_IN_DOUBT, number.doubt)
    return transition, own.unchanged
