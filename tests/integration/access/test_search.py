"""AuthZEN Authorization API 1.0, §8, and the Search level of its certification scenario."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.catalogue import ProfilId
from tests.builders import DAY, TODAY, a_structure, terms
from tests.integration.access.service import (
    CLAIRE,
    PAUL,
    PAYMENTS,
    QUESTION,
    TRANSPORT,
    Json,
    PortalService,
    calls,
    give,
)
from tests.integration.access.test_evaluation import without
from tests.integration.world import World

WHO: Json = {**QUESTION, "subject": {"type": "account"}}
WHERE: Json = {**QUESTION, "resource": {"type": "espace"}}
WHAT: Json = {"subject": PAUL, "resource": CLAIRE}
SEARCHES = {"subject": WHO, "resource": WHERE, "action": WHAT}


def search(portal: PortalService, what: str, body: Json) -> list[Any]:
    """Return the results of all pages."""
    results: list[Any] = []
    token = None
    while token != "":
        page = {**body.get("page", {}), **({"token": token} if token else {})}
        answer = portal.answer(f"search/{what}", {**body, "page": page})
        assert answer["page"]["count"] == len(answer["results"])
        results += answer["results"]
        token = answer["page"]["next_token"]
    return results


def test_a_search_for_subjects_finds_the_delegues(portal: PortalService) -> None:
    give()
    give("lea")
    give("zoe", profil=ProfilId.ASSISTANT_MEDICAL)
    give("hugo", terms=terms(TODAY + DAY, TODAY + DAY))
    give("ines", "helene")

    assert search(portal, "subject", WHO) == [{"type": "account", "id": "lea"}, {"type": "account", "id": "paul"}]
    assert search(portal, "subject", {**WHO, "action": TRANSPORT}) == [{"type": "account", "id": "zoe"}]


def test_a_search_for_subjects_finds_the_delegues_at_a_numero_am(portal: PortalService) -> None:
    give(terms=terms(structures=(a_structure(2),)))
    give("lea")
    there = {"type": "am", "id": "631000002"}
    assert search(portal, "subject", {**WHO, "resource": there}) == []
    claires = {**there, "properties": {"delegant": "claire"}}
    assert search(portal, "subject", {**WHO, "resource": claires}) == [{"type": "account", "id": "paul"}]


def test_a_search_for_resources_finds_the_open_structures(portal: PortalService) -> None:
    give(terms=terms(structures=(a_structure(1), a_structure(2))))
    give(delegant="helene")
    give(delegant="ines", profil=ProfilId.ASSISTANT_MEDICAL)
    spaces = [{"type": "espace", "id": "claire"}, {"type": "espace", "id": "helene"}]

    assert search(portal, "resource", WHERE) == spaces
    places = search(portal, "resource", {**WHERE, "resource": {"type": "structure"}})
    assert [(found["properties"]["delegant"], found["id"]) for found in places] == [
        ("claire", "cabinet-1"), ("claire", "cabinet-2"), ("helene", "cabinet-1"),
    ]  # fmt: skip
    of_helene = {"type": "structure", "properties": {"delegant": "helene"}}
    assert len(search(portal, "resource", {**WHERE, "resource": of_helene})) == 1
    numbers = search(portal, "resource", {**WHERE, "resource": {"type": "am"}})
    assert [found["id"] for found in numbers] == ["631000001", "631000002"]


def test_a_search_for_actions_finds_the_open_services(portal: PortalService) -> None:
    give()
    assert search(portal, "action", WHAT) == [{"name": "paiements"}, {"name": "rosp"}]
    there = {"type": "am", "id": "631000001"}
    assert search(portal, "action", {**WHAT, "resource": there}) == [{"name": "paiements"}, {"name": "rosp"}]
    assert search(portal, "action", {**WHAT, "resource": {"type": "am", "id": "631000002"}}) == []


def test_a_service_learns_of_no_other_service(world: World, portal: PortalService) -> None:
    give()
    assert search(PortalService(world, ["rosp"]), "action", WHAT) == [{"name": "rosp"}]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_hold_every_result_once_whatever_their_size(portal: PortalService, limit: int) -> None:
    for number in range(7):
        give(f"paul-{number}", profil=ProfilId.COMPTABLE)
        give(delegant=f"claire-{number}", terms=terms(structures=(a_structure(1), a_structure(2))))
    page = {"page": {"limit": limit}}

    who = search(portal, "subject", {**WHO, **page})
    assert [found["id"] for found in who] == [f"paul-{number}" for number in range(7)]
    where = search(portal, "resource", {**WHERE, "resource": {"type": "structure"}, **page})
    assert len(where) == 14
    assert len({json.dumps(found) for found in where}) == 14
    assert len(portal.answer("search/subject", {**WHO, **page})["results"]) == min(limit, 7)


def test_pages_stay_consistent_while_delegations_begin_and_end(portal: PortalService) -> None:
    for name in ("b", "d", "f"):
        give(name)
    first = portal.answer("search/subject", {**WHO, "page": {"limit": 2}})
    assert [found["id"] for found in first["results"]] == ["b", "d"]
    give("a")
    give("e")
    rest = portal.answer("search/subject", {**WHO, "page": {"token": first["page"]["next_token"]}})
    assert [found["id"] for found in rest["results"]] == ["e", "f"]


def test_every_search_result_is_confirmed_by_a_decision(portal: PortalService) -> None:
    for name in ("paul", "lea"):
        give(name, terms=terms(structures=(a_structure(1, categorie="infirmier", specialite=""), a_structure(2))))
        give(name, "helene", profil=ProfilId.ASSISTANT_MEDICAL)
    for kind in ("espace", "structure", "am"):
        for action in (PAYMENTS, TRANSPORT, {"name": "rosp"}):
            found = search(portal, "resource", {**WHERE, "resource": {"type": kind}, "action": action})
            assert found
            assert all(portal.may({**QUESTION, "action": action, "resource": resource}) for resource in found)
    for found in search(portal, "subject", WHO):
        assert portal.may({**QUESTION, "subject": found})
    for found in search(portal, "action", WHAT):
        assert portal.may({**QUESTION, "action": found})


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("subject", {"subject": {"type": "spaceship"}}),
        ("subject", {"resource": {"type": "espace", "id": "personne"}}),
        ("subject", {"resource": {"type": "record", "id": "claire"}}),
        ("subject", {"action": {"name": "can_read"}}),
        ("resource", {"resource": {"type": "spaceship"}}),
        ("resource", {"subject": {"type": "account", "id": "personne"}}),
        ("resource", {"subject": {"type": "x", "id": "paul"}}),
        ("resource", {"action": {"name": "can_read"}}),
        ("action", {"subject": {"type": "account", "id": "personne"}}),
        ("action", {"resource": {"type": "x", "id": "claire"}}),
    ],
)
def test_a_search_for_an_unknown_name_is_empty_without_an_error(portal: PortalService, what: str, change: Json) -> None:
    give()
    answer = portal.answer(f"search/{what}", {**SEARCHES[what], **change})
    assert answer["results"] == []
    assert answer["page"]["next_token"] == ""


MISSING = {
    "subject": ("subject", "action", "resource", "subject.type", "action.name", "resource.type", "resource.id"),
    "resource": ("subject", "action", "resource", "subject.type", "subject.id", "action.name", "resource.type"),
    "action": ("subject", "resource", "subject.type", "subject.id", "resource.type", "resource.id"),
}


@pytest.mark.parametrize(("what", "field"), [(what, field) for what, fields in MISSING.items() for field in fields])
def test_a_question_without_a_required_field_is_refused(portal: PortalService, what: str, field: str) -> None:
    assert portal.ask(f"search/{what}", without(SEARCHES[what], field)).status == 400


@pytest.mark.parametrize("what", SEARCHES)
def test_unknown_fields_are_ignored(portal: PortalService, what: str) -> None:
    give()
    body = {**SEARCHES[what], "context": {"time": "2024-10-26T01:22-07:00"}, "futureField": [1], "page": {"x": 1}}
    sought = {**body.get(what, {}), "id": "x"} if what != "action" else {"name": "x"}
    assert portal.answer(f"search/{what}", {**body, what: sought})["results"]


@pytest.mark.parametrize(
    "page",
    [[], "x", {"limit": -1}, {"limit": "2"}, {"limit": True}, {"limit": 1.5}, {"limit": None},
     {"token": 1}, {"token": "é"}, {"token": "a"}, {"token": "_w=="}],
)  # fmt: skip
def test_an_invalid_page_is_refused(portal: PortalService, page: Any) -> None:
    for what, body in SEARCHES.items():
        assert portal.ask(f"search/{what}", {**body, "page": page}).status == 400


@pytest.mark.parametrize("what", SEARCHES)
def test_a_page_of_size_zero_says_whether_there_are_results(portal: PortalService, what: str) -> None:
    nothing = portal.answer(f"search/{what}", {**SEARCHES[what], "page": {"limit": 0}})
    assert (nothing["results"], nothing["page"]) == ([], {"next_token": "", "count": 0})
    give()
    found = portal.answer(f"search/{what}", {**SEARCHES[what], "page": {"limit": 0}})
    assert (found["results"], found["page"]["count"]) == ([], 0)
    rest = portal.answer(f"search/{what}", {**SEARCHES[what], "page": {"token": found["page"]["next_token"]}})
    assert rest["results"] == portal.answer(f"search/{what}", SEARCHES[what])["results"] != []


@pytest.mark.parametrize("limit", [101, 10**9, 10**30, 1e300])
def test_a_page_holds_at_most_a_hundred_results(portal: PortalService, limit: float) -> None:
    for number in range(101):
        give(f"paul-{number:03}")
    assert portal.answer("search/subject", {**WHO, "page": {"limit": limit}})["page"]["count"] == 100


OTHERS: dict[str, list[Json]] = {
    "subject": [
        {"resource": {"type": "espace", "id": "helene"}},
        {"resource": {"type": "structure", "id": "cabinet-1", "properties": {"delegant": "claire"}}},
        {"action": TRANSPORT},
        {"subject": {"type": "email"}},
    ],
    "resource": [
        {"subject": {"type": "account", "id": "lea"}},
        {"action": TRANSPORT},
        {"resource": {"type": "structure"}},
        {"resource": {"type": "espace", "properties": {"delegant": "helene"}}},
    ],
    "action": [{"subject": {"type": "account", "id": "lea"}}, {"resource": {"type": "espace", "id": "helene"}}],
}


@pytest.mark.parametrize(("what", "change"), [(what, change) for what, found in OTHERS.items() for change in found])
def test_the_token_of_a_page_is_refused_with_another_search(portal: PortalService, what: str, change: Json) -> None:
    give()
    token = portal.answer(f"search/{what}", {**SEARCHES[what], "page": {"limit": 0}})["page"]["next_token"]
    page = {"page": {"token": token}}
    assert portal.ask(f"search/{what}", {**SEARCHES[what], **page}).status == 200
    refused = portal.ask(f"search/{what}", {**SEARCHES[what], **change, **page})
    assert refused.status == 400
    assert "n’est pas un jeton de cette recherche" in refused.body
    for other in SEARCHES.keys() - {what}:
        assert portal.ask(f"search/{other}", {**SEARCHES[other], **page}).status == 400


def test_the_token_of_a_page_serves_its_own_service_for_a_day(world: World, portal: PortalService) -> None:
    give()
    token = portal.answer("search/subject", {**WHO, "page": {"limit": 0}})["page"]["next_token"]
    again = {**WHO, "page": {"token": token}}
    assert PortalService(world, name="autre").ask("search/subject", again).status == 400
    world.now += DAY
    assert portal.ask("search/subject", again).status == 200
    world.now += timedelta(seconds=1)
    assert portal.ask("search/subject", again).status == 400


def test_each_search_keeps_to_its_budget(portal: PortalService) -> None:
    for number in range(60):
        give(f"paul-{number:02}")
    portal.may()
    assert calls(portal.ask("search/resource", WHERE)) == ["Query"]
    assert calls(portal.ask("search/action", WHAT)) == ["Query"]
    assert calls(portal.ask("search/subject", {**WHO, "page": {"limit": 10}})) == ["Query", "BatchGetItem"]
