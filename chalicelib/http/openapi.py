"""OpenAPI 3.1 documents, written from the route table and from the declarations that check requests."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.operations import JSON, PATH_PARAMETERS, Operation
from chalicelib.http.schema import Kind, Record
from chalicelib.http.urls import absolute
from chalicelib.http.visit import FORM
from chalicelib.identity import sessions
from chalicelib.settings import settings

Shape = Mapping[str, Any]

_IN_SESSION: Shape = {"session": [], "csrf": []}


class Description(NamedTuple):
    """The description of a face. `problems` returns the replies of an operation by status, all but its success."""

    title: str
    about: str
    endpoints: Iterable[Endpoint]
    errors: tuple[Record, ...]
    problems: Callable[[Endpoint, Operation], Shape]
    parameters: tuple[Shape, ...] = ()
    security: Shape = MappingProxyType({})


def document(face: Description) -> dict[str, Any]:
    """Return the whole document of a face."""
    paths: dict[str, dict[str, Shape]] = {}
    records = {record.name: record for error in face.errors for record in error.records()}
    for endpoint in face.endpoints:
        operation: Operation = endpoint.load()
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(face, endpoint, operation)
        for kind in filter(None, (operation.body, operation.content)):
            records |= {record.name: record for record in kind.records()}
    return {
        "openapi": "3.1.0",
        "info": {"title": face.title, "version": settings().service_version, "description": face.about},
        "servers": [{"url": absolute("")}],
        "paths": paths,
        "components": {
            "schemas": {name: record.definition() for name, record in sorted(records.items())},
            "securitySchemes": {**_session(), **face.security},
        },
    }


def content(media_type: str, kind: Kind) -> Shape:
    """Return the `content` of a body of this kind."""
    return {media_type: {"schema": kind.document()}}


def _operation(face: Description, endpoint: Endpoint, operation: Operation) -> Shape:
    shape = {
        "operationId": operation.id,
        "tags": [endpoint.tag],
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [*face.parameters, *_parameters(endpoint, operation)],
        "responses": {str(operation.status): _success(operation), **face.problems(endpoint, operation)},
        "security": _security(endpoint),
    }
    if operation.body:
        media_type = FORM if operation.is_form else JSON
        shape["requestBody"] = {"required": True, "content": content(media_type, operation.body)}
    return {name: value for name, value in shape.items() if value not in ("", [""])}


def _parameters(endpoint: Endpoint, operation: Operation) -> Iterator[Shape]:
    for name, kind in PATH_PARAMETERS.items():
        if f"{{{name}}}" in endpoint.path:
            yield _parameter(name, "path", kind, required=True)
    for name, kind in operation.query.items():
        yield _parameter(name, "query", kind, required=False)
    for name, header in operation.headers.items():
        yield _parameter(name, "header", header.kind, required=header.missing is not None)


def _parameter(name: str, place: str, kind: Kind, *, required: bool) -> Shape:
    description = {"description": kind.description} if kind.description else {}
    return {"name": name, "in": place, "required": required, **description, "schema": kind.schema()}


def _success(operation: Operation) -> Shape:
    shape: dict[str, Any] = {"description": operation.summary}
    if operation.reply_headers:
        shape["headers"] = {
            name: {"description": description, "required": True, "schema": {"type": "string"}}
            for name, description in operation.reply_headers.items()
        }
    if operation.content:
        shape["content"] = content(operation.media_type, operation.content)
    return {**shape, "links": operation.links} if operation.links else shape


def _security(endpoint: Endpoint) -> list[Shape]:
    needed: dict[Proof, list[Shape]] = {
        Proof.SESSION: [_IN_SESSION if endpoint.changes else {"session": []}],
        Proof.SERVICE: [{"service": []}],
        Proof.SERVICE_OR_SESSION: [{"service": []}, _IN_SESSION],
    }
    return needed.get(endpoint.proof, [])


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
