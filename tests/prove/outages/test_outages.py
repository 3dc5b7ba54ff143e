"""A long failure of SES, SNS or the stream loses nothing and causes no hot loop."""

import random
from collections import Counter
from collections.abc import Iterator

import pytest

from chalicelib.domain.rules import Act
from chalicelib.store.mails import Delivery, MailItem, MailState
from chalicelib.workers import stream
from tests.builders import DAY
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import event
from tests.prove.figures import publish
from tests.prove.invariants import acts_of, violations
from tests.prove.outages.outage import Outage
from tests.whole import IS_WHOLE, with_others

MAILS = 100 if IS_WHOLE else 4
ORDERS = 20 if IS_WHOLE else 2
QUOTA_HOURS = 24 if IS_WHOLE else 6
_rows: list[list[object]] = []


@pytest.fixture(scope="module", autouse=True)
def figures() -> Iterator[None]:
    """Yield the counts of the calls to SES, and print them at the end."""
    yield
    publish("outages", ("outage", "mails", "asked of SES", "taken", "how it ended"), _rows)
    _rows.clear()


@pytest.mark.parametrize(
    "answer", with_others([Answer.SILENT], [Answer.BROKEN, Answer.UNREACHABLE]), ids=lambda answer: answer.name
)
def test_an_hour_without_ses_loses_no_mail(outage: Outage, answer: Answer) -> None:
    outage.write_mails(MAILS)
    outage.ses.otherwise = answer
    outage.outbox.deliver()
    outage.beats(60, minutes=1)
    down = outage.ses.asked
    assert not outage.ses.sent
    assert down <= 8 * MAILS, "with every try the wait doubles: never one try a beat"
    outage.ses.otherwise = Answer.TAKEN
    took = outage.until_quiet(minutes=5)
    outage.require_all_sent_once(MAILS)
    _rows.append(
        [f"{answer.name}, an hour", MAILS, outage.ses.asked, MAILS, f"{down} asked in vain; sent {took} after"]
    )


def test_throttling_of_two_mails_in_three_loses_no_mail(outage: Outage) -> None:
    outage.write_mails(MAILS)
    outage.ses.script.extend([Answer.RATE, Answer.RATE, Answer.TAKEN] * MAILS)
    outage.outbox.deliver()
    took = outage.until_quiet(seconds=10)
    outage.require_all_sent_once(MAILS)
    assert outage.ses.asked == 3 * MAILS
    assert {int(row.tries) for row in outage.outbox.rows()} == {1}, "being too many is no failure of a mail"
    _rows.append(["two of three throttled", MAILS, outage.ses.asked, MAILS, f"all sent within {took}"])


def test_hours_without_quota_lose_no_mail(outage: Outage) -> None:
    outage.write_mails(MAILS)
    outage.ses.otherwise = Answer.QUOTA
    outage.outbox.deliver()
    outage.beats(QUOTA_HOURS * 3, minutes=20)
    assert outage.ses.asked <= (QUOTA_HOURS + 1) * MAILS
    parked = outage.ses.asked
    outage.ses.otherwise = Answer.TAKEN
    took = outage.until_quiet(minutes=20)
    outage.require_all_sent_once(MAILS)
    _rows.append(
        [
            f"quota used up, {QUOTA_HOURS} hours",
            MAILS,
            outage.ses.asked,
            MAILS,
            f"{parked} while it lasted; sent {took} after",
        ]
    )


def test_a_poisoned_row_does_not_block_the_others(outage: Outage) -> None:
    poisoned, *_ = outage.write_mails(MAILS)
    outage.ses.poisoned = f"{poisoned}.000001.invitation"
    outage.outbox.deliver()
    assert len(outage.ses.sent) == MAILS - 1
    outage.beats(16, hours=2)
    row = outage.outbox.row(poisoned, "invitation")
    assert (row.state, bool(row.error), int(row.tries)) == (MailState.FAILED.value, True, 12)
    assert outage.ses.asked == MAILS - 1 + 12
    assert violations(outage.seen()) == []
    _rows.append(
        ["one poisoned row", MAILS, outage.ses.asked, MAILS - 1, "the others at once; it was given up after 12"]
    )


def _end(outage: Outage) -> tuple[Counter[tuple[str, str]], int]:
    """Return the state of the mails, and the number of délégants notified of an unknown address."""
    known = Counter((row.mail_kind, str(row.delivery)) for row in outage.outbox.rows())
    return known, acts_of(outage.seen())[Act.BOUNCE]


@pytest.mark.parametrize("seed", range(ORDERS))
def test_shuffled_and_doubled_events_of_ses_give_the_same_result(outage: Outage, seed: int) -> None:
    found = outage.write_mails(MAILS)
    rows = outage.outbox.rows()
    bounced = set(found[::3])
    reports = [report for row in rows for report in _reports(outage, row, bounced)] * 2
    random.Random(seed).shuffle(reports)  # noqa: S311 - an order, not a secret
    early, late = reports[: len(reports) // 4], reports[len(reports) // 4 :]
    outage.ses.script.extend([Answer.TAKEN, Answer.SILENT_BUT_TAKEN] * MAILS)
    outage.outbox.deliver()
    outage.outbox.report(*early)  # before some rows are marked, because their senders got no answer
    for report in late:
        outage.outbox.report(report)
    outage.beats(20, hours=2)
    assert set(outage.ses.counts.values()) == {1}, "what SES told of is not sent again"
    known, told_of = _end(outage)
    assert told_of == len(bounced)
    assert known["invitation", Delivery.BOUNCED.value] == len(bounced)
    assert known["invitation", Delivery.DELIVERED.value] == len(found) - len(bounced)
    assert known["creation_delegant", Delivery.DELIVERED.value] == len(found)
    assert violations(outage.seen()) == []
    asked = outage.ses.asked
    _rows.append(
        [f"{len(reports)} events shuffled, seed {seed}", MAILS, asked, len(outage.ses.sent), "always the same end"]
    )


def _reports(outage: Outage, row: MailItem, bounced: set[str]) -> list[dict[str, object]]:
    to = (
        outage.outbox.scenes.delegation(row.about).delegue.address
        if row.party == "delegue"
        else "claire@cabinet.example"
    )
    kinds = ["DeliveryDelay", "Delivery"]
    if row.party == "delegue" and row.about in bounced:
        kinds.append("Bounce")
    return [event(kind, row, to) for kind in kinds]


def test_a_stream_that_stops_for_three_days_and_then_repeats_everything_loses_no_mail(outage: Outage) -> None:
    written = 0
    for _ in range(3 * 4):
        written += 2 * len(outage.write_mails(max(2, MAILS // 5)))
        outage.beats(2, hours=3)
    outage.require_all_sent_once(written)
    records = outage.outbox.insertions() * 2
    random.Random(3).shuffle(records)  # noqa: S311
    stream.handle({"Records": records})
    outage.require_all_sent_once(written)
    assert outage.ses.asked == written
    _rows.append(
        ["stream silent three days, then doubled", written, outage.ses.asked, written, "by the schedule alone"]
    )


def test_three_days_without_stream_and_schedule_lose_no_mail(outage: Outage) -> None:
    outage.write_mails(MAILS)
    outage.outbox.world.now += 3 * DAY
    took = outage.until_quiet(minutes=1)
    outage.require_all_sent_once(MAILS)
    _rows.append(
        ["nothing runs for three days", MAILS, outage.ses.asked, MAILS, f"all sent within {took} of the first beat"]
    )
