"""The frame of an OpenAPI 3.1 document, made of the very declarations that requests are checked against."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from chalicelib.http.schema import Kind, Record
from chalicelib.http.urls import absolute
from chalicelib.identity import sessions
from chalicelib.settings import settings

Shape = Mapping[str, Any]


class Described(NamedTuple):
    """One operation, as the document says it; `kinds` is what it takes and gives."""

    method: str
    path: str
    shape: Shape
    kinds: tuple[Kind | None, ...]


def document(
    title: str, about: str, described: Iterable[Described], errors: Iterable[Record], security: Shape
) -> dict[str, Any]:
    """Return the whole document; `security` are the schemes beside the session's."""
    paths: dict[str, dict[str, Shape]] = {}
    records = {record.name: record for error in errors for record in error.records()}
    for operation in described:
        paths.setdefault(operation.path, {})[operation.method.lower()] = operation.shape
        for kind in filter(None, operation.kinds):
            records |= {record.name: record for record in kind.records()}
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": settings().service_version, "description": about},
        "servers": [{"url": absolute("")}],
        "paths": paths,
        "components": {
            "schemas": {name: record.definition() for name, record in sorted(records.items())},
            "securitySchemes": {**_session(), **security},
        },
    }


def _session() -> Shape:
    return {
        "session": {
            "type": "apiKey",
            "in": "cookie",
            "name": sessions.cookie_name(settings()),
            "description": "La session du portail.",
        },
        "csrf": {
            "type": "apiKey",
            "in": "header",
            "name": "X-CSRF-Token",
            "description": "Le jeton de la session, rendu par GET /api/v1/session.",
        },
    }
