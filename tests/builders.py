"""Small values of the domain with sensible defaults; every keyword overrides one of them. No pytest in here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib.context import policy_of
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.delegation import Delegation, EndRequest, Interrupted, Lost, Proposal, Terms, gone_at
from chalicelib.domain.people import Account, Delegant, Delegue, Identifiers, Name, Practice, Structure
from chalicelib.domain.periods import PARIS, Validity, day_in_paris
from chalicelib.domain.policy import Policy
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.rules import RULES, Act, Actor, require
from chalicelib.domain.statuses import AccountStatus, Origin, Reason, Status
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
from chalicelib.domain.transitions.by_delegant import NewDelegation
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.domain.transitions.wishes import Completion, NewWish
from chalicelib.settings import Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning, 10:00 in Paris."""

TODAY = day_in_paris(NOW)
POLICY = policy_of(Settings())
DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)

CLAIRE = Name("MME", "Claire", "Exemple")
PAUL = Name("M", "Paul", "Modèle")
TYPED = Identifiers(rpps_adeli="10101010101", categorie=MEDECIN, specialite="01")


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """Return the instant of this time on `day` in Paris, in UTC."""
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


def end_of(day: date) -> datetime:
    """Return the first instant after `day` in Paris, in UTC, which ends a deadline « jusqu’au » that day."""
    return at(day + DAY)


def a_structure(number: int = 1, **overrides: Any) -> Structure:
    """Return a liberal cabinet of general medicine; each `number` is another one."""
    built = Structure(
        id=f"cabinet-{number}",
        name=f"Cabinet {number}",
        street=f"{number} rue des Lilas",
        city="63031 Clermont-Ferrand",
        am_finess=f"63100000{number}",
        categorie=MEDECIN,
        specialite="01",
        liberal=True,
    )
    return built._replace(**overrides)


def a_practice(**overrides: Any) -> Practice:
    """Return the practice of a general practitioner with two liberal cabinets and the assistant-médical contract."""
    built = Practice(
        categorie=MEDECIN,
        specialite="01",
        structures=(a_structure(1), a_structure(2)),
        liberal=True,
        director=False,
        assistant_contract=True,
    )
    return built._replace(**overrides)


def a_delegant(**overrides: Any) -> Delegant:
    """Return a general practitioner, « Mme Claire EXEMPLE »."""
    return Delegant("account-delegant", CLAIRE, MEDECIN, "01")._replace(**overrides)


def an_account(status: AccountStatus = AccountStatus.ACTIVE, **overrides: Any) -> Account:
    """Return the délégué's account; it has a name once somebody has opened it."""
    name = PAUL if status.is_known else Name()
    return Account("account-delegue", status, "paul@exemple.fr", name)._replace(**overrides)


def terms(
    start: date = TODAY, end: date = TODAY + 60 * DAY, structures: tuple[Structure, ...] = (a_structure(),)
) -> Terms:
    """Return terms for one cabinet, for sixty days."""
    return Terms(Validity(start, end), structures)


def a_new_delegation(**overrides: Any) -> NewDelegation:
    """Return the content of a creation: a comptable with an active account."""
    built = NewDelegation(
        id="delegation-1",
        nonce="nonce-1",
        delegant=a_delegant(),
        account=an_account(),
        profil=ProfilId.COMPTABLE,
        terms=terms(),
        identifiers=Identifiers(),
    )
    return replace(built, **overrides)


def a_new_wish(**overrides: Any) -> NewWish:
    """Return the content of a wish: a comptable with an active account, for sixty days."""
    built = NewWish(
        id="delegation-1",
        nonce="nonce-1",
        delegant=a_delegant(),
        account=an_account(),
        profil=ProfilId.COMPTABLE,
        validity=terms().validity,
        identifiers=Identifiers(),
    )
    return replace(built, **overrides)


def a_wish(now: datetime = NOW, policy: Policy = POLICY, **overrides: Any) -> Delegation:
    """Return a delegation that a comptable asked for at `now`, and that waits for the délégant."""
    today = day_in_paris(now)
    asked = terms(today, today + 60 * DAY, structures=())
    return a_delegation(Status.A_VALIDER, now, policy, **{"origin": Origin.DEMANDE, "terms": asked, **overrides})


def a_proposal(lapses_at: datetime = NOW + 25 * DAY, **asked: Any) -> Proposal:
    """Return a proposal that adds a second cabinet."""
    return Proposal(terms(**{"structures": (a_structure(1), a_structure(2)), **asked}), lapses_at)


def a_delegation(
    status: Status = Status.EN_COURS, now: datetime = NOW, policy: Policy = POLICY, **overrides: Any
) -> Delegation:
    """Return a consistent delegation to a comptable that entered `status` at `now`.

    Terminée is a Validée whose last day was yesterday and which time has ended.
    """
    today = day_in_paris(now)
    over = status is Status.TERMINEE
    entered = now - 30 * DAY if over else now
    account = an_account()
    built = Delegation(
        id="delegation-1",
        delegant=a_delegant(),
        delegue=Delegue(account.id, account.address, account.name, Identifiers(), Identifiers()),
        profil=ProfilId.COMPTABLE,
        terms=terms(today - 30 * DAY, today - DAY) if over else terms(today, today + 60 * DAY),
        status=Status.VALIDEE if over else status,
        nonce="nonce-1",
        created_at=entered,
        entered_at=entered,
        gone_at=entered,
        created_unknown=False,
        reason=Reason.NE_CONNAIT_PAS if status is Status.NON_ABOUTIE else None,
        ended=over,
    )
    built = built._replace(**overrides)
    return built if "gone_at" in overrides else built._replace(gone_at=gone_at(built, policy))


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


def with_something_taken(delegation: Delegation, now: datetime = NOW) -> Delegation:
    """Return a delegation that lost a structure at `now`, or that was interrupted then as a Validée if Non aboutie."""
    if delegation.status is not Status.NON_ABOUTIE:
        return delegation._replace(lost=(Lost(a_structure(9), now),))
    was = Interrupted(Status.VALIDEE, delegation.entered_at, delegation.gone_at, False, now)
    return delegation._replace(interrupted=was)


def with_request(delegation: Delegation, now: datetime = NOW, days: int = 30) -> Delegation:
    """Return a delegation whose délégué asked at `now` for so many days more, or from that day on when it is over."""
    today, end = day_in_paris(now), delegation.terms.validity.end
    is_over = delegation.status_at(now) is Status.TERMINEE
    return delegation._replace(end_request=EndRequest(max(today, end) + days * DAY, now, today if is_over else None))


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


def existing(delegation: Delegation | None) -> Delegation:
    """Return the delegation after an act that did not delete it."""
    assert delegation is not None
    return delegation
