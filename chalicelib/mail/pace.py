"""One rate for all senders: each mail waits for its turn, and the table hands out the turns evenly."""

import logging
import time
from collections import deque

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.mail import transport
from chalicelib.settings import Settings
from chalicelib.store.calls import within
from chalicelib.store.turns import take_turns

log = logging.getLogger(__name__)

LONGEST_WAIT = 10.0
"""Seconds that a sender waits for a turn at most. With SES's time-outs this stays well within the lease."""

SHORT_WAIT = 1.0
"""Seconds that the line may be long for a mail that can wait: so much is the longest that it puts before a mail that
somebody waits for."""

NO_WAIT = 0.0
"""A turn that is free at once, or none."""

SHARE = 4 / 5
"""The part of SES's rate that is handed out. A sender may use its turn late, together with the turns that follow."""

LATE = 0.2
"""Seconds after which a turn is not used any more. In one second SES then sees the turns of 1.2 seconds at most, which
are 1.2 × `SHARE` of its rate, and one."""

UNTOLD = 14
"""Mails a second until SES has told its rate: what it grants an account that leaves the sandbox."""

_KEPT = 300.0
"""Seconds for which SES's rate is believed."""
_REFUSED, _SILENT = 10.0, 60.0
"""Seconds after which SES is asked again: when it refused to tell, as it does to many senders that begin in one second;
and when it did not answer, which takes long. A sender that does not know the rate takes long steps in everybody's line.
"""
_told: dict[str, float] = {}
"""What SES told: `rate`, absent until it has; and `until`, the monotonic time at which it is asked again."""


class Turns:
    """The turns of one sender: some are taken at once, used one by one. One thread at a time may ask for one."""

    def __init__(self, settings: Settings, longest: float) -> None:
        """Find the rate; `longest`: how many seconds a turn may be away to be taken."""
        self._rate, self._longest = rate(settings) * SHARE, longest
        self._held: deque[float] = deque()

    def next(self, wanted: int = 1) -> float | None:
        """Return the moment of the next turn; None when none is free soon enough.

        Takes up to `wanted` of them, and at most those of one second, by which the line may grow beyond the wait. It
        gives up after `LONGEST_WAIT` seconds, but for one more try of each of two updates that are under way by then.
        """
        while self._held and _is_late(self._held[0]):
            self._held.popleft()
        if not self._held:
            self._held.extend(_taken(self._rate, min(wanted, max(1, int(self._rate))), self._longest))
        return self._held.popleft() if self._held else None


def wait_for_turn(settings: Settings, turn: float | None, longest: float) -> bool:
    """Wait until a mail may leave and return True; return False when no turn is free within `longest` seconds.

    `turn` is one that was taken for it. It takes another when it comes too late for that, for `LONGEST_WAIT` at most:
    the mail must be with SES before its lease ends.
    """
    ends = time.time() + LONGEST_WAIT
    while True:
        if turn is None:
            turn = Turns(settings, longest).next()
        if turn is None:
            return False
        time.sleep(max(0.0, turn - time.time()))
        if not _is_late(turn):
            return True
        if time.time() >= ends:
            return False
        turn = None


def rate(settings: Settings) -> float:
    """Return how many mails a second SES takes from us: what it told lately, and no more than the setting.

    Until it has told, the setting stands for it.
    """
    return min(filter(None, (_rate_of_ses(), settings.mails_per_second)), default=UNTOLD)


def forget() -> None:
    """Forget what SES told."""
    _told.clear()


def _rate_of_ses() -> float:
    """Return SES's rate, as it was last told; 0 when it never was. A failure is logged once, and asked again later."""
    if time.monotonic() < _told.get("until", 0.0):
        return _told.get("rate", 0.0)
    try:
        told = transport.most_per_second()
    except (BotoCoreError, ClientError) as error:
        if not _told.get("failed"):
            log.warning("rate_not_told", extra={"error": type(error).__name__})
        pause = _REFUSED if isinstance(error, ClientError) else _SILENT
        _told.update(failed=1, until=time.monotonic() + pause)
    else:
        _told.update(failed=0, rate=told, until=time.monotonic() + _KEPT)
    return _told.get("rate", 0.0)


def _taken(per_second: float, wanted: int, longest: float) -> list[float]:
    """Take turns that are not late yet when the call returns.

    When the call took so long that all of them are, others are taken; and when that happens again, others that are
    further ahead, by twice the time of a call, as long as that is no further than `longest`: what can wait would make a
    long line for what is awaited. A turn that is used after its moment may fall together with later ones.
    """
    ahead = taking = 0.0
    ends = time.time() + LONGEST_WAIT
    with within(LONGEST_WAIT):
        while ahead <= longest and (began := time.time()) < ends:
            moments = take_turns("ses", per_second, wanted, longest - ahead, LONGEST_WAIT, ahead)
            usable = [moment for moment in moments if not _is_late(moment)]
            if usable or not moments:
                return usable
            ahead, taking = 2 * taking, time.time() - began
    return []


def _is_late(turn: float) -> bool:
    return time.time() - turn > LATE
