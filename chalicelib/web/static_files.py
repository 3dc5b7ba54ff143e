"""Files of the pages: style, script, icon. Text only, from a fixed list: no path is ever built from a request."""

from functools import cache
from pathlib import Path

from chalice.app import Response

from chalicelib.http.security import Headers, headers
from chalicelib.web.errors import NotFound
from chalicelib.web.routes import Pages
from chalicelib.web.visit import Visit

pages = Pages()

_FOLDER = Path(__file__).with_name("static")
_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


@cache
def _content(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@pages.get("/static/{name}")
def static_file(visit: Visit, name: str) -> Response:
    """Return one file."""
    if name not in _TYPES:
        raise NotFound
    given: Headers = {"Content-Type": _TYPES[name]}
    return Response(_content(name), headers=given | headers(visit.context.settings, cached=True))
