"""For any delegation at any instant, the access decision agrees with the domain."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.admission import Admission
from chalicelib.domain.catalogue import SERVICES, ProfilId, services_opened
from chalicelib.domain.codes import CATEGORIE_LABELS, CATEGORIES, MEDECIN, SPECIALITES
from chalicelib.domain.decisions import Decision, Denial, Grant, Target, decide, grant_of, services_of
from chalicelib.domain.delegation import Delegation, Terms
from chalicelib.domain.people import Identifiers, Structure
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from tests.builders import DAY, MICROSECOND, NOW, TODAY, a_delegant, a_delegation, a_structure, at, terms
from tests.whole import examples

SUMMER = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28))
"""Days on which the clocks of Paris change."""

DAYS = st.one_of(
    st.integers(-60, 400).map(lambda days: TODAY + days * DAY),
    st.builds(lambda day, around: day + around * DAY, st.sampled_from(SUMMER), st.integers(-1, 1)),
)
SPECIALITIES = st.sampled_from(["", *SPECIALITES])
PLACES = st.builds(
    lambda number, categorie, specialite: a_structure(number, categorie=categorie, specialite=specialite),
    st.integers(1, 4),
    st.sampled_from([*CATEGORIE_LABELS, "", "inconnue"]),
    SPECIALITIES,
)
STRUCTURES = st.lists(PLACES, min_size=1, max_size=4, unique_by=lambda structure: structure.id).map(tuple)
PEOPLE = st.builds(
    lambda categorie, specialite: Identifiers(categorie=categorie, specialite=specialite),
    st.sampled_from([*CATEGORIES, ""]),
    SPECIALITIES,
)
SERVICE_IDS = st.sampled_from([service.id for service in SERVICES])
STATUSES = st.sampled_from([status for status in Status if status is not Status.TERMINEE])


@st.composite
def delegations(draw: st.DrawFn) -> Delegation:
    """Draw a delegation of any status, profil, period, délégué and structures."""
    start = draw(DAYS)
    period = Validity(start, start + draw(st.integers(0, 60)) * DAY)
    built = a_delegation(
        draw(STATUSES), id=f"d{draw(st.integers(1, 9))}", profil=draw(st.sampled_from(ProfilId)),
        terms=Terms(period, draw(STRUCTURES)),
        delegant=a_delegant(account_id=draw(st.sampled_from(["claire", "helene"]))),
        # The deadline is later than any instant that a test looks at.
        gone_at=datetime(2030, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    return built._replace(delegue=built.delegue._replace(identifiers=draw(PEOPLE)))


@st.composite
def instants(draw: st.DrawFn, around: Validity) -> datetime:
    """Draw an instant: the edge of a day in Paris, often an edge of the period, or any other."""
    day = draw(st.one_of(st.sampled_from([around.start, around.end, around.end + DAY]), DAYS))
    edge = at(day) + draw(st.sampled_from([-MICROSECOND, timedelta(0), MICROSECOND]))
    return edge + draw(st.one_of(st.just(timedelta(0)), st.integers(0, 90_000).map(lambda s: timedelta(seconds=s))))


def opened_by_domain(delegation: Delegation, structures: tuple[Structure, ...], service: str, now: datetime) -> bool:
    """Whether the delegation opens now, and its profil opens the service at one of these structures."""
    return delegation.opens_at(now) and any(
        service in {found.id for found in services_opened(
            delegation.profil, delegation.delegue.identifiers, structure.categorie, structure.specialite
        )}
        for structure in structures
    )  # fmt: skip


def ask(delegations_: list[Delegation], target: Target, service: str, now: datetime) -> Decision:
    """Decide from what these delegations give, as it was written when they came into force."""
    return decide(grants_of(delegations_), target, service, now, Admission(None, {}))


def grants_of(delegations_: list[Delegation]) -> list[Grant]:
    """Return what each gives from its first day on."""
    return [grant for one in delegations_ if (grant := grant_of(one, one.terms.validity.starts_at))]


@settings(max_examples=examples(250, 1000))
@given(st.data(), delegations(), SERVICE_IDS)
def test_a_space_is_open_exactly_when_the_domain_opens_it(
    data: st.DataObject, delegation: Delegation, service: str
) -> None:
    now = data.draw(instants(delegation.terms.validity))
    decision = ask([delegation], Target(delegation.delegant.account_id), service, now)

    assert decision.allowed is opened_by_domain(delegation, delegation.terms.structures, service, now)
    assert (decision.denial is None) is decision.allowed
    if decision.grant:
        assert decision.grant.delegation_id == delegation.id
        assert all(opened_by_domain(delegation, (place,), service, now) for place in decision.structures)


@settings(max_examples=examples(120, 500))
@given(st.data(), delegations(), SERVICE_IDS, st.integers(1, 5))
def test_a_structure_is_open_exactly_when_the_domain_opens_the_service_there(
    data: st.DataObject, delegation: Delegation, service: str, number: int
) -> None:
    now = data.draw(instants(delegation.terms.validity))
    place = a_structure(number)
    there = tuple(structure for structure in delegation.terms.structures if structure.id == place.id)
    expected = opened_by_domain(delegation, there, service, now)
    delegant = delegation.delegant.account_id

    assert ask([delegation], Target(delegant, structure_id=place.id), service, now).allowed is expected
    assert ask([delegation], Target(am=place.am_finess), service, now).allowed is expected


@settings(max_examples=examples(120, 500))
@given(st.data(), st.lists(delegations(), max_size=5, unique_by=lambda delegation: delegation.id), SERVICE_IDS)
def test_one_open_delegation_is_enough_and_those_of_other_people_do_not_count(
    data: st.DataObject, several: list[Delegation], service: str
) -> None:
    now = data.draw(instants(several[0].terms.validity if several else terms().validity))
    own = [delegation for delegation in several if delegation.delegant.account_id == "claire"]
    opening = [found for found in own if opened_by_domain(found, found.terms.structures, service, now)]
    decision = ask(several, Target("claire"), service, now)

    assert decision.allowed is bool(opening)
    if decision.grant:
        assert decision.grant.terms.validity.end == max(found.terms.validity.end for found in opening)
    listed = {found.id for found in services_of(grants_of(several), Target("claire"), now, Admission(None, {}))}
    assert (service in listed) is decision.allowed


@given(delegations(), SERVICE_IDS)
def test_a_delegation_is_open_until_the_last_instant_of_its_last_day(delegation: Delegation, service: str) -> None:
    validated = delegation._replace(status=Status.VALIDEE)
    target = Target(delegation.delegant.account_id)
    period = delegation.terms.validity

    during = ask([validated], target, service, period.ends_at - MICROSECOND)
    assert during.allowed is ask([validated], target, service, period.starts_at).allowed
    assert ask([validated], target, service, period.ends_at).denial is Denial.ENDED
    assert ask([validated], target, service, period.starts_at - MICROSECOND).denial is Denial.NOT_STARTED


@pytest.mark.parametrize(
    ("target", "service", "shift", "denial"),
    [
        (Target("claire"), "autre", 0, Denial.UNKNOWN_SERVICE),
        (Target(), "paiements", 0, Denial.UNKNOWN_RESOURCE),
        (Target(structure_id="cabinet-1"), "paiements", 0, Denial.UNKNOWN_RESOURCE),
        (Target("helene"), "paiements", 0, Denial.NO_DELEGATION),
        (Target(am="999999999"), "paiements", 0, Denial.NO_DELEGATION),
        (Target("claire"), "paiements", -1, Denial.NOT_STARTED),
        (Target("claire"), "paiements", 61, Denial.ENDED),
        (Target("claire", structure_id="cabinet-2"), "paiements", 0, Denial.STRUCTURE),
        (Target("claire"), "transport", 0, Denial.SERVICE),
    ],
)
def test_a_denial_gives_its_reason(target: Target, service: str, shift: int, denial: Denial) -> None:
    delegation = a_delegation(Status.VALIDEE, delegant=a_delegant(account_id="claire"))
    decision = ask([delegation], target, service, NOW + shift * DAY)

    assert (decision.allowed, decision.denial) == (False, denial)
    assert decision.denial
    assert decision.denial.message.endswith(".")


def test_a_denial_gives_the_reason_of_the_delegation_nearest_to_opening() -> None:
    claire = a_delegant(account_id="claire")
    over = a_delegation(Status.VALIDEE, id="d1", delegant=claire, terms=terms(TODAY - 9 * DAY, TODAY - 5 * DAY))
    later = a_delegation(Status.VALIDEE, id="d2", delegant=claire, terms=terms(TODAY + 5 * DAY, TODAY + 9 * DAY))
    now = a_delegation(Status.VALIDEE, id="d3", delegant=claire, profil=ProfilId.ASSISTANT_MEDICAL)

    assert ask([over], Target("claire"), "paiements", NOW).denial is Denial.ENDED
    assert ask([over, later], Target("claire"), "paiements", NOW).denial is Denial.NOT_STARTED
    assert ask([over, later, now], Target("claire"), "paiements", NOW).denial is Denial.SERVICE


def test_a_remplacant_is_limited_to_his_own_specialite() -> None:
    delegation = a_delegation(
        Status.VALIDEE,
        profil=ProfilId.REMPLACANT,
        terms=terms(structures=(a_structure(1, specialite="49"),)),
        delegant=a_delegant(account_id="claire"),
    )
    surgeon = delegation.delegue._replace(identifiers=Identifiers(categorie=MEDECIN, specialite="49"))
    general = delegation.delegue._replace(identifiers=Identifiers(categorie=MEDECIN, specialite="01"))

    assert ask([delegation._replace(delegue=surgeon)], Target("claire"), "accord_bariatrique", NOW).allowed
    assert not ask([delegation._replace(delegue=general)], Target("claire"), "accord_bariatrique", NOW).allowed
