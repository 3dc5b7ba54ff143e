"""The limits of a request, to the byte, and the reasons of its refusal."""

import json
from urllib.parse import urlencode

import pytest

from chalicelib.http.bodies import JSON_OF_SERVICES
from chalicelib.identity.tokens import LocalSigner
from tests.integration.access.service import CLAIRE, FORM, JSON, PAUL, PAYMENTS, QUESTION, PortalService, give
from tests.integration.access.test_tokens import ASKED
from tests.integration.world import Exchange

LONGEST_BODY = JSON_OF_SERVICES.bytes


def reason_of(found: Exchange) -> str:
    """Return the description of a refused form."""
    assert (found.status, json.loads(found.body)["error"]) == (400, "invalid_request")
    return str(json.loads(found.body)["error_description"])


@pytest.mark.parametrize(("length", "status"), [(LONGEST_BODY, 200), (LONGEST_BODY + 1, 400)])
def test_a_question_has_a_maximum_size(portal: PortalService, length: int, status: int) -> None:
    body = json.dumps(QUESTION)
    assert portal.send("/access/v1/evaluation", body + " " * (length - len(body))).status == status


@pytest.mark.parametrize("path", ["token", "introspect"])
def test_a_form_has_a_maximum_size(portal: PortalService, keyed: LocalSigner, path: str) -> None:
    give()
    fields = urlencode({**ASKED, "token": "x", **{f"autre{number}": "x" * 80_000 for number in range(3)}}) + "&long="
    longest = fields + "x" * (LONGEST_BODY - len(fields))
    assert portal.send(f"/access/v1/{path}", longest, FORM).status == 200
    assert "usual length" in reason_of(portal.send(f"/access/v1/{path}", longest + "x", FORM))


@pytest.mark.parametrize("path", ["token", "introspect"])
@pytest.mark.parametrize("kind", [JSON, "text/plain", "multipart/form-data"])
def test_a_form_must_have_the_content_type_of_a_form(
    portal: PortalService, keyed: LocalSigner, path: str, kind: str
) -> None:
    give()
    fields = urlencode({**ASKED, "token": "x"})
    assert portal.send(f"/access/v1/{path}", fields, FORM).status == 200
    assert "must be a form" in reason_of(portal.send(f"/access/v1/{path}", fields, kind))


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(portal: PortalService, word: str) -> None:
    body = json.dumps({**QUESTION, "context": {"mesure": 0}})
    assert portal.send("/access/v1/evaluation", body).status == 200
    assert portal.send("/access/v1/evaluation", body.replace('"mesure": 0', f'"mesure": {word}')).status == 400


def test_an_error_names_known_parameters_and_repeats_no_unknown_one(portal: PortalService, keyed: LocalSigner) -> None:
    without = {name: value for name, value in ASKED.items() if name != "subject_token"}
    assert reason_of(portal.form("token", without)) == "subject_token is missing or not valid"
    assert reason_of(portal.form("token", {**ASKED, "autre": "x" * 100_001})) == "a parameter is missing or not valid"


@pytest.mark.parametrize("subject", ["paul", 1, None, [], True])
def test_an_invalid_item_is_denied_and_the_others_are_answered(portal: PortalService, subject: object) -> None:
    give()
    answer = portal.answer(
        "evaluations",
        {"subject": PAUL, "resource": CLAIRE, "action": PAYMENTS, "evaluations": [{}, {"subject": subject}]},
    )
    assert [one["decision"] for one in answer["evaluations"]] == [True, False]
    assert answer["evaluations"][1]["context"]["error"]["status"] == 400
