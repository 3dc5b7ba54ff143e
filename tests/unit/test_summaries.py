"""A line of a dashboard has the same status as its delegation at any moment."""

from datetime import datetime

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import Status
from chalicelib.store.lines import Summary
from tests.builders import DAY, MICROSECOND, TODAY, a_delegation, at, terms

FIRST, LAST = TODAY + DAY, TODAY + 3 * DAY
ENDS = at(LAST + DAY)
GONE = ENDS + 2 * DAY


def summary_of(delegation: Delegation) -> Summary:
    """Return the summary of a delegation."""
    return Summary(
        id=delegation.id,
        name=Name("M", "Paul", "Modèle"),
        address="paul@exemple.fr",
        profil=ProfilId.COMPTABLE,
        validity=delegation.terms.validity,
        structures=1,
        status=delegation.status,
        gone_at=delegation.gone_at,
        entered_at=delegation.entered_at,
        ended=delegation.ended,
    )


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("moment", [at(TODAY), ENDS - MICROSECOND, ENDS, GONE - MICROSECOND, GONE, GONE + DAY])
def test_a_summary_has_the_status_of_its_delegation(status: Status, moment: datetime) -> None:
    delegation = a_delegation(status=status, terms=terms(FIRST, LAST), gone_at=GONE)
    assert summary_of(delegation).status_at(moment) is delegation.status_at(moment)


def test_a_validated_summary_is_terminee_after_its_last_day_and_then_gone() -> None:
    line = summary_of(a_delegation(status=Status.VALIDEE, terms=terms(FIRST, LAST), gone_at=GONE))
    assert [line.status_at(moment) for moment in (ENDS - MICROSECOND, ENDS, GONE - MICROSECOND, GONE)] == [
        Status.VALIDEE,
        Status.TERMINEE,
        Status.TERMINEE,
        None,
    ]


def test_only_a_validated_summary_becomes_terminee() -> None:
    line = summary_of(a_delegation(status=Status.EN_COURS, terms=terms(FIRST, LAST), gone_at=GONE))
    assert line.status_at(ENDS) is Status.EN_COURS


def test_a_summary_starts_later_until_its_first_day() -> None:
    line = summary_of(a_delegation(terms=terms(FIRST, LAST)))
    assert [line.starts_later(day) for day in (TODAY, FIRST, LAST)] == [True, False, False]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("moment", [at(TODAY), at(FIRST), ENDS - MICROSECOND, ENDS, GONE])
def test_a_summary_opens_an_access_when_its_delegation_does(status: Status, moment: datetime) -> None:
    delegation = a_delegation(status=status, terms=terms(FIRST, LAST), gone_at=GONE)
    assert summary_of(delegation).opens_at(moment) is delegation.opens_at(moment)


def test_a_summary_without_a_structure_opens_nothing() -> None:
    line = summary_of(a_delegation(status=Status.VALIDEE, terms=terms(FIRST, LAST), gone_at=GONE))
    assert [line._replace(structures=count).opens_at(at(FIRST)) for count in (1, 0)] == [True, False]
