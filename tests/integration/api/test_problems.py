"""Every faulty request gets a problem (RFC 9457) with a stable type, and changes nothing."""

import pytest

from chalicelib import runtime
from chalicelib.api import face
from chalicelib.api.problems import OF_HTTP, status_of, title_of
from chalicelib.domain.refusals import Code
from tests.integration.api.client import Api, Reply
from tests.integration.scenes import HELENE, Scenes
from tests.integration.world import World


def problem_of(reply: Reply) -> tuple[int, str]:
    """Return the status and the reason, after checking the type."""
    assert reply.json["type"] == f"https://delegation.example/api/api/v1/documentation#probleme-{reply.code}"
    assert reply.json["status"] == reply.status
    assert reply.json["title"]
    assert reply.json["detail"].endswith((".", "€")) or reply.json["detail"]
    return reply.status, reply.code


def test_an_unknown_address_is_a_problem(claire: Api) -> None:
    for path in ("", "/", "/autre", "/delegations/a/b", "/delegations/a/validate/c", "/a/b/c/d"):
        assert problem_of(claire.get(path)) == (404, "adresse-inconnue"), path
    assert problem_of(claire.get("/delegations/é")) == (404, "adresse-inconnue")


def test_an_undeclared_method_is_answered_with_the_declared_ones(claire: Api) -> None:
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS"):
        refused = claire.ask(method, "/delegations")
        assert problem_of(refused) == (405, "methode")
        assert refused.headers["allow"] == "GET, HEAD, POST"


def test_head_is_answered(claire: Api) -> None:
    assert claire.ask("HEAD", "/delegations").status == 200


@pytest.mark.parametrize(
    "media_type", ["text/plain", "application/x-www-form-urlencoded", "", "application/json;charset=latin-1"]
)
def test_the_content_must_be_json_in_utf_8(claire: Api, media_type: str) -> None:
    assert problem_of(claire.post("/account-lookups", '{"adresse": "a@b.fr"}', Content_Type=media_type)) == (
        415,
        "type-de-contenu",
    )


@pytest.mark.parametrize(
    "text",
    ["{", "", '{"adresse": NaN}', '{"adresse": "a", "adresse": "b"}', "[" * 50_000, "1" * 5_000 + "e", "\ufeff{}"],
)
def test_unreadable_json_is_a_problem(claire: Api, text: str) -> None:
    assert problem_of(claire.post("/account-lookups", text, Content_Type="application/json")) == (
        400,
        "json-illisible",
    )


@pytest.mark.parametrize(
    "text", ["1", "null", '"texte"', "[]", '{"adresse": "\\ud800"}', '{"adresse": "a\\u0000b"}', '{"adresse": 1e999}']
)
def test_json_of_the_wrong_shape_is_a_problem(claire: Api, text: str) -> None:
    refused = claire.post("/account-lookups", text)
    assert problem_of(refused) == (422, "formulaire")
    assert refused.pointers <= {"#", "#/adresse"}


def test_an_oversized_content_is_refused(claire: Api) -> None:
    assert problem_of(claire.post("/account-lookups", {"adresse": "x" * 70_000})) == (413, "contenu-trop-long")


def test_without_a_session_the_answer_asks_to_sign_in(scenes: Scenes) -> None:
    nobody = Api(scenes.world)
    refused = nobody.get("/delegations")
    assert problem_of(refused) == (401, "session-requise")
    assert refused.headers["www-authenticate"].startswith("Cookie")


def test_a_request_from_another_site_or_without_the_token_of_the_session_changes_nothing(
    claire: Api, scenes: Scenes
) -> None:
    found = scenes.demand()
    before = scenes.world.items()
    theirs = Api(scenes.world, HELENE).csrf
    for token in ("", "faux", theirs):
        assert problem_of(claire.ask("DELETE", f"/delegations/{found}", X_CSRF_Token=token)) == (403, "jeton-csrf")
    for site in ("cross-site", "same-site"):
        assert problem_of(claire.ask("DELETE", f"/delegations/{found}", Sec_Fetch_Site=site)) == (
            403,
            "autre-site",
        )
        assert problem_of(claire.ask("GET", "/delegations", Sec_Fetch_Site=site)) == (403, "autre-site")
    assert scenes.world.items() == before
    assert claire.ask("DELETE", f"/delegations/{found}", Sec_Fetch_Site="same-origin").status == 204


def test_an_internal_error_has_the_reference_of_its_log_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("claire@cabinet.example")

    monkeypatch.setattr(face, "require_caller", fail)
    status, pairs, content = world._carry("GET", "https://delegation.example/api/api/v1/session", {}, "")
    assert status == 500
    assert dict(pairs)["Content-Type"] == "application/problem+json"
    assert "référence" in content
    assert "claire" not in content


def test_without_its_keys_the_service_asks_to_come_back_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("no secrets")

    monkeypatch.setattr(runtime, "context", fail)
    status, pairs, content = world._carry("GET", "https://delegation.example/api/api/v1/session", {}, "")
    assert (status, dict(pairs)["Retry-After"]) == (503, "60")
    assert "indisponible" in content


def test_every_reason_has_a_status_and_a_title() -> None:
    for reason in (*OF_HTTP, *Code):
        assert 400 <= status_of(reason) < 600
        assert title_of(reason)
    assert len({reason.value for reason in (*OF_HTTP, *Code)}) == len(OF_HTTP) + len(Code)
