"""The target of a decision is a whole space, one structure of it, or a numéro AM alone."""

import pytest

from chalicelib.domain.admission import Admission
from chalicelib.domain.decisions import Denial, Target, decide, grant_of
from chalicelib.domain.statuses import Status
from tests.builders import NOW, a_delegant, a_delegation, a_structure, terms

NAMED = a_structure(2, technical="R2", finess="639900017", siret="99900000000000")
"""A place that the register calls by three identifiers."""


@pytest.mark.parametrize(
    ("target", "opening"),
    [
        (Target("claire"), {"cabinet-1", "cabinet-2"}),
        (Target("claire", structure_id="cabinet-2"), {"cabinet-2"}),
        (Target("claire", structure_id="R2"), {"cabinet-2"}),
        (Target("claire", structure_id="F639900017"), {"cabinet-2"}),
        (Target("claire", structure_id="99900000000000"), {"cabinet-2"}),
        (Target("claire", am="631000001"), {"cabinet-1"}),
        (Target(am="631000002"), {"cabinet-2"}),
    ],
)
def test_a_service_is_open_at_the_target_and_nowhere_else(target: Target, opening: set[str]) -> None:
    delegation = a_delegation(
        Status.VALIDEE,
        delegant=a_delegant(account_id="claire"),
        terms=terms(structures=(a_structure(1), NAMED)),
    )
    grant = grant_of(delegation, NOW)
    assert grant
    assert {
        structure.id for structure in decide([grant], target, "paiements", NOW, Admission(None, {})).structures
    } == opening


@pytest.mark.parametrize(
    ("target", "denial"),
    [
        (Target("claire", structure_id="cabinet-3"), Denial.STRUCTURE),
        (Target("claire", am="631000003"), Denial.STRUCTURE),
        (Target("claire", structure_id="cabinet-1", am="631000002"), Denial.STRUCTURE),
        (Target(am="631000003"), Denial.NO_DELEGATION),
    ],
)
def test_nothing_is_open_at_a_structure_that_was_not_delegated(target: Target, denial: Denial) -> None:
    grant = grant_of(a_delegation(Status.VALIDEE, delegant=a_delegant(account_id="claire")), NOW)
    assert grant
    assert decide([grant], target, "paiements", NOW, Admission(None, {})).denial is denial
