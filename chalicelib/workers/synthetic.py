"""Let the synthetic delegation live once, every quarter of an hour, on a stage that wants it (docs/operations.md)."""

import logging
import time
from collections.abc import Callable

from chalicelib.settings import settings
from chalicelib.workers.synthetic_life import StepFailed, live

log = logging.getLogger(__name__)


def handle(seconds_left: Callable[[], float]) -> None:
    """Live a life and log one line: how long it took, or the step that failed and why. Nothing is tried again.

    The alarm counts the successes, so it rings too when this function does not run.
    """
    if not settings().synthetic:
        return
    begun = time.monotonic()
    try:
        live(seconds_left)
    except StepFailed as failed:
        log.error("synthetic_failed", extra={"step": failed.step, "error": failed.why})
    else:
        log.info("synthetic_lived", extra={"seconds": round(time.monotonic() - begun, 1)})
