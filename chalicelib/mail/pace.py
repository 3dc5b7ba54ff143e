"""One rate for all senders: so many mails in a second, evenly, each on a turn taken in the table."""

import time

from chalicelib.context import Context
from chalicelib.store.turns import take_turn

LONGEST_WAIT = 10.0
"""Seconds that a sender holds a mail until its turn; with SES's time-outs they stay well within its lease."""

_SHARE = 4 / 5
"""How much of SES's rate is given in turns: each sender may be late with one, and meet those of the next moment."""


def wait_for_turn(context: Context) -> bool:
    """Return once a mail may leave; False when the others have taken every turn of the next seconds."""
    wait = take_turn("ses", context.settings.mails_per_second * _SHARE, LONGEST_WAIT)
    if wait is None:
        return False
    time.sleep(wait)
    return True
