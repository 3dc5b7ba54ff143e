"""The routes of the pages, and the module that answers at each: a request loads that one alone (cold start)."""

from collections.abc import Callable, Mapping

from chalice.app import Blueprint, Response

MODULES: Mapping[str, tuple[str, ...]] = {
    "static_files": ("GET /static/{name}",),
    "help_pages": tuple(
        f"GET /{subject}"
        for subject in ("aide", "a-propos", "configuration", "mentions-legales", "cgu", "accessibilite")
    ),
    "health": ("GET /sante", "POST /sante"),
    "signing_in": (
        "GET /",
        "GET /connexion",
        "POST /connexion",
        "GET /connexion/carte",
        "GET /connexion/retour",
        "POST /deconnexion",
    ),
    "account": (
        "GET /compte",
        "GET /compte/{rubric}",
        "GET /notifications",
        "POST /notifications",
    ),
    "addresses": (
        "GET /compte/e-mail",
        "POST /compte/e-mail",
        "GET /confirmer-adresse/{token}",
        "POST /confirmer-adresse/{token}",
        "GET /ce-n-est-pas-moi/{token}",
        "POST /ce-n-est-pas-moi/{token}",
    ),
    "joining": (
        "GET /compte/rattacher",
        "POST /compte/rattacher",
        "POST /compte/rattacher/lien",
        "GET /rattacher-compte/{token}",
        "POST /rattacher-compte/{token}",
        "GET /invitation-par-carte/{token}",
        "POST /invitation-par-carte/{token}",
    ),
    "creation": (
        "GET /delegations/nouvelle",
        "POST /delegations/nouvelle",
        "POST /delegations/nouvelle/profil",
        "POST /delegations/nouvelle/valider",
    ),
    "dashboard": (
        "GET /delegations",
        "GET /delegations/export",
    ),
    "detail": (
        "GET /delegations/{delegation_id}",
        "GET /delegations/{delegation_id}/valider",
        "POST /delegations/{delegation_id}/valider",
        "GET /delegations/{delegation_id}/supprimer",
        "POST /delegations/{delegation_id}/supprimer",
        "POST /delegations/{delegation_id}/renvoyer",
        "GET /delegations/{delegation_id}/refaire",
    ),
    "changing": (
        "GET /delegations/{delegation_id}/modifier",
        "POST /delegations/{delegation_id}/modifier",
    ),
    "correcting": (
        "GET /delegations/{delegation_id}/corriger",
        "POST /delegations/{delegation_id}/corriger",
        "POST /delegations/{delegation_id}/corriger/valider",
    ),
    "received": (
        "GET /recues",
        "GET /recues/{delegation_id}",
        "GET /recues/{delegation_id}/renoncer",
        "POST /recues/{delegation_id}/renoncer",
        "GET /recues/{delegation_id}/retirer",
        "POST /recues/{delegation_id}/retirer",
        "POST /recues/{delegation_id}/{decision}",
    ),
    "on_behalf": ("GET /pour-le-compte/{delegation_id}",),
    "landing": (
        "GET /lien/{purpose}/{token}",
        "POST /lien/{purpose}/{token}",
    ),
    "passwords": (
        "GET /mot-de-passe-oublie",
        "POST /mot-de-passe-oublie",
        "GET /nouveau-mot-de-passe/{token}",
        "POST /nouveau-mot-de-passe/{token}",
        "GET /compte/mot-de-passe",
        "POST /compte/mot-de-passe",
    ),
}
"""Module of this package → what it declares."""

_METHODS = {"GET": ["GET", "HEAD"], "POST": ["POST"]}

blueprint = Blueprint(__name__)


def _handler(route: str, module: str) -> Callable[..., Response]:
    def handle(**parameters: str) -> Response:
        from chalicelib.web import dispatch  # noqa: PLC0415 - the API and the services do without it

        return dispatch.answer(blueprint.current_request, route, module, parameters)

    return handle


def _declare(route: str, module: str) -> None:
    method, _, path = route.partition(" ")
    # No type of body is declared, so that it is checked here: Chalice's own answer is no page and has no headers.
    declare = blueprint.route(path, methods=_METHODS[method], content_types=[], name="page")
    declare(_handler(route, module))


for _module, _routes in MODULES.items():
    for _route in _routes:
        _declare(_route, _module)
