"""Whether the service can serve: what a probe asks. It names nobody and costs one read."""

import json
import logging

from chalice.app import Response

from chalicelib.http.security import headers
from chalicelib.store import keys
from chalicelib.store.table import read
from chalicelib.web.routes import Pages
from chalicelib.web.visit import Visit

log = logging.getLogger(__name__)
pages = Pages()

_NOBODY = "sante"
"""An account that no one has: reading it proves that the table answers."""


@pages.get("/sante")
def health(visit: Visit) -> Response:
    """Say that the keys were read (there is a visit) and that the table answers; 503 when it does not."""
    try:
        read([keys.head(_NOBODY)])
    except Exception:
        log.exception("unhealthy")
        return _told(visit, "indisponible", 503)
    return _told(visit, "ok", 200)


def _told(visit: Visit, state: str, status: int) -> Response:
    settings = visit.context.settings
    body = json.dumps({"etat": state, "version": settings.service_version})
    return Response(body, headers={**headers(settings), "Content-Type": "application/json"}, status_code=status)
