"""The OpenAPI 3.1 document of what the pages do, as JSON."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from chalicelib.api import problems
from chalicelib.api.dispatch import resource_of
from chalicelib.api.operations import PATH_PARAMETERS, Operation
from chalicelib.api.problems import Reason
from chalicelib.api.routing import MODULES
from chalicelib.domain.refusals import Code
from chalicelib.http import openapi
from chalicelib.http.openapi import Described
from chalicelib.http.schema import Kind, Many, Record, Text, Whole

_ABOUT = (
    "Ce que font les pages, en JSON, pour un front du portail. La session est celle du portail\u00a0; toute requête "
    "qui modifie porte le jeton X-CSRF-Token de GET /api/v1/session. Les jours sont ceux de Paris, bornes "
    "incluses\u00a0; les instants sont en UTC. Un champ ou un paramètre inconnu est refusé. Toute erreur est un "
    "problème (RFC 9457) dont le type est stable."
)
_FAULT = Record(
    name="Erreur",
    description="Ce qui ne va pas\u00a0: à un endroit du contenu (pointeur JSON) ou dans un paramètre.",
    fields={"detail": Text(longest=2000), "pointer": Text(longest=4000), "parameter": Text(longest=200)},
    optional=frozenset({"pointer", "parameter"}),
)
PROBLEM = Record(
    name="Probleme",
    fields={
        "type": Text(longest=500, format="uri", description="Stable\u00a0: un par raison, détaillé sur cette page."),
        "title": Text(),
        "status": Whole(least=400, most=599),
        "detail": Text(longest=4000),
        "code": Text(description="La raison, sans l’adresse."),
        "errors": Many(of=_FAULT),
    },
    optional=frozenset({"errors"}),
)


def operations() -> Iterator[tuple[str, Operation]]:
    """Yield every operation with the tag of its resource, in the order of the routes."""
    for module in MODULES:
        resource = resource_of(module)
        for operation in resource.operations:
            yield resource.tag, operation


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    described = (
        Described(operation.method, operation.path, _operation(tag, operation), (operation.takes, operation.gives))
        for tag, operation in operations()
    )
    return openapi.document("Délégation d’accès à amelipro", _ABOUT, described, [PROBLEM], {})


def _operation(tag: str, operation: Operation) -> dict[str, Any]:
    said = {"description": operation.description} if operation.description else {}
    shape: dict[str, Any] = {
        "operationId": operation.id,
        "tags": [tag],
        "summary": operation.summary,
        **said,
        "parameters": list(_parameters(operation)),
        "responses": _responses(operation),
        "security": _needed(operation),
    }
    if operation.takes:
        content = {"application/json": {"schema": operation.takes.document()}}
        shape["requestBody"] = {"required": True, "content": content}
    return shape


def _needed(operation: Operation) -> list[dict[str, list[str]]]:
    if operation.public:
        return []
    return [{"session": [], "csrf": []}] if operation.changes else [{"session": []}]


def _parameters(operation: Operation) -> Iterator[dict[str, Any]]:
    for name, kind in PATH_PARAMETERS.items():
        if f"{{{name}}}" in operation.path:
            yield _parameter(name, "path", kind, required=True)
    for name, kind in operation.query.items():
        yield _parameter(name, "query", kind, required=False)
    for name, header in operation.headers.items():
        yield _parameter(name, "header", header.kind, required=header.required)


def _parameter(name: str, place: str, kind: Kind, *, required: bool) -> dict[str, Any]:
    said = {"description": kind.description} if kind.description else {}
    return {"name": name, "in": place, "required": required, **said, "schema": kind.schema()}


def _responses(operation: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {str(operation.status): _success(operation)}
    by_status: dict[int, list[Reason]] = {}
    for reason in operation.reasons():
        by_status.setdefault(problems.status_of(reason), []).append(reason)
    for status, reasons in sorted(by_status.items()):
        found[str(status)] = _refusal(status, reasons)
    return found


def _success(operation: Operation) -> dict[str, Any]:
    shape: dict[str, Any] = {"description": operation.summary}
    if operation.says:
        shape["headers"] = {
            name: {"description": said, "required": True, "schema": {"type": "string"}}
            for name, said in operation.says.items()
        }
    if operation.gives:
        shape["content"] = {operation.media_type: {"schema": operation.gives.document()}}
    elif operation.public:
        shape["content"] = {operation.media_type: {"schema": {}}}
    return shape


def _refusal(status: int, reasons: list[Reason]) -> dict[str, Any]:
    described = " ; ".join(f"{problems.title_of(reason)} ({reason.value})" for reason in reasons)
    shape: dict[str, Any] = {
        "description": described,
        "content": {problems.MEDIA_TYPE: {"schema": PROBLEM.document()}},
    }
    # A limit of one delegation's re-sends may never end: only the others say when to come back.
    header = {401: "WWW-Authenticate", 429: "Retry-After", 503: "Retry-After"}.get(status)
    if header:
        always = status != 429 or Code.TOO_MANY_RESENDS not in reasons
        shape["headers"] = {header: {"required": always, "schema": {"type": "string"}}}
    return shape
