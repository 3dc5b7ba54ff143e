"""The health of the service, for probes. The reply names nobody and costs one read.

Only a deployment may ask whether the service can write. It signs the request, so strangers cannot cause a write.
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
from chalicelib.version import commit_of

log = logging.getLogger(__name__)


def health(visit: Visit) -> Response:
    """Reply that the keys were read (else there is no visit) and that the table answers; 503 when it does not."""
    return _tried(visit, lambda: read([keys.head(NOBODY)]))


def writes(visit: Visit) -> Response:
    """Reply whether the table admits a transaction like those of the acts; 503 when it does not."""
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
    body = json.dumps({"etat": state, "version": settings.service_version, "commit": commit_of(settings)})
    return Response(body, headers={**headers(settings), "Content-Type": "application/json"}, status_code=status)
