"""What is said once something is done by the link of a mail."""

from chalice.app import Response

from chalicelib.http.visit import Visit
from chalicelib.web.render import page

_HOME = ("Accéder à amelipro", "/")


def confirmation_page(
    visit: Visit,
    titre: str,
    heading: str,
    *lines: str,
    way_on: tuple[str, str] = _HOME,
    cookies: tuple[str, ...] = (),
) -> Response:
    """Say what was done: the title of the bar, the heading, and the lines below it; `way_on` is a label and a path."""
    return page(visit, "liens/confirmation", cookies=cookies, titre=titre, heading=heading, lines=lines, way_on=way_on)
