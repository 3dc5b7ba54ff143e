"""The OpenAPI 3.1 document of what services ask."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any

from chalicelib.access.answers import PROBLEM
from chalicelib.access.endpoints import FORM, JSON, Answer, Ask, Endpoint, Endpoints
from chalicelib.access.forms import ERROR
from chalicelib.access.problems import MEDIA_TYPE
from chalicelib.access.routing import MODULES
from chalicelib.http import openapi
from chalicelib.http.openapi import Described
from chalicelib.http.schema import Anything, Kind

endpoints = Endpoints()

_ABOUT = (
    "Ce que les services du portail demandent\u00a0: décisions (OpenID AuthZEN 1.0), jetons pour agir au nom d’un "
    "délégant (RFC 8693), interrogation d’un jeton (RFC 7662). Un champ inconnu est ignoré. Un refus n’est pas une "
    "erreur\u00a0: la réponse est 200, et la décision non."
)
_REQUEST_ID: Mapping[str, Any] = {
    "name": "X-Request-ID",
    "in": "header",
    "required": False,
    "description": "Revient tel quel avec la réponse.",
    "schema": {"type": "string"},
}
_SERVICE: Mapping[str, Any] = {
    "service": {"type": "http", "scheme": "bearer", "description": "Le jeton d’un service du portail."}
}
_CHALLENGED = {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
_USES_TOKEN: Mapping[str, Any] = {
    "interrogerJeton": {
        "operationId": "interrogerJeton",
        "description": "Le jeton donné, interrogé.",
        "requestBody": {"token": "$response.body#/access_token"},
    }
}


@endpoints.get("/access/v1/openapi.json", "lireDescription", "Ce document (OpenAPI 3.1)", gives=Anything())
def description(ask: Ask) -> Answer:
    """Return the document."""
    return Answer(document())


def declared() -> Iterator[Endpoint]:
    """Yield every route, in the order of the table of paths."""
    for module in MODULES:
        found: Endpoints = import_module(f"chalicelib.access.{module}").endpoints
        yield from found.declared


@cache
def document() -> dict[str, Any]:
    """Return the whole document."""
    described = (
        Described(endpoint.method, endpoint.path, _operation(endpoint), (endpoint.takes, endpoint.gives))
        for endpoint in declared()
    )
    title = "Délégation d’accès à amelipro\u00a0: décisions et jetons"
    return openapi.document(title, _ABOUT, described, [PROBLEM, ERROR], _SERVICE)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    said = {"description": endpoint.description} if endpoint.description else {}
    shape: dict[str, Any] = {
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        **said,
        "parameters": [_REQUEST_ID],
        "responses": {"200": _answered(endpoint), **_refused(endpoint)},
        "security": [] if endpoint.is_public else [{"service": []}, *_session(endpoint)],
    }
    if endpoint.takes:
        media_type = FORM if endpoint.is_form else JSON
        shape["requestBody"] = {"required": True, "content": {media_type: {"schema": endpoint.takes.document()}}}
    return shape


_BUSY = "Service très sollicité\u00a0: réessayez (Retry-After)"


def _session(endpoint: Endpoint) -> list[dict[str, list[str]]]:
    return [{"session": [], "csrf": []}] if endpoint.for_sessions else []


def _answered(endpoint: Endpoint) -> dict[str, Any]:
    shape = {"description": endpoint.summary, "content": {JSON: {"schema": endpoint.gives.document()}}}
    return {**shape, "links": _USES_TOKEN} if endpoint.for_sessions else shape


def _refused(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.is_public:
        return {}
    if endpoint.is_form:
        found = {
            "400": _error("Demande refusée (RFC 6749, §5.2).", JSON, ERROR),
            "401": _error("Personne qui puisse demander.", JSON, ERROR),
        }
        found["503"] = _error(f"{_BUSY}, ou aucun jeton n’est donné ici.", JSON, ERROR)
    else:
        found = {
            "400": _error("Requête mal formée.", MEDIA_TYPE, PROBLEM),
            "401": _error("Service inconnu.", MEDIA_TYPE, PROBLEM),
            "403": _error("Question sur un service qui n’est pas de ceux de ce jeton.", MEDIA_TYPE, PROBLEM),
            "503": _error(f"{_BUSY}.", MEDIA_TYPE, PROBLEM),
        }
    found["401"]["headers"] = _CHALLENGED
    return found


def _error(said: str, media_type: str, kind: Kind) -> dict[str, Any]:
    return {"description": said, "content": {media_type: {"schema": kind.document()}}}
