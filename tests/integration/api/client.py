"""A client of the API that checks every answer against the OpenAPI document: status, headers and content."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from jsonschema import Draft202012Validator, FormatChecker

from chalicelib import runtime
from chalicelib.api.openapi import api_document
from chalicelib.http.operations import KEY
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.settings import settings
from tests.integration.world import World

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Reply:
    """An answer of the API."""

    status: int
    headers: Mapping[str, str]
    json: Any
    calls: tuple[str, ...]

    @property
    def code(self) -> str:
        """The reason code of a problem."""
        return str(self.json["code"])

    @property
    def etag(self) -> str:
        """The ETag."""
        return self.headers["etag"]

    @property
    def pointers(self) -> set[str]:
        """The pointers of a problem's errors."""
        return {error.get("pointer") or error["parameter"] for error in self.json["errors"]}


@cache
def _document() -> dict[str, Any]:
    return api_document()


@cache
def _paths() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path) for path in _document()["paths"]]


class Api:
    """A client of the API, signed in as a person or not at all."""

    def __init__(self, world: World, who: str = "", mode: Mode = Mode.CARTE) -> None:
        self.browser = world.signed_in(who, mode) if who else world.browser()
        self.world = world
        self.csrf = self._token()

    def _token(self) -> str:
        context = runtime.context()
        cookie = self.browser.cookies.get(sessions.cookie_name(context.settings), "")
        session = sessions.read(cookie, context.keys, context.now, context.settings)
        return sessions.csrf_token(session.session_id, context.keys) if session else ""

    def get(self, path: str, **query: Any) -> Reply:
        """Send a GET."""
        return self.ask("GET", path + (f"?{urlencode(query, doseq=True)}" if query else ""))

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a POST."""
        return self.ask("POST", path, body, **headers)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Reply:
        """Send a request and check the answer; underscores in header names become hyphens.

        Each request has an idempotency key of its own where one is needed and none is given.
        """
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if method not in {"GET", "HEAD"}:
            given.setdefault("X-CSRF-Token", self.csrf)
        if _asks_for_key(method, f"{PREFIX}{path}".partition("?")[0]):
            given[KEY] = given.get(KEY, str(uuid4()))
        if not given.get(KEY):
            given.pop(KEY, None)
        text = body if isinstance(body, str) else "" if body is None else json.dumps(body)
        if text:
            given.setdefault("Content-Type", "application/json")
        cookies = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        if cookies:
            given.setdefault("Cookie", cookies)
        status, pairs, content = self.world._carry(method, f"{settings().public_base_url}{PREFIX}{path}", given, text)
        found = {name.lower(): value for name, value in pairs}
        is_json = found.get("content-type", "").endswith("json") and content
        reply = Reply(status, found, json.loads(content) if is_json else content, self.world.exchanges[-1].calls)
        check(method, f"{PREFIX}{path}".partition("?")[0], reply)
        return reply


def _asks_for_key(method: str, path: str) -> bool:
    operation = _operation(method, path) or {}
    return any(parameter["name"] == KEY for parameter in operation.get("parameters", ()))


def check(method: str, path: str, reply: Reply) -> None:
    """Fail unless the document describes the answer."""
    assert reply.status < 500 or reply.status == 503, reply.json
    assert "no-store" in reply.headers["cache-control"]
    operation = _operation(method, path)
    if operation is None:
        assert reply.status in {404, 405}, f"{method} {path} is in no document and answers {reply.status}"
        schema = {"$ref": "#/components/schemas/Probleme"}
    else:
        assert str(reply.status) in operation["responses"], f"{method} {path}: {reply.status} {reply.json}"
        response = operation["responses"][str(reply.status)]
        for name, header in response.get("headers", {}).items():
            assert not header["required"] or name.lower() in reply.headers, f"{name} is missing: {reply.status} {path}"
        if "content" not in response:
            assert reply.json == ""
            return
        (media_type, content), *_ = response["content"].items()
        assert reply.headers["content-type"].partition(";")[0] == media_type
        schema = content["schema"]
    if reply.status >= 400:
        assert reply.headers["content-type"] == "application/problem+json"
    if isinstance(reply.json, str) and media_type_is_text(reply):
        return
    whole = {**schema, "components": _document()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(reply.json)


def media_type_is_text(reply: Reply) -> bool:
    """Whether the answer is a page, or the headers of one."""
    return reply.headers["content-type"].startswith("text/") or reply.json == ""


def _operation(method: str, path: str) -> dict[str, Any] | None:
    exact = _document()["paths"].get(path)
    found = exact or next((_document()["paths"][route] for pattern, route in _paths() if pattern.fullmatch(path)), None)
    wanted = "get" if method == "HEAD" else method.lower()
    operation: dict[str, Any] | None = (found or {}).get(wanted)
    return operation


def foreseen(method: str, path: str) -> bool:
    """Whether the document describes this method at this path."""
    return _operation(method, path) is not None


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    return _document()
