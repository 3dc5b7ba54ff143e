"""Two workers send thousands of due mails once each, within the rate."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from chalicelib.store.mails import MailState
from tests.prove.figures import publish
from tests.prove.outages.mailroom import AWAITED
from tests.prove.processes.platform import Platform
from tests.whole import IS_WHOLE

MAILS, RATE = (10_000, 14) if IS_WHOLE else (60, 20)
"""The rate of the short form is set higher, or it would last long; busy processors could not send many more."""

SECONDS = 5400.0 if IS_WHOLE else 120.0
WORKERS, AT_ONCE = 2, 4
"""The senders, and how many mails each sends side by side."""
SPANS = (1, 2, 5, 10, 60)
_ROOM = "tests.prove.outages.mailroom"


def most_within(moments: Sequence[float], seconds: float) -> int:
    """Return the largest number of sorted moments within any span of this many seconds."""
    return max(bisect_left(moments, moment + seconds) - index for index, moment in enumerate(moments))


@pytest.mark.parametrize(("seconds", "most"), [(1.0, 3), (2.0, 4), (0.1, 1)])
def test_the_busiest_span_may_begin_at_any_moment(seconds: float, most: int) -> None:
    assert most_within([0.0, 0.6, 0.9, 1.5, 9.0], seconds) == most


def test_many_due_mails_are_sent_once_each_within_the_rate(tmp_path: Path, platform: Platform) -> None:
    files = [tmp_path / f"worker-{number}" for number in range(WORKERS)]
    room = partial(platform.run, _ROOM, seconds=SECONDS, MAILS_PER_SECOND=RATE, MAILS_AT_ONCE=AT_ONCE)
    room("fill", MAILS)
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(lambda file: room("send", file), files))
    counts = room("count")
    notes = [[line.split() for line in file.read_text(encoding="ascii").splitlines()] for file in files]
    shares = [len(lines) for lines in notes]
    taken = Counter(name for lines in notes for _, name in lines)
    moments = sorted(float(moment) for lines in notes for moment, _ in lines)
    in_order = [name for _, name in sorted((float(moment), name) for lines in notes for moment, name in lines)]
    seen = {seconds: most_within(moments, seconds) for seconds in SPANS}
    within = ", ".join(f"{seconds} s: {count}" for seconds, count in seen.items())
    head = ("mails", "shares of the workers", "allowed a second", "seen by SES within", "lasted")
    publish("pace", head, [(MAILS, shares, RATE, within, f"{moments[-1] - moments[0]:.0f} s")])
    assert set(taken.values()) == {1}, "a row was sent twice"
    assert counts == {MailState.SENT.value: MAILS + 1}
    assert len(taken) == MAILS + 1
    awaited = [rank for rank, name in enumerate(in_order) if f".{AWAITED}." in name]
    assert awaited < [WORKERS * AT_ONCE], "before all that can wait, but for what another sender holds already"
    assert min(shares) > MAILS // 10, "both work"
    assert {seconds: count for seconds, count in seen.items() if count > RATE * seconds} == {}
