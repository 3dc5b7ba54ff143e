"""Every route refuses other people's delegations; the tests walk the route map and fail for an unknown route."""

from collections.abc import Iterator
from typing import Any

import pytest

from app import app
from chalicelib.http.routes import API, NOWHERE, PREFIX
from tests.integration.access.service import PortalService
from tests.integration.api.client import Api, document, foreseen
from tests.integration.scenes import CLAIRE, HELENE, LEA, PAUL, Scenes
from tests.integration.standing import standing_situations

PUBLIC = {f"{PREFIX}/openapi.json", f"{PREFIX}/documentation"}
GIVEN, RECEIVED = f"{PREFIX}/delegations/{{delegation_id}}", f"{PREFIX}/received-delegations/{{delegation_id}}"

SENT: dict[str, dict[str, Any]] = {
    "Conditions": {"debut": "2026-03-02", "fin": "2026-03-03", "structures": ["cabinet-1"]},
    "Preferences": {"fin_proche": False},
    "Prolongation": {"fin": "2026-12-31"},
    "Prolongations": {"delegations": [{"id": "inconnue", "fin": "2026-12-31"}], "mois": 3},
    "ProlongationDemandee": {"fin": "2026-12-31"},
    "ProlongationAccordee": {"fin": "2026-12-31"},
    "Correction": {"verification": "x"},
    "Acceptation": {"version": 1, "compris": True},
    "Reponse": {"version": 1},
    "Adresse": {"adresse": "autre@exemple.fr"},
    "Rpps": {"rpps": "99900001076"},
    "Complements": {"debut": "2026-03-02", "fin": "2026-03-03", "structures": ["cabinet-1"]},
    "NouvelleDelegation": {
        "verification": "x",
        "profil": "comptable",
        "debut": "2026-03-02",
        "fin": "2026-03-03",
        "structures": ["cabinet-1"],
    },
}
"""A content of each kind that operations take."""

NEEDED = {"If-Match": '"WzFd"', "Idempotency-Key": "une-cle"}


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Return every situation at once; no test of this module changes it."""
    with standing_situations() as built:
        yield built


def routes() -> list[tuple[str, str]]:
    """Return every method and path of the document, after comparing it with the route map."""
    declared = {route for route in app.routes if route.startswith(PREFIX)}
    assert declared == {endpoint.path for endpoint in API} | set(NOWHERE)
    found = [(method.upper(), path) for path, methods in document()["paths"].items() for method in methods]
    unknown = [
        (method, path) for path in declared - set(NOWHERE) for method in app.routes[path] if foreseen(method, path)
    ]
    assert {(method, path) for method, path in unknown if method != "HEAD"} == set(found)
    return found


def request(api: Api, method: str, path: str, delegation_id: str, **more: str) -> Any:
    """Send a valid request about a delegation to a route; `more` are headers."""
    operation = document()["paths"][path][method.lower()]
    headers = {
        parameter["name"]: NEEDED[parameter["name"]]
        for parameter in operation["parameters"]
        if parameter["in"] == "header"
    }
    body = None
    if "requestBody" in operation:
        reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        body = SENT[reference.rsplit("/", 1)[1]]
    return api.ask(method, path.removeprefix(PREFIX).format(delegation_id=delegation_id), body, **headers, **more)


def test_a_caller_without_a_session_reaches_only_the_documentation(scenes: Scenes) -> None:
    nobody, before = Api(scenes.world), scenes.world.items()
    for method, path in routes():
        reply = request(nobody, method, path, scenes.situations["demand"])
        assert reply.status == (200 if path in PUBLIC else 401), f"{method} {path}"
    assert scenes.world.items() == before


def test_the_credential_of_a_service_opens_nothing_in_the_api(scenes: Scenes) -> None:
    bearer = PortalService(scenes.world).bearer
    nobody, before = Api(scenes.world), scenes.world.items()
    for method, path in routes():
        for found in (scenes.situations["demand"], scenes.situations["validated"]):
            reply = request(nobody, method, path, found, Authorization=f"Bearer {bearer}")
            assert reply.status == (200 if path in PUBLIC else 401), f"{method} {path}"
    assert scenes.world.items() == before


def test_a_session_without_an_active_account_opens_nothing(scenes: Scenes) -> None:
    before = scenes.world.items()
    for who in ("personne", LEA):  # a deleted account, and one à activer
        api = Api(scenes.world, who)
        for method, path in routes():
            if path in PUBLIC:
                continue
            reply = request(api, method, path, scenes.situations["demand"])
            assert reply.status in {401, 412, 422}, f"{who} {method} {path}: {reply.status}"
    assert scenes.world.items() == before


def test_only_its_delegant_and_its_delegue_reach_a_delegation(scenes: Scenes) -> None:
    before = scenes.world.items()
    for method, path in routes():
        if "{delegation_id}" not in path:
            continue
        assert path.startswith((GIVEN, RECEIVED)), f"whose is {path}?"
        strangers = (HELENE, PAUL) if path.startswith(GIVEN) else (HELENE, CLAIRE)
        for who in strangers:
            for situation, found in scenes.situations.items():
                reply = request(Api(scenes.world, who), method, path, found)
                gone = situation in {"deleted", "given_up"}
                # An invalid ETag, or another person's proof, is refused before anything is read.
                assert reply.status in ({410, 412, 422} if gone else {404, 412, 422}), f"{who} {method} {path}"
    assert scenes.world.items() == before


def test_a_stranger_with_the_right_etag_does_not_reach_a_delegation(scenes: Scenes) -> None:
    found = scenes.situations["to_validate"]
    etag = Api(scenes.world, CLAIRE).get(f"/delegations/{found}").etag
    before = scenes.world.items()
    for who in (HELENE, PAUL):
        api = Api(scenes.world, who)
        for method, path, body in (
            ("PATCH", "", SENT["Conditions"]),
            ("DELETE", "", None),
            ("POST", "/prolong", SENT["Prolongation"]),
            ("POST", "/validate", None),
            ("POST", "/resend", None),
        ):
            assert api.ask(method, f"/delegations/{found}{path}", body, If_Match=etag).status in {403, 404}, who
    assert scenes.world.items() == before


def test_lists_hold_only_the_callers_delegations(scenes: Scenes) -> None:
    for path in ("/delegations", "/received-delegations", "/notifications", "/structures"):
        for who in (HELENE, PAUL, CLAIRE):
            shown = str(Api(scenes.world, who).get(path).json)
            if path == "/delegations" and who != CLAIRE:
                assert "'trouvees': 0" in shown
            if path == "/received-delegations" and who != PAUL:
                assert "'trouvees': 0" in shown


def test_reading_changes_nothing(scenes: Scenes) -> None:
    before = scenes.world.items()
    for who in (CLAIRE, PAUL, HELENE):
        api = Api(scenes.world, who)
        for method, path in routes():
            if method == "GET":
                every = list(scenes.situations.values())
                for found in every if "{delegation_id}" in path else every[:1]:
                    request(api, "GET", path, found)
    assert scenes.world.items() == before
