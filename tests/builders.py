"""Small values of the domain with sensible defaults; every keyword overrides one of them. No pytest in here."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from chalicelib.context import policy_of
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.delegation import Delegation, EndRequest, Interrupted, Lost, Proposal, Terms, gone_at
from chalicelib.domain.people import Account, Delegant, Delegue, Identifiers, Name, Practice, Structure
from chalicelib.domain.periods import PARIS, Validity, day_in_paris
from chalicelib.domain.policy import Policy
from chalicelib.domain.statuses import AccountStatus, Origin, Reason, Status
from chalicelib.domain.transitions.by_delegant import NewDelegation
from chalicelib.domain.transitions.wishes import NewWish
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


def existing(delegation: Delegation | None) -> Delegation:
    """Return the delegation after an act that did not delete it."""
    assert delegation is not None
    return delegation
