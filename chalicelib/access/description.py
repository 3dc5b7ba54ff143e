"""The OpenAPI 3.1 document of the services' questions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from chalicelib.access.forms import ERROR
from chalicelib.access.replies import PROBLEM
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.openapi import Description, Shape, content, document
from chalicelib.http.operations import JSON, PROBLEM_JSON, Call, Operation, Reply, operation
from chalicelib.http.routes import ACCESS
from chalicelib.http.schema import Anything

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
_CHALLENGED = {"headers": {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}}
_TOO_MANY = "Dans une session\u00a0: trop de demandes sur des personnes qui n’ont rien délégué (Retry-After)."
_BUSY = "Service très sollicité\u00a0: réessayez (Retry-After)"


@operation("lireDescription", "Ce document (OpenAPI 3.1)", content=Anything())
def read_description(call: Call[None]) -> Reply:
    """Return the document."""
    return Reply(description())


@cache
def description() -> dict[str, Any]:
    """Return the whole document."""
    title = "Délégation d’accès à amelipro\u00a0: décisions et jetons"
    return document(Description(title, _ABOUT, ACCESS, (PROBLEM, ERROR), _problems, (_REQUEST_ID,), _SERVICE))


def _problems(endpoint: Endpoint, declared: Operation) -> Shape:
    if endpoint.proof is Proof.NONE:
        return {}
    if declared.is_form:
        return _by_status(
            content(JSON, ERROR),
            {
                400: "Demande refusée (RFC 6749, §5.2).",
                401: "Personne qui puisse demander.",
                **({429: _TOO_MANY} if endpoint.proof is Proof.SERVICE_OR_SESSION else {}),
                503: f"{_BUSY}, ou aucun jeton n’est donné ici.",
            },
        )
    return _by_status(
        content(PROBLEM_JSON, PROBLEM),
        {
            400: "Requête mal formée.",
            401: "Service inconnu.",
            403: "Question sur un service qui n’est pas de ceux de ce jeton.",
            503: f"{_BUSY}.",
        },
    )


def _by_status(body: Shape, descriptions: Mapping[int, str]) -> Shape:
    return {
        str(status): {"description": text, "content": body, **(_CHALLENGED if status == 401 else {})}
        for status, text in descriptions.items()
    }
