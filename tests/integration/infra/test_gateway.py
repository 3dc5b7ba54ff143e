"""API Gateway's own answers: a page for browsers, a problem for programs."""

import base64
import hashlib
import json
import re

import pytest

from chalicelib.http.security import headers
from chalicelib.settings import settings
from infra.deploy.finish import GATEWAY_RESPONSES, gateway_response
from infra.deploy.project import ROOT, read_stage
from tests.browser import read_html

STAGE = read_stage("dev")
every_answer = pytest.mark.parametrize("kind", GATEWAY_RESPONSES)


@every_answer
def test_a_browser_gets_a_page_and_a_program_an_equivalent_problem(kind: str) -> None:
    status, title, text = GATEWAY_RESPONSES[kind]
    given = gateway_response(kind, STAGE)
    assert given["statusCode"] == str(status)
    page = read_html(given["responseTemplates"]["text/html"])
    assert title in page.text
    assert text in page.text
    problem = json.loads(given["responseTemplates"]["application/json"])
    assert problem == {"type": "about:blank", "title": title, "status": status, "detail": text}


@every_answer
def test_the_answers_contain_nothing_that_the_gateway_would_replace(kind: str) -> None:
    assert "$" not in "".join(gateway_response(kind, STAGE)["responseTemplates"].values())


def test_an_unknown_page_links_to_the_service() -> None:
    found = read_html(gateway_response("MISSING_AUTHENTICATION_TOKEN", STAGE)["responseTemplates"]["text/html"])
    assert found.links == [("Accéder à amelipro", "/api/")]


def test_a_temporary_refusal_of_the_gateway_says_when_to_come_back() -> None:
    headers = [gateway_response(kind, STAGE)["responseParameters"] for kind in ("THROTTLED", "DEFAULT_5XX")]
    assert [one["gatewayresponse.header.Retry-After"] for one in headers] == ["'10'", "'60'"]


def _headers(kind: str) -> dict[str, str]:
    """Return the headers that the gateway sends: it strips the quotes around each value."""
    given = gateway_response(kind, STAGE)["responseParameters"]
    assert all(name.startswith("gatewayresponse.header.") for name in given)
    assert all(value[0] == value[-1] == "'" for value in given.values())
    return {name.removeprefix("gatewayresponse.header."): value[1:-1] for name, value in given.items()}


@every_answer
def test_the_gateways_answers_carry_the_headers_of_every_page(kind: str) -> None:
    own = headers(settings())
    given = _headers(kind)
    assert given.keys() - {"Retry-After"} == own.keys()
    assert {name for name in own if given[name] != own[name]} == {"Content-Security-Policy"}


@every_answer
def test_the_policy_of_a_gateway_page_allows_only_its_own_style(kind: str) -> None:
    policy = _headers(kind)["Content-Security-Policy"]
    page = gateway_response(kind, STAGE)["responseTemplates"]["text/html"]
    (style,) = re.findall(r"(?s)<style>(.*?)</style>", page)
    source = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{source}';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "<script" not in page
    assert "style=" not in page


def test_the_headers_are_those_of_docs_security() -> None:
    promised = (ROOT / "docs" / "security.md").read_text(encoding="utf-8").partition("## Headers of every answer")[2]
    table = promised.partition("\n\n## ")[0]
    table = table.replace("`, `-Resource-Policy`", "`, `Cross-Origin-Resource-Policy`")
    assert [name for name in _headers("MISSING_AUTHENTICATION_TOKEN") if f"`{name}`" not in table] == []
