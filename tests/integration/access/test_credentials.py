"""Service credentials: their life, their command line, and every route that requires one."""

import json
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest

from app import app
from chalicelib import runtime
from chalicelib.acts import credentials as acts
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.http.endpoint import METHODS
from chalicelib.settings import settings
from chalicelib.store import credentials
from chalicelib.store.table import epoch
from infra.operations.credentials import main
from tests.builders import DAY, NOW
from tests.integration.access.service import PAYMENTS, QUESTION, TRANSPORT, PortalService, calls, give
from tests.integration.access.test_search import SEARCHES
from tests.integration.world import World

ROUTES = {route for route in app.routes if route.startswith(("/access/", "/.well-known/"))}
DECISIONS = ("evaluation", "evaluations", "search/subject", "search/resource", "search/action")
OAUTH = ("token", "introspect")
PUBLIC = {"/.well-known/authzen-configuration", "/.well-known/jwks.json", "/access/v1/openapi.json"}


def test_these_tests_know_every_route_of_services() -> None:
    assert {f"/access/v1/{path}" for path in (*DECISIONS, *OAUTH)} | PUBLIC == ROUTES
    for route in ROUTES:
        assert set(app.routes[route]) == set(METHODS)


# Every route


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        f"Bearer {acts.PREFIX}x",
        "Basic cGF1bDp4",
        "Bearer é",
        "Bearer " + "x" * 9000,
    ],
)
def test_without_a_credential_every_route_answers_401(portal: PortalService, authorization: str) -> None:
    give()
    before = portal.world.items()
    for path in DECISIONS:
        found = portal.ask(path, QUESTION, Authorization=authorization)
        assert (found.status, found.header("content-type")) == (401, "application/problem+json")
        assert found.header("www-authenticate") == 'Bearer realm="delegation"'
        assert json.loads(found.body)["type"] == "urn:amelipro:probleme:identification"
    for path in OAUTH:
        found = portal.form(path, {"token": "x"}, Authorization=authorization)
        assert (found.status, json.loads(found.body)) == (401, {"error": "invalid_client"})
    assert portal.world.items() == before


def test_a_session_is_no_credential(portal: PortalService) -> None:
    give()
    for account in ("claire", "paul"):
        browser = portal.world.signed_in(account)
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        for path in (*DECISIONS, "introspect"):
            assert portal.ask(path, QUESTION, Authorization="", Cookie=cookie).status == 401


def test_the_scheme_is_of_any_case(portal: PortalService) -> None:
    assert portal.ask("evaluation", QUESTION, Authorization=f"bEARER {portal.bearer}").status == 200


def test_a_service_may_ask_only_about_its_own_services(world: World, portal: PortalService) -> None:
    give()
    limited = PortalService(world, ["paiements"])
    assert limited.may()
    before = world.items()
    elsewhere = {**QUESTION, "action": TRANSPORT}
    for path in ("evaluation", "evaluations", "search/subject", "search/resource"):
        found = limited.ask(path, elsewhere)
        assert (found.status, json.loads(found.body)["type"]) == (403, "urn:amelipro:probleme:service-non-autorise")
    items = [{"action": PAYMENTS}, {"action": TRANSPORT}, {"action": PAYMENTS}]
    answer = limited.answer("evaluations", {**QUESTION, "evaluations": items})
    assert [found["decision"] for found in answer["evaluations"]] == [True, False, True]
    assert answer["evaluations"][1]["context"]["error"]["status"] == 403
    # A question outside the caller's services is not a denial.
    assert world.items() == before
    assert limited.answer("search/action", SEARCHES["action"])["results"] == [{"name": "paiements"}]


@pytest.mark.parametrize("path", sorted(PUBLIC))
def test_public_routes_need_no_credential(world: World, path: str) -> None:
    for method in ("GET", "HEAD"):
        assert world.browser().get(path, method).status == 200


def test_the_metadata_are_those_of_authzen(world: World) -> None:
    base = settings().public_base_url
    page = world.browser().get("/.well-known/authzen-configuration")
    assert page.header("content-type") == "application/json"
    assert page.header("cache-control") == "public, max-age=3600"
    assert json.loads(page.text) == {
        "policy_decision_point": base,
        "access_evaluation_endpoint": f"{base}/access/v1/evaluation",
        "access_evaluations_endpoint": f"{base}/access/v1/evaluations",
        "search_subject_endpoint": f"{base}/access/v1/search/subject",
        "search_resource_endpoint": f"{base}/access/v1/search/resource",
        "search_action_endpoint": f"{base}/access/v1/search/action",
    }


# The life of a credential


def test_only_the_keyed_hash_of_a_bearer_is_stored(portal: PortalService) -> None:
    assert len(portal.bearer) >= len(acts.PREFIX) + 43
    stored = json.dumps(portal.world.items())
    assert portal.bearer not in stored
    assert portal.bearer.removeprefix(acts.PREFIX) not in stored
    (item,) = portal.world.of_kind("credential")
    assert len(item["sk"]["S"]) == 64


def test_a_credential_ends_on_its_last_day(world: World, portal: PortalService) -> None:
    context = runtime.context()
    _, bearer = acts.create_credential(context, "bref", frozenset(["paiements"]), timedelta(days=1))
    authorization = {"Authorization": f"Bearer {bearer}"}
    world.now = NOW + DAY - timedelta(seconds=1)
    assert portal.ask("evaluation", QUESTION, **authorization).status == 200
    world.now = NOW + DAY
    assert portal.ask("evaluation", QUESTION, **authorization).status == 401


def test_a_bearer_is_unknown_under_another_lookup_key(portal: PortalService) -> None:
    assert credentials.digest(portal.bearer, "autre") != credentials.digest(portal.bearer, "lookup-key")


# The command line


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """Run the command and return its two outputs."""
    assert main(arguments) == 0
    said = capsys.readouterr()
    lines = [line for line in said.out.splitlines() if not line.startswith("{")]
    return "\n".join(lines), said.err


def status(portal: PortalService, bearer: str) -> int:
    """Ask with a bearer, as an instance that has just started."""
    credentials.forget()
    return portal.ask("evaluation", QUESTION, Authorization=f"Bearer {bearer}").status


def test_the_command_creates_rotates_lists_and_revokes(
    world: World, portal: PortalService, capsys: pytest.CaptureFixture[str]
) -> None:
    first, told = run(capsys, "create", "cpam", "paiements", "rosp", "--days", "100")
    assert "cpam  good until 2026-06-10  paiements,rosp" in told
    assert first not in told
    assert status(portal, first) == 200

    second, told = run(capsys, "rotate", "cpam", "--overlap-days", "2")
    assert [status(portal, first), status(portal, second)] == [200, 200]
    world.now = NOW + 2 * DAY
    assert [status(portal, first), status(portal, second)] == [401, 200]

    listed, _ = run(capsys, "list")
    assert [line.split()[1:5] for line in listed.splitlines()] == [
        ["cpam", "expired", "2026-03-04", "paiements,rosp"],
        ["cpam", "good", "until", "2027-03-02"],
        ["portail", "good", "until", "2036-02-28"],
    ]
    assert second not in listed

    _, told = run(capsys, "revoke", "cpam")
    assert "\n1 ended" in told
    assert status(portal, second) == 401
    assert "revoked" in run(capsys, "list")[0]


def test_the_word_all_gives_a_credential_for_every_service(
    portal: PortalService, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "create", "tout", "all")
    found = {one.name: one.services for one in credentials.list_credentials()}
    assert found["tout"] == frozenset(SERVICES_BY_ID)


@pytest.mark.parametrize(
    "arguments", [("create", "cpam", "paiement"), ("rotate", "personne"), ("revoke", "personne")], ids=lambda a: a[0]
)
def test_a_command_with_invalid_values_changes_nothing(
    portal: PortalService, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    before = portal.world.items()
    assert main(arguments) == 1
    assert capsys.readouterr().err
    assert portal.world.items() == before


@pytest.mark.parametrize("arguments", [(), ("create",), ("create", "x"), ("create", "x", "rosp", "--days", "-1")])
def test_an_unknown_command_is_refused(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        main(arguments)


def test_a_credential_that_has_ended_is_listed_for_ninety_days_more(world: World, portal: PortalService) -> None:
    (item,) = world.of_kind("credential")
    assert int(item["ttl"]["N"]) == epoch(NOW + 3740 * DAY)
    world.now += DAY
    acts.revoke_credential(runtime.context(), portal.name)
    (item,) = world.of_kind("credential")
    assert int(item["ttl"]["N"]) == epoch(NOW + 91 * DAY)


def test_an_instance_reads_a_cached_credential_again_after_its_time(
    portal: PortalService, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[list[str]] = []
    for seconds in (0, 29.9, 30, 59.9):
        monkeypatch.setattr("chalicelib.store.credentials.time", SimpleNamespace(monotonic=partial(float, seconds)))
        looks.append(calls(portal.ask("evaluation", QUESTION)))
    kept, looked = looks[1], looks[0]
    assert len(looked) == len(kept) + 1
    assert looks == [looked, kept, looked, kept]


def test_a_revocation_takes_effect_everywhere_within_the_time_of_the_cache(portal: PortalService) -> None:
    give()
    assert portal.may()
    acts.revoke_credential(runtime.context(), portal.name)
    assert portal.may()  # by this instance, which read the credential less than 30 seconds ago
    credentials.forget()
    assert portal.ask("evaluation", QUESTION).status == 401
