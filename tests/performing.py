"""How a test lets somebody do an act, as the product does."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Account, Identifiers, Structure
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import RULES, Act, Actor, require
from chalicelib.domain.statuses import Reason
from chalicelib.domain.transitions import (
    by_account,
    by_card,
    by_delegant,
    by_delegue,
    by_mail,
    by_time,
    given_back,
    of_request,
    wishes,
)
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.domain.transitions.wishes import Completion
from tests.builders import NOW, PAUL, POLICY, TYPED, a_practice, a_structure, an_account, with_request


@dataclass(frozen=True)
class Call:
    """The arguments of any act on an existing delegation."""

    act: Act
    actor: Actor
    delegation: Delegation
    account: Account
    now: datetime
    asked: Terms
    version: int
    policy: Policy


def _by_time(call: Call) -> Transition:
    """Let time do the due act."""
    done = by_time.carry_out(call.delegation, call.account, call.policy, call.now)
    if done is None or done.act is not call.act:
        raise Refused(Code.WRONG_STATUS)
    return done


def _validating(call: Call) -> Transition:
    """Validate; a wish is completed with one structure, for the period asked for."""
    if not call.delegation.is_wish:
        return by_delegant.validate(call.delegation, call.version, call.account, call.policy, call.now)
    completion = Completion(call.asked._replace(structures=(a_structure(),)), Identifiers(), Identifiers())
    return wishes.complete(call.delegation, call.version, call.account, completion, call.policy, call.now)


def _losing_structures(call: Call) -> Transition:
    """Let the card name no structure of the délégant."""
    nobodys = a_practice(structures=())
    done = by_account.lose_structures(call.delegation, call.account, nobodys, "nonce-2", call.now)
    if done is None:
        raise Refused(Code.WRONG_STATUS)
    return done


def _regaining_structures(call: Call) -> Transition:
    """Let the card name the lost structures again; only what was taken away can be given back."""
    practice = a_practice(structures=_ever(call.delegation))
    done = given_back.regain_structures(call.delegation, call.account, practice, "nonce-2", call.now)
    if done is None:
        raise Refused(Code.WRONG_STATUS)
    return done


def _regaining_eligibility(call: Call) -> Transition:
    """Let the card of the remplaçant no longer name a liberal activity; only what was interrupted can be given back."""
    practice = a_practice(structures=_ever(call.delegation))
    done = given_back.regain_eligibility(call.delegation, call.account, practice, "nonce-2", call.now)
    if done is None:
        raise Refused(Code.WRONG_STATUS)
    return done


def _ever(delegation: Delegation) -> tuple[Structure, ...]:
    """Return the structures of the delegation, with the lost ones."""
    return (*delegation.terms.structures, *(lost.structure for lost in delegation.lost))


def _asking_longer(call: Call) -> Transition:
    asked = with_request(call.delegation, call.now).end_request
    assert asked is not None
    return by_delegue.ask_longer(call.delegation, asked.end, asked.start, call.now)


def _granting_longer(call: Call) -> Transition:
    """Let the délégant grant all that was asked for."""
    delegation = call.delegation
    end = delegation.end_request.end if delegation.end_request else delegation.terms.validity.end
    structures = delegation.terms.structures
    return of_request.grant_longer(delegation, call.version, call.account, end, structures, call.policy, call.now)


_PERFORM: Mapping[Act, Callable[[Call], Transition]] = {
    Act.OPEN_ACCOUNT: lambda c: by_delegue.open_account(
        c.delegation, c.version, c.account, PAUL, TYPED, c.policy, c.now
    ),
    Act.OTHER_ACCOUNT: lambda c: by_delegue.other_account(c.delegation, c.version, c.account, c.policy, c.now),
    Act.DISOWN: lambda c: by_delegue.disown(c.delegation, c.actor, c.version, c.policy, c.now),
    Act.ACCEPT: lambda c: by_delegue.accept(c.delegation, c.actor, c.version, c.account, c.policy, c.now),
    Act.REFUSE: lambda c: by_delegue.refuse(c.delegation, c.actor, c.version, c.account, c.policy, c.now),
    Act.WITHDRAW: lambda c: by_delegue.withdraw(c.delegation, c.actor, c.now),
    Act.GIVE_UP: lambda c: by_delegue.give_up(c.delegation, c.now),
    Act.ACCEPT_CHANGE: lambda c: by_delegue.accept_change(c.delegation, c.actor, c.version, c.account, c.policy, c.now),
    Act.REFUSE_CHANGE: lambda c: by_delegue.refuse_change(c.delegation, c.actor, c.version, c.now),
    Act.VALIDATE: _validating,
    Act.DELETE: lambda c: by_delegant.delete(c.delegation, c.now),
    Act.CHANGE: lambda c: by_delegant.change(c.delegation, c.version, c.account, c.asked, "nonce-2", c.policy, c.now),
    Act.RESEND: lambda c: by_delegant.resend(c.delegation, c.account, "nonce-2", c.policy, c.now),
    Act.CORRECT: lambda c: by_delegant.correct(c.delegation, c.account, "nonce-2", c.now),
    Act.REMIND: _by_time,
    Act.PURGE: _by_time,
    Act.END: _by_time,
    Act.LAPSE: _by_time,
    Act.FOREWARN: _by_time,
    Act.READDRESS: lambda c: by_account.readdress(c.delegation, c.account, "nonce-2", c.now),
    Act.LOSE_STRUCTURES: _losing_structures,
    Act.LOSE_ELIGIBILITY: lambda c: by_account.lose_eligibility(c.delegation, c.policy, c.now),
    Act.REGAIN_STRUCTURES: _regaining_structures,
    Act.REGAIN_ELIGIBILITY: _regaining_eligibility,
    Act.JOIN: lambda c: by_card.join(
        c.delegation, c.account._replace(id="autre"), c.delegation.delegue.identifiers, "nonce-2", c.now
    ),
    Act.SUPERSEDE: lambda c: by_card.supersede(c.delegation, Reason.DOUBLON, c.policy, c.now),
    Act.LOSE_IDENTIFIER: lambda c: by_card.lose_identifier(c.delegation, Identifiers(), c.account, "nonce-2", c.now),
    Act.ASK_LONGER: _asking_longer,
    Act.GRANT_LONGER: _granting_longer,
    Act.DECLINE_LONGER: lambda c: of_request.decline_longer(c.delegation, c.now),
    Act.BOUNCE: lambda c: by_mail.bounce(c.delegation, c.now),
    Act.UNDELIVERED: lambda c: by_mail.undelivered(c.delegation, c.now),
    Act.REACH: lambda c: by_mail.reach(c.delegation, c.now),
}

_ALONE: Mapping[Act, frozenset[Actor]] = {act: rule.actors for act, rule in RULES.items() if len(rule.actors) == 1}
"""Acts whose function knows by itself who does them; anybody else can only ask the rules."""


def perform(
    act: Act,
    delegation: Delegation,
    actor: Actor,
    account: Account | None = None,
    now: datetime = NOW,
    *,
    asked: Terms | None = None,
    version: int | None = None,
    policy: Policy = POLICY,
) -> Transition:
    """Let `actor` do `act`, as in the product; raise `Refused`.

    By default: an active account, the version of the present terms, and a change to the same terms.
    """
    if act in _ALONE and actor not in _ALONE[act]:
        require(act, delegation, actor, now)
    shown = delegation.terms_version if version is None else version
    wanted = asked or delegation.terms
    return _PERFORM[act](Call(act, actor, delegation, account or an_account(), now, wanted, shown, policy))
