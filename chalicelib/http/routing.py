"""What Chalice is told of the route table; nothing else, so that a start imports no face but the one asked for."""

from collections.abc import Callable

from chalice.app import Blueprint, Response

from chalicelib.http.routes import ROUTES

blueprint = Blueprint(__name__)


def _handler(path: str) -> Callable[..., Response]:
    def handle(**parameters: str) -> Response:
        from chalicelib.http import dispatch  # noqa: PLC0415 - a start does without it, and the workers

        return dispatch.respond_to(blueprint.current_request, path)

    return handle


for _path, _route in ROUTES.items():
    # No type of body is declared, so that it is checked here: Chalice's own answer has no headers of ours.
    blueprint.route(_path, methods=_route.methods, content_types=[], name=_route.face)(_handler(_path))
