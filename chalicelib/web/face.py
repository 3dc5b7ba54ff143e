"""The face of the pages. A view takes the visit, then the parameters of its path."""

import logging
from typing import Any

from chalice.app import Response

from chalicelib.http.dispatch import Face
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.visit import Visit
from chalicelib.web import errors, proofs

log = logging.getLogger(__name__)


class Pages(Face):
    """The pages and their forms."""

    def respond(self, visit: Visit, endpoint: Endpoint) -> Response:
        """Return the page, or do what a form asks once its proof is checked."""
        if endpoint.proof is not Proof.NONE:
            proofs.read_form(visit, endpoint.proof)
        elif visit.query.text("brouillon"):
            from chalicelib.web.drafts import show_draft  # noqa: PLC0415 - few pages have one

            show_draft(visit)
        response: Response = endpoint.load()(visit, **visit.parameters)
        return response

    def explain(self, visit: Visit, error: Exception) -> Response | None:
        """Return the page of an expected error, or the redirection after a form; None for any other error."""
        if visit.method != "POST":
            return errors.page_of(visit, error)
        from chalicelib.web.after_post import answer_to  # noqa: PLC0415 - pages do without

        return answer_to(visit, error) or errors.page_of(visit, error)

    def fail(self, visit: Visit, reference: str) -> Response:
        """Return the page of a fault of the service."""
        return errors.unexpected(visit, reference)

    def without_keys(self, request: Any) -> Response:
        """Return a self-contained page: every other page needs the keys."""
        log.exception("no_context")
        return errors.unavailable()


face = Pages()
