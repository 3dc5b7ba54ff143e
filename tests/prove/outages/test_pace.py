"""Thousands of mails due at once: two workers send each once, within the rate (issue 3, point 5)."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.prove.races.figures import WHOLE, told
from tests.prove.races.platform import embedded_aws, told_by

MAILS, RATE = (10_000, 14) if WHOLE else (200, 40)
SECONDS = 5400.0 if WHOLE else 120.0
_ROOM = "tests.prove.outages.mailroom"


def test_mails_due_at_once_are_sent_once_each_and_within_the_rate(tmp_path: Path) -> None:
    """The rate of the short form is set higher, or it would last as long as the rate says."""
    files = [tmp_path / "first", tmp_path / "second"]
    with embedded_aws() as environment:
        environment |= {"MAILS_PER_SECOND": str(RATE)}
        told_by(environment, _ROOM, "fill", str(MAILS), seconds=SECONDS)
        with ThreadPoolExecutor(2) as workers:
            list(workers.map(lambda file: told_by(environment, _ROOM, "send", str(file), seconds=SECONDS), files))
        counts = told_by(environment, _ROOM, "count", seconds=SECONDS)
    lines = [line.split() for file in files for line in file.read_text(encoding="ascii").splitlines()]
    taken = Counter(name for _, name in lines)
    a_second = Counter(int(float(moment)) for moment, _ in lines)
    moments = sorted(float(moment) for moment, _ in lines)
    lasted = moments[-1] - moments[0]
    shares = [len(file.read_text(encoding="ascii").splitlines()) for file in files]
    head = (
        "mails",
        "workers' shares",
        "allowed a second",
        "most turns given in one",
        "most seen by SES in one",
        "lasted",
    )
    row = [MAILS, shares, RATE, counts["most_turns"], max(a_second.values()), f"{lasted:.0f} s"]
    told("pace", head, [row])
    assert len(taken) == MAILS
    assert set(taken.values()) == {1}, "a row was sent twice"
    assert counts["sent"] == counts["turns"] == MAILS
    assert min(shares) > 0, "both work"
    assert counts["most_turns"] <= RATE
    # Between a turn and SES there may be the end of a second: two seconds' turns may meet in one, never more.
    assert max(a_second.values()) <= 2 * RATE
    assert RATE * (int(lasted) + 2) >= MAILS
