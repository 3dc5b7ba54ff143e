"""The API Gateway that Chalice plays, made once for all worlds.

Chalice's own client of tests reads the configuration anew for each world, copies the environment at each request, and
compares each path with every route.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from urllib.parse import urlparse

from chalice.cli.factory import CLIFactory
from chalice.local import LocalGateway, LocalGatewayException, MatchResult, RouteMatcher
from chalice.test import HTTPResponse

from app import app


class _Matcher(RouteMatcher):
    """Compares a path only with the routes that have as many parts, and the same first one."""

    def __init__(self, routes: Iterable[str]) -> None:
        alike: dict[tuple[str, int], list[str]] = {}
        for route in routes:
            alike.setdefault(_form(route), []).append(route)
        self._alike = {form: RouteMatcher(some) for form, some in alike.items()}
        self._of_none = RouteMatcher([])

    def match_route(self, url: str) -> MatchResult:
        """Return the route of a path with its query; raises ValueError when there is none."""
        return self._alike.get(_form(urlparse(url).path), self._of_none).match_route(url)


def _form(path: str) -> tuple[str, int]:
    """Return the first part of a path, which is a parameter in no route, and the number of its parts."""
    return path[1:].partition("/")[0], path.count("/") - (path.endswith("/") and path != "/")


@cache
def _gateway() -> LocalGateway:
    gateway = LocalGateway(app, CLIFactory(".").create_config_obj(chalice_stage_name="dev"))
    gateway.event_converter._route_matcher = _Matcher(app.routes)
    return gateway


def answer(method: str, path: str, headers: Mapping[str, str], body: bytes) -> HTTPResponse:
    """Return the answer of the application, or of the gateway where it does not call the application."""
    try:
        response = _gateway().handle_request(method.upper(), path, dict(headers), body)
    except LocalGatewayException as error:
        return HTTPResponse(error.body or b"", error.headers, error.CODE)
    return HTTPResponse.create_from_dict(response)
