"""AuthZEN Authorization API 1.0, §7, and the Batch level of its certification scenario."""

from typing import Any

import pytest

from tests.integration.access.service import PAUL, PAYMENTS, QUESTION, TRANSPORT, Json, PortalService, give


def test_defaults_hold_where_an_item_says_nothing_else(portal: PortalService) -> None:
    give()
    items = [
        {},
        {"action": TRANSPORT},
        {"resource": {"type": "espace", "id": "helene"}},
        {"subject": {**PAUL, "id": "x"}},
    ]

    answer = portal.answer("evaluations", {**QUESTION, "evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False, False, False]
    assert "decision" not in answer


def test_without_defaults_every_item_says_all(portal: PortalService) -> None:
    give()
    items = [QUESTION, {**QUESTION, "action": TRANSPORT}]

    answer = portal.answer("evaluations", {"evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False]


def test_an_items_entity_replaces_the_default_whole(portal: PortalService) -> None:
    give()
    place = {"type": "structure", "id": "cabinet-1", "properties": {"delegant": "claire"}}
    items = [{}, {"resource": {"type": "structure", "id": "cabinet-1"}}, {"resource": place}]

    answer = portal.answer("evaluations", {**QUESTION, "resource": place, "evaluations": items})
    # The properties of the default are not the item's: without a délégant its structure is nobody's.
    assert [found["decision"] for found in answer["evaluations"]] == [True, False, True]
    assert answer["evaluations"][1]["context"]["reason"] == "ressource-inconnue"


@pytest.mark.parametrize(
    "item",
    [
        {"subject": {"type": "account"}},
        {"subject": {"id": "paul"}},
        {"subject": {}},
        {"subject": {"properties": {}}},
        {"resource": {"id": "claire"}},
        {"resource": {"type": "espace"}},
        {"action": {}},
        {"action": {"properties": {}}},
    ],
)
def test_an_incomplete_entity_of_an_item_is_an_error_of_that_item_alone(portal: PortalService, item: Json) -> None:
    give()
    answer = portal.answer("evaluations", {**QUESTION, "evaluations": [{}, item, {}]})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False, True]
    assert answer["evaluations"][1]["context"]["error"]["status"] == 400


def test_an_incomplete_default_is_completed_by_no_item(portal: PortalService) -> None:
    give()
    items = [{"resource": {"id": "claire"}}, {}, {"resource": QUESTION["resource"]}]
    answer = portal.answer("evaluations", {**QUESTION, "resource": {"type": "espace"}, "evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [False, False, True]
    assert [found["context"]["error"]["status"] for found in answer["evaluations"][:2]] == [400, 400]


def test_an_item_that_makes_no_sense_is_a_no_by_itself(portal: PortalService) -> None:
    give()
    items: list[Any] = [{}, {"action": {}}, "x", None, {"resource": {"type": 1, "id": "x"}}, {"context": []}, {}]

    answer = portal.answer("evaluations", {**QUESTION, "evaluations": items})
    decisions = [found["decision"] for found in answer["evaluations"]]
    assert decisions == [True, False, False, False, False, False, True]
    assert {found["context"]["error"]["status"] for found in answer["evaluations"][1:-1]} == {400}


@pytest.mark.parametrize("evaluations", [[], "absent"])
def test_without_items_it_is_one_question(portal: PortalService, evaluations: Any) -> None:
    give()
    body = QUESTION if evaluations == "absent" else {**QUESTION, "evaluations": evaluations}
    assert portal.answer("evaluations", body)["decision"] is True


YES, NO = {"action": PAYMENTS}, {"action": TRANSPORT}


@pytest.mark.parametrize(
    ("semantic", "items", "decisions"),
    [
        (None, [YES, NO, YES], [True, False, True]),
        ("execute_all", [YES, NO, YES], [True, False, True]),
        ("deny_on_first_deny", [YES, NO, YES], [True, False]),
        ("deny_on_first_deny", [YES, YES], [True, True]),
        ("deny_on_first_deny", [YES, {"action": {}}, YES], [True, False]),
        ("permit_on_first_permit", [YES, NO, YES], [True]),
        ("permit_on_first_permit", [NO, YES, NO], [False, True]),
        ("permit_on_first_permit", [NO, NO], [False, False]),
    ],
)
def test_the_three_semantics(
    portal: PortalService, semantic: str | None, items: list[Json], decisions: list[bool]
) -> None:
    give()
    options = {"options": {"evaluations_semantic": semantic, "another_option": "value"}} if semantic else {}

    answer = portal.answer("evaluations", {**QUESTION, **options, "evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == decisions


@pytest.mark.parametrize(
    "change",
    [
        {"options": {"evaluations_semantic": "first"}},
        {"options": {"evaluations_semantic": 1}},
        {"options": []},
        {"evaluations": {}},
        {"evaluations": "x"},
        {"evaluations": [{}] * 51},
        {"subject": "alice"},
    ],
)
def test_a_batch_that_makes_no_sense_is_refused_whole(portal: PortalService, change: Json) -> None:
    assert portal.ask("evaluations", {**QUESTION, "evaluations": [{}], **change}).status == 400
