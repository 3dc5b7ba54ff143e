"""The routes for services, and the module that answers at each: a request loads that one alone (cold start)."""

from collections.abc import Callable, Mapping

from chalice.app import Blueprint, Response

MODULES: Mapping[str, tuple[str, ...]] = {
    "evaluation": (
        "POST /access/v1/evaluation",
        "POST /access/v1/evaluations",
    ),
    "search": (
        "POST /access/v1/search/subject",
        "POST /access/v1/search/resource",
        "POST /access/v1/search/action",
    ),
    "oauth": (
        "POST /access/v1/token",
        "POST /access/v1/introspect",
    ),
    "well_known": (
        "GET /.well-known/authzen-configuration",
        "GET /.well-known/jwks.json",
    ),
}
"""Module of this package → what it declares."""

_METHODS = {"GET": ["GET", "HEAD"], "POST": ["POST"]}

blueprint = Blueprint(__name__)


def _handler(route: str, module: str) -> Callable[[], Response]:
    def handle() -> Response:
        from chalicelib.access import dispatch  # noqa: PLC0415 - the pages do without it

        return dispatch.answer(blueprint.current_request, route, module)

    return handle


def _declare(route: str, module: str) -> None:
    method, _, path = route.partition(" ")
    # No type of body is declared, so that it is checked here: Chalice would say 415, AuthZEN 400.
    declare = blueprint.route(path, methods=_METHODS[method], content_types=[], name="access")
    declare(_handler(route, module))


for _module, _routes in MODULES.items():
    for _route in _routes:
        _declare(_route, _module)
