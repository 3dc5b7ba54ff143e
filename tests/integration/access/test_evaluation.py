"""AuthZEN Authorization API 1.0, §6 and §10, and the Basic level of its certification scenario."""

import json
from typing import Any

import pytest
from chalice.test import Client

from app import app
from chalicelib.domain.catalogue import ProfilId
from tests.builders import DAY, TODAY, a_structure, terms
from tests.integration.access.service import (
    CLAIRE,
    JSON,
    PAUL,
    PAYMENTS,
    QUESTION,
    TRANSPORT,
    Json,
    PortalService,
    give,
)

BOTH = ("evaluation", "evaluations")


def without(question: Json, path: str) -> dict[str, Any]:
    """Return a question without one of its fields."""
    copied: dict[str, Any] = json.loads(json.dumps(question))
    *outer, last = path.split(".")
    inner = copied
    for name in outer:
        inner = inner[name]
    del inner[last]
    return copied


# §6: one decision


@pytest.mark.parametrize("path", BOTH)
def test_a_yes_names_its_delegation_and_its_end(portal: PortalService, path: str) -> None:
    delegation = give(terms=terms(structures=(a_structure(1), a_structure(2))))

    assert portal.answer(path, QUESTION) == {
        "decision": True,
        "context": {
            "delegation": delegation.id,
            "delegant": "claire",
            "delegue": "paul",
            "profil": "comptable",
            "jusqu_au": (TODAY + 60 * DAY).isoformat(),
            "structures": ["cabinet-1", "cabinet-2"],
        },
    }


@pytest.mark.parametrize("path", BOTH)
def test_a_denial_has_status_200_and_a_french_reason(portal: PortalService, path: str) -> None:
    give()

    answer = portal.answer(path, {**QUESTION, "action": TRANSPORT})
    assert answer["decision"] is False
    assert answer["context"]["reason"] == "service-non-ouvert"
    assert answer["context"]["reason_user"] == {"fr": "Ce service n’est pas ouvert par la délégation."}


@pytest.mark.parametrize(
    "more",
    [
        {"context": {"time": "2025-06-27T18:03-07:00", "ip": "192.168.1.1"}},
        {"foo": "bar", "futureField": {"nested": True}},
        {"subject": {**PAUL, "properties": {"department": "Sales"}, "x": 1}},
        {"action": {**PAYMENTS, "properties": {"method": "GET"}}},
        {"resource": {**CLAIRE, "properties": {"status": "active", "delegant": 7}}},
        {"options": {"evaluations_semantic": "deny_on_first_deny"}},
    ],
)
def test_context_properties_and_unknown_fields_are_ignored(portal: PortalService, more: Json) -> None:
    give()
    assert portal.may({**QUESTION, **more})


REQUIRED = (
    "subject",
    "action",
    "resource",
    "subject.type",
    "subject.id",
    "action.name",
    "resource.type",
    "resource.id",
)


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("field", REQUIRED)
def test_a_question_without_a_required_field_is_refused(portal: PortalService, path: str, field: str) -> None:
    found = portal.ask(path, without(QUESTION, field))
    assert found.status == 400
    assert found.header("content-type") == "application/problem+json"
    problem = json.loads(found.body)
    assert problem["status"] == 400
    assert problem["type"] == "urn:amelipro:probleme:requete"
    assert field in problem["detail"]


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "alice"},
        {"subject": None},
        {"subject": {"type": 1, "id": "paul"}},
        {"subject": {"type": "account", "id": ["paul"]}},
        {"subject": {"type": "account", "id": "\ud800"}},
        {"subject": {**PAUL, "properties": []}},
        {"action": {"name": 123}},
        {"action": []},
        {"resource": True},
        {"context": "now"},
        {"context": None},
    ],
)
def test_a_field_of_another_type_is_refused(portal: PortalService, change: Json) -> None:
    for path in BOTH:
        assert portal.ask(path, {**QUESTION, **change}).status == 400


BODIES = ["", "{", "[]", "null", '"x"', "1", "[" * 100_000, '{"a": NaN}', "é", '{"n": ' + "9" * 5000 + "}"]


@pytest.mark.parametrize("body", [*BODIES, json.dumps({**QUESTION, "x": "y" * 300_000})], ids=lambda body: body[:9])
def test_a_body_that_is_no_json_object_is_refused(portal: PortalService, body: str) -> None:
    for path in (*BOTH, "search/subject", "search/resource", "search/action"):
        found = portal.send(f"/access/v1/{path}", body)
        assert found.status == 400
        assert "title" in json.loads(found.body)


def test_a_body_that_is_no_utf_8_is_refused(portal: PortalService) -> None:
    headers = {"Authorization": f"Bearer {portal.bearer}", "Content-Type": JSON}
    assert Client(app).http.post("/access/v1/evaluation", headers=headers, body=b"\xff\xfe{}").status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])
def test_another_type_of_body_is_a_bad_request(portal: PortalService, content_type: str) -> None:
    give()
    for path in (*BOTH, "search/subject", "search/resource", "search/action"):
        found = portal.send(f"/access/v1/{path}", json.dumps(QUESTION), content_type)
        assert (found.status, found.header("content-type")) == (400, "application/problem+json")


def test_a_charset_is_allowed_in_the_content_type(portal: PortalService) -> None:
    give()
    assert portal.send("/access/v1/evaluation", json.dumps(QUESTION), "Application/JSON; charset=utf-8").status == 200


def test_every_answer_returns_the_request_id(portal: PortalService) -> None:
    give()
    name = {"X_Request_ID": "bfe9eb29-ab87-4ca3-be83-a1d5d8305716"}
    answers = [portal.ask("evaluation", QUESTION, **name), portal.ask("evaluations", {}, **name)]
    answers += [
        portal.ask("search/action", QUESTION, **name),
        portal.ask("evaluation", QUESTION, Authorization="", **name),
    ]
    answers.append(portal.form("introspect", {"token": "x"}, **name))

    assert [found.status for found in answers] == [200, 400, 200, 401, 200]
    assert {found.header("x-request-id") for found in answers} == {name["X_Request_ID"]}
    assert portal.ask("evaluation", QUESTION).header("x-request-id") == ""
    assert portal.ask("evaluation", QUESTION, X_Request_ID="a\r\nSet-Cookie: b").header("x-request-id") == ""


def test_the_same_question_gets_the_same_answer(portal: PortalService) -> None:
    give()
    assert [portal.may() for _ in range(5)] == [True] * 5


def test_no_answer_may_be_cached(portal: PortalService) -> None:
    assert portal.ask("evaluation", QUESTION).header("cache-control") == "no-store"


# Names


def test_a_structure_is_named_with_its_delegant_or_by_its_numero_am(portal: PortalService) -> None:
    give(terms=terms(structures=(a_structure(2),)), profil=ProfilId.COMPTABLE)
    own = {"delegant": "claire"}

    def of(kind: str, name: str, **properties: str) -> bool:
        return portal.may({**QUESTION, "resource": {"type": kind, "id": name, "properties": properties}})

    assert of("structure", "cabinet-2", **own)
    assert of("am", "631000002")
    assert not of("structure", "cabinet-1", **own)
    assert not of("structure", "cabinet-2", delegant="helene")
    assert not of("am", "631000001")
    assert of("am", "631000002", **own)
    assert not of("am", "631000002", delegant="helene")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"subject": {"type": "spaceship", "id": "paul"}}, "sujet-inconnu"),
        ({"subject": {"type": "account", "id": "paul#"}}, "sujet-inconnu"),
        ({"subject": {"type": "account", "id": "x" * 2000}}, "sujet-inconnu"),
        ({"subject": {"type": "account", "id": ""}}, "sujet-inconnu"),
        ({"subject": {"type": "email", "id": "personne@exemple.fr"}}, "sujet-inconnu"),
        ({"subject": {"type": "email", "id": "pas une adresse"}}, "sujet-inconnu"),
        ({"subject": {"type": "rpps", "id": "10101010101"}}, "sujet-inconnu"),
        ({"subject": {"type": "cpe", "id": "é\x00" * 500}}, "sujet-inconnu"),
        ({"resource": {"type": "record", "id": "claire"}}, "ressource-inconnue"),
        ({"resource": {"type": "rpps", "id": "10101010101"}}, "ressource-inconnue"),
        ({"resource": {"type": "structure", "id": "cabinet-1"}}, "ressource-inconnue"),
        ({"resource": {"type": "espace", "id": "personne"}}, "aucune-delegation"),
        ({"action": {"name": "can_read"}}, "service-inconnu"),
    ],
)
def test_an_unknown_name_is_denied(portal: PortalService, change: Json, reason: str) -> None:
    give()
    assert portal.reason({**QUESTION, **change}) == reason
