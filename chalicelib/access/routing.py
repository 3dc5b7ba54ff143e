"""The routes for services, and the module that answers at each: a request loads that one alone (cold start)."""

from collections.abc import Callable, Mapping

from chalice.app import Blueprint, Response

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Every method reaches the code, which answers 405 itself: API Gateway would say 403."""

MODULES: Mapping[str, tuple[str, ...]] = {
    "evaluation": ("/access/v1/evaluation", "/access/v1/evaluations"),
    "search": tuple(f"/access/v1/search/{sought}" for sought in ("subject", "resource", "action")),
    "oauth": ("/access/v1/token", "/access/v1/introspect"),
    "well_known": ("/.well-known/authzen-configuration", "/.well-known/jwks.json"),
    "openapi": ("/access/v1/openapi.json",),
}
"""Module of this package → its paths."""

blueprint = Blueprint(__name__)


def _handler(path: str, module: str) -> Callable[[], Response]:
    def handle() -> Response:
        from chalicelib.access import dispatch  # noqa: PLC0415 - the pages do without it

        return dispatch.answer(blueprint.current_request, path, module)

    return handle


def _declare(path: str, module: str) -> None:
    # No type of body is declared, so that it is checked here: Chalice would say 415, AuthZEN 400.
    declare = blueprint.route(path, methods=list(METHODS), content_types=[], name="access")
    declare(_handler(path, module))


for _module, _paths in MODULES.items():
    for _path in _paths:
        _declare(_path, _module)
