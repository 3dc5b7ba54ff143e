"""API Gateway: its own answers (a page for browsers, a problem for programs), its entrance, its log, its firewall."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from chalicelib.http.security import headers
from chalicelib.settings import settings
from infra.deploy.facts import Facts
from infra.deploy.gateway import ACCESS_LOG, GATEWAY_RESPONSES, gateway_response, leave_firewall, set_gateway
from infra.deploy.project import ROOT, Stage, read_stage
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
    headers = [
        gateway_response(kind, STAGE)["responseParameters"] for kind in ("THROTTLED", "WAF_FILTERED", "DEFAULT_5XX")
    ]
    assert [one["gatewayresponse.header.Retry-After"] for one in headers] == ["'10'", "'300'", "'60'"]


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


class Gateway:
    """An API Gateway that keeps what it is told; `role` is the account's role for logs."""

    def __init__(self, role: str = "") -> None:
        self.role = role
        self.patches: dict[str, str] = {}

    def get_account(self) -> dict[str, str]:
        """Return the account's settings."""
        return {"cloudwatchRoleArn": self.role} if self.role else {}

    def put_gateway_response(self, **given: Any) -> None:
        """Take one of the gateway's own answers."""

    def create_deployment(self, **given: Any) -> None:
        """Put the API into service."""

    def update_rest_api(self, *, patchOperations: list[dict[str, str]], **given: Any) -> None:  # noqa: N803 - theirs
        """Apply the changes."""
        self.patches |= {one["path"]: one["value"] for one in patchOperations}

    update_stage = update_rest_api


def _set(stage: Stage, role: str = "") -> dict[str, str]:
    """Set the gateway of a stage, and return its changes by path."""
    client = Gateway(role)
    set_gateway(client, stage, "api", Facts("eu-west-3", access_log_arn="arn:log"))
    return client.patches


def test_the_first_name_of_an_api_is_closed_once_it_has_a_domain_of_its_own() -> None:
    behind_a_proxy = replace(STAGE, custom_domain_url="https://delegation.example")
    own = replace(behind_a_proxy, certificate_arn="arn:aws:acm:eu-west-3:111122223333:certificate/one")
    closed = [_set(stage)["/disableExecuteApiEndpoint"] for stage in (STAGE, behind_a_proxy, own)]
    assert closed == ["false", "false", "true"]


def test_the_access_log_is_off_where_api_gateway_may_not_write_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert not [path for path in _set(STAGE) if path.startswith("/accessLog")]
    assert "Access log: off" in capsys.readouterr().out
    assert _set(STAGE, role="arn:aws:iam::111122223333:role/logs")["/accessLogSettings/destinationArn"] == "arn:log"


def test_the_access_log_has_no_personal_data() -> None:
    """Paths have the tokens of links in them, and the caller's address and browser are a person's."""
    variables = {value.removeprefix("$context.") for value in json.loads(ACCESS_LOG).values()}
    assert variables == {
        "requestTimeEpoch", "requestId", "httpMethod", "resourcePath", "status", "responseLatency",
        "integrationLatency", "responseLength", "error.responseType", "wafResponseCode",
    }  # fmt: skip


class Firewall:
    """A WAF with one web ACL before each of these resources."""

    def __init__(self, *before: str) -> None:
        self.before = set(before)

    def get_web_acl_for_resource(self, *, ResourceArn: str) -> dict[str, Any]:  # noqa: N803 - theirs
        """Return the web ACL before a resource; WAF leaves the member out when there is none."""
        return {"WebACL": {"Name": "delegation"}} if ResourceArn in self.before else {}

    def disassociate_web_acl(self, *, ResourceArn: str) -> None:  # noqa: N803
        """Take a resource from behind it."""
        self.before.remove(ResourceArn)


def test_an_api_leaves_its_firewall_and_no_other() -> None:
    ours, other = (f"arn:aws:apigateway:eu-west-3::/restapis/{api}/stages/api" for api in ("ours", "other"))
    firewall = Firewall(ours, other)
    for api in ("ours", "ours", ""):
        leave_firewall(firewall, "eu-west-3", api)
    assert firewall.before == {other}
