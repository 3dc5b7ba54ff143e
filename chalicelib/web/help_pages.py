"""Help and legal pages, which are the same for everybody and need no read of the table."""

from chalice.app import Response

from chalicelib.http.visit import Visit
from chalicelib.web.render import page


def help_page(visit: Visit) -> Response:
    """Show the page of this path. The route table lists these paths; none has a parameter."""
    return page(visit, f"help{visit.path}")
