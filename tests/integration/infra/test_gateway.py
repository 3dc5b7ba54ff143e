"""What API Gateway answers in place of the application: a page for browsers, a problem for programs."""

import json

import pytest

from infra.deploy.finish import GATEWAY_RESPONSES, gateway_response
from infra.deploy.project import read_stage
from tests.browser import read_html

STAGE = read_stage("dev")
every_answer = pytest.mark.parametrize("kind", GATEWAY_RESPONSES)


@every_answer
def test_a_browser_gets_a_page_and_a_program_a_problem_that_says_the_same(kind: str) -> None:
    status, title, text = GATEWAY_RESPONSES[kind]
    given = gateway_response(kind, STAGE)
    assert given["statusCode"] == str(status)
    page = read_html(given["responseTemplates"]["text/html"])
    assert title in page.text
    assert text in page.text
    problem = json.loads(given["responseTemplates"]["application/json"])
    assert problem == {"type": "about:blank", "title": title, "status": status, "detail": text}


@every_answer
def test_the_gateway_finds_nothing_to_replace(kind: str) -> None:
    assert "$" not in "".join(gateway_response(kind, STAGE)["responseTemplates"].values())


def test_a_page_that_does_not_exist_leads_to_the_service() -> None:
    found = read_html(gateway_response("MISSING_AUTHENTICATION_TOKEN", STAGE)["responseTemplates"]["text/html"])
    assert found.links == [("Accéder à amelipro", "/api/")]


def test_who_is_turned_away_for_a_while_is_told_when_to_come_back() -> None:
    headers = [gateway_response(kind, STAGE)["responseParameters"] for kind in ("THROTTLED", "DEFAULT_5XX")]
    assert [one["gatewayresponse.header.Retry-After"] for one in headers] == ["'10'", "'60'"]
