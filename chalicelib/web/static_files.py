"""The style of the pages: the one file that a browser asks for. The script and the icon stand in the pages."""

from chalice.app import Response

from chalicelib.http.inline import inlined
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.security import Headers, headers
from chalicelib.http.visit import Visit


def static_file(visit: Visit, name: str) -> Response:
    """Return the file; no path is ever built from a request."""
    if name != "style.css":
        raise Problem(HttpReason.NOWHERE)
    given: Headers = {"Content-Type": "text/css; charset=utf-8"}
    return Response(inlined().style, headers=given | headers(visit.context.settings, cached=True))
