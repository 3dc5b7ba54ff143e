"""The registration of the route table with Chalice. A start imports only the face that is asked for."""

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
    # Chalice is given no content types: its own response to a wrong one would lack our headers, so we check them.
    blueprint.route(_path, methods=_route.methods, content_types=[], name=_route.face)(_handler(_path))
