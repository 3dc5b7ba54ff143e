"""Whether the service can serve: what a probe asks. It names nobody and costs one read.

Whether it may write is asked by a deployment alone, which signs its question: strangers cannot have the table written.
"""

import json
import logging
from collections.abc import Callable

from chalice.app import Response

from chalicelib.http.security import headers
from chalicelib.http.visit import Visit
from chalicelib.store import keys
from chalicelib.store.probe import NOBODY, write_probe
from chalicelib.store.table import read

log = logging.getLogger(__name__)


def health(visit: Visit) -> Response:
    """Say that the keys were read (there is a visit) and that the table answers; 503 when it does not."""
    return _tried(visit, lambda: read([keys.head(NOBODY)]))


def writes(visit: Visit) -> Response:
    """Say whether a transaction like those of the acts is admitted; 503 when it is not."""
    return _tried(visit, lambda: write_probe(visit.context.now))


def _tried(visit: Visit, what: Callable[[], object]) -> Response:
    try:
        what()
    except Exception:
        log.exception("unhealthy")
        return _told(visit, "indisponible", 503)
    return _told(visit, "ok", 200)


def _told(visit: Visit, state: str, status: int) -> Response:
    settings = visit.context.settings
    body = json.dumps({"etat": state, "version": settings.service_version})
    return Response(body, headers={**headers(settings), "Content-Type": "application/json"}, status_code=status)
