"""Help and legal pages: the same for everybody, without a read of the table."""

from chalice.app import Response

from chalicelib.http.visit import Visit
from chalicelib.web.render import page


def help_page(visit: Visit) -> Response:
    """Show the page of the path asked for, which has no parameter: the route table says which there are."""
    return page(visit, f"help{visit.path}")
