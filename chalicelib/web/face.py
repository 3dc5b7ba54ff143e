"""How the pages reply: a view takes the visit, then the parameters of its path."""

import logging
from typing import Any

from chalice.app import Response

from chalicelib.http.dispatch import Face
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.visit import Visit
from chalicelib.web import errors, proofs

log = logging.getLogger(__name__)


class Pages(Face):
    """The pages, and what their forms do."""

    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Show the page, or do what a form asks once it has its proof."""
        if endpoint.proof is not Proof.NONE:
            proofs.read_form(visit, endpoint.proof)
        response: Response = endpoint.load()(visit, **visit.parameters)
        return response

    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the page of an error that was foreseen."""
        return errors.page_of(visit, error)

    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the page of a fault of ours."""
        return errors.unexpected(visit, reference)

    def without_keys(self, request: Any) -> Response:
        """Return a page made of nothing but itself: without its keys the service can show nothing of its own."""
        log.exception("no_context")
        return errors.unavailable()


face = Pages()
