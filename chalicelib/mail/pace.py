"""One rate for all senders: so many mails in a second, counted in the table (spec §7: limits are atomic)."""

import random
import time

from chalicelib.context import Context
from chalicelib.store.limits import take

_WAITS = 12


def wait_for_turn(context: Context) -> bool:
    """Return once a mail may leave; False when the others have taken every turn of the next seconds."""
    for _ in range(_WAITS):
        if take("ses", context.settings.mails_per_second):
            return True
        # Until the next second, and a little more, so that those who wait do not all ask at once.
        time.sleep(1 - time.time() % 1 + random.uniform(0, 0.2))  # noqa: S311 - jitter, not a secret
    return False
