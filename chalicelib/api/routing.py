"""The paths of the API, and the module that answers at each; nothing else, so that the pages do not pay for it."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice.app import Blueprint, Response

PREFIX = "/api/v1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Every method reaches the code, which answers 405 itself: API Gateway would say 403."""

_ONE, _RECEIVED = f"{PREFIX}/delegations/{{delegation_id}}", f"{PREFIX}/received-delegations/{{delegation_id}}"

MODULES: Mapping[str, tuple[str, ...]] = {
    "session": (f"{PREFIX}/session",),
    "delegations": (f"{PREFIX}/delegations", _ONE),
    "decisions": (f"{_ONE}/validate", f"{_ONE}/resend", f"{_ONE}/correct"),
    "events": (f"{_ONE}/events",),
    "received": (f"{PREFIX}/received-delegations", _RECEIVED),
    "answers": tuple(f"{_RECEIVED}/{answer}" for answer in ("accept", "refuse", "disown", "withdraw", "give-up")),
    "lookups": (f"{PREFIX}/account-lookups", f"{PREFIX}/number-lookups"),
    "catalogue": (f"{PREFIX}/profils", f"{PREFIX}/services"),
    "structures": (f"{PREFIX}/structures",),
    "notifications": (f"{PREFIX}/notifications", f"{PREFIX}/notifications/read"),
    "documentation": (f"{PREFIX}/openapi.json", f"{PREFIX}/documentation"),
}
"""Module of this package → its paths."""

NOWHERE = (PREFIX, *(PREFIX + "".join(f"/{{segment_{n}}}" for n in range(1, depth + 1)) for depth in range(1, 5)))
"""Whatever else begins like the API: a problem too, instead of the gateway's own answer."""

blueprint = Blueprint(__name__)


def _handler(path: str, module: str) -> Callable[..., Response]:
    def handle(**parameters: str) -> Response:
        from chalicelib.api import dispatch  # noqa: PLC0415 - the pages do without it

        return dispatch.answer(blueprint.current_request, path, module, parameters)

    return handle


def _declare(path: str, module: str) -> None:
    route: Any = blueprint.route(path, methods=list(METHODS), content_types=[], name="api")
    route(_handler(path, module))


for _module, _paths in MODULES.items():
    for _path in _paths:
        _declare(_path, _module)
for _path in NOWHERE:
    _declare(_path, "")
