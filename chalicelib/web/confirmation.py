"""What is said once something is done by the link of a mail."""

from chalice.app import Response

from chalicelib.web.render import page
from chalicelib.web.visit import Visit


def confirmation_page(visit: Visit, titre: str, heading: str, *lines: str) -> Response:
    """Say what was done: the title of the bar, the heading, and the lines below it."""
    return page(visit, "liens/confirmation", titre=titre, heading=heading, lines=lines)
