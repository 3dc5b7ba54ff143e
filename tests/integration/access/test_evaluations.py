"""AuthZEN Authorization API 1.0, §7, and the Batch level of its certification scenario."""

from typing import Any

import pytest

from tests.integration.access.service import PAUL, PAYMENTS, QUESTION, TRANSPORT, Json, PortalService, give


def test_the_defaults_fill_in_the_missing_parts_of_an_item(portal: PortalService) -> None:
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


def test_without_defaults_every_item_must_be_complete(portal: PortalService) -> None:
    give()
    items = [QUESTION, {**QUESTION, "action": TRANSPORT}]

    answer = portal.answer("evaluations", {"evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False]


def test_an_entity_of_an_item_replaces_the_whole_default(portal: PortalService) -> None:
    give()
    place = {"type": "structure", "id": "cabinet-1", "properties": {"delegant": "claire"}}
    items = [{}, {"resource": {"type": "structure", "id": "cabinet-1"}}, {"resource": place}]

    answer = portal.answer("evaluations", {**QUESTION, "resource": place, "evaluations": items})
    # The properties of the default do not apply to the item: its structure then has no délégant.
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
def test_an_incomplete_entity_is_an_error_of_its_item_alone(portal: PortalService, item: Json) -> None:
    give()
    answer = portal.answer("evaluations", {**QUESTION, "evaluations": [{}, item, {}]})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False, True]
    assert answer["evaluations"][1]["context"]["error"]["status"] == 400


def test_no_item_completes_an_incomplete_default(portal: PortalService) -> None:
    give()
    items = [{"resource": {"id": "claire"}}, {}, {"resource": QUESTION["resource"]}]
    answer = portal.answer("evaluations", {**QUESTION, "resource": {"type": "espace"}, "evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [False, False, True]
    assert [found["context"]["error"]["status"] for found in answer["evaluations"][:2]] == [400, 400]


def test_an_invalid_item_is_denied_alone(portal: PortalService) -> None:
    give()
    items: list[Any] = [{}, {"action": {}}, "x", None, {"resource": {"type": 1, "id": "x"}}, {"context": []}, {}]

    answer = portal.answer("evaluations", {**QUESTION, "evaluations": items})
    decisions = [found["decision"] for found in answer["evaluations"]]
    assert decisions == [True, False, False, False, False, False, True]
    assert {found["context"]["error"]["status"] for found in answer["evaluations"][1:-1]} == {400}


@pytest.mark.parametrize("evaluations", [[], "absent"])
def test_a_batch_without_items_is_one_question(portal: PortalService, evaluations: Any) -> None:
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
def test_each_of_the_three_evaluation_semantics_is_applied(
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
def test_an_invalid_batch_is_refused_as_a_whole(portal: PortalService, change: Json) -> None:
    assert portal.ask("evaluations", {**QUESTION, "evaluations": [{}], **change}).status == 400
