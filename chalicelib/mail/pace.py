"""One rate for all senders: each mail waits for its turn, and the table hands out the turns evenly."""

import time

from chalicelib.context import Context
from chalicelib.store.turns import take_turn

LONGEST_WAIT = 10.0
"""Seconds that a sender waits for a turn at most. With SES's time-outs this stays well within the lease."""

SHARE = 4 / 5
"""The part of SES's rate that is handed out. A sender may use its turn late, together with the turns that follow."""


def wait_for_turn(context: Context) -> bool:
    """Wait until a mail may leave and return True; return False at once when no turn is free within `LONGEST_WAIT`."""
    wait = take_turn("ses", context.settings.mails_per_second * SHARE, LONGEST_WAIT)
    if wait is None:
        return False
    time.sleep(wait)
    return True
