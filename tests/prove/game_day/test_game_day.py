"""Somebody breaks the account; the alarms that ring are those of which operations are told, and nothing is lost.

Each break lasts twenty minutes, in which people come, and the mailer, the schedule and SES's reports run.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import timedelta

import pytest

from chalicelib.settings import settings
from chalicelib.store import secrets
from chalicelib.store.table import epoch
from chalicelib.workers import feedback, stream
from tests.dynamodb.memory import service
from tests.integration import small_aws
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox, event, sns
from tests.integration.scenes import CLAIRE
from tests.prove.answers.faults import Faults, inject
from tests.prove.figures import publish
from tests.prove.game_day.watch import Watch, advice, called
from tests.prove.invariants import nothing_left_to_send, violations
from tests.prove.outages.conftest import logged, outage, outbox, ses
from tests.prove.outages.outage import Outage
from tests.whole import longer_in_prove, with_others

__all__ = ["logged", "outage", "outbox", "ses"]

MINUTES = 20
_rows: list[list[object]] = []


@dataclass
class Day:
    """The minutes of a break: what is used, what is counted, what people see."""

    outbox: Outbox
    watch: Watch
    schedule_runs: bool = True
    report: str = ""
    statuses: tuple[int, ...] = ()

    def minute(self) -> None:
        """Let somebody look at a page and invite an address, and the workers run; a minute passes."""
        self.watch.minute += 1
        self.outbox.world.now += timedelta(minutes=1)
        self._run("api_handler", self._people)
        self._run("mailer", lambda: stream.handle({"Records": self.outbox.insertions()}))
        if self.schedule_runs:
            self._run("time", self.outbox.run_schedule)
        self._run("feedback", self._reports)

    def _people(self) -> None:
        page = self.outbox.scenes.browser(CLAIRE).get("/delegations")
        self.watch.request(page.status)
        self.statuses += (page.status,)
        with suppress(Exception):  # what people see of it is counted by the page
            self.outbox.scenes.invitation()

    def _reports(self) -> None:
        sent = [row for row in self.outbox.rows() if row.message_id]
        told = [event("Delivery", sent[-1], "inconnu@exemple.fr")] if sent else []
        feedback.handle(sns([self.report] if self.report else told))

    def _run(self, function: str, what: Callable[[], object]) -> None:
        self.watch.function = function
        self.watch.add("AWS/Lambda", "Invocations", called(function))
        try:
            what()
        except Exception:
            self.watch.add("AWS/Lambda", "Errors", called(function))


@pytest.fixture
def day(outage: Outage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Day]:
    """Yield a day that has begun well: an hour of pages, some mails that left."""
    monkeypatch.setattr("chalicelib.store.calls._FIRST_WAIT", 0)
    log, watch = logging.getLogger("chalicelib"), Watch()
    level, begun = log.level, Day(outage.outbox, watch)
    log.setLevel(logging.INFO)
    log.addHandler(watch)
    outage.write_mails(4)
    for _ in range(2):
        begun.minute()
    begun.statuses = ()
    watch.minute += 60
    yield begun
    log.removeHandler(watch)
    log.setLevel(level)


@pytest.fixture(scope="module", autouse=True)
def figures() -> Iterator[None]:
    """Yield, and print at the end who notices what."""
    yield
    publish("game day", ("what is broken", "pages", "alarms that ring", "what operations do first"), _rows)
    _rows.clear()


@contextmanager
def ses_answers(day: Day, answer: Answer) -> Iterator[None]:
    """Let SES refuse each mail."""
    day.outbox.ses.otherwise = answer
    yield
    day.outbox.ses.otherwise = Answer.TAKEN


@contextmanager
def table_answers(day: Day, fault: str) -> Iterator[None]:
    """Let the table refuse each call."""
    with inject(Faults(0, fault, always=True, is_on=True)) as faults:
        yield
        if "thro" in fault:
            day.watch.throttled(faults.given)


@contextmanager
def keys_are_denied(_: Day) -> Iterator[None]:
    """Take the parameter of the keys away, under instances that have not read it yet."""
    name = settings().secrets_parameter
    kept = small_aws.PARAMETERS.pop(name)
    secrets.forget()
    yield
    small_aws.PARAMETERS[name] = kept
    secrets.forget()


@contextmanager
def schedule_is_off(day: Day) -> Iterator[None]:
    """Switch the rule of the schedule off."""
    day.schedule_runs = False
    yield
    day.schedule_runs = True


@contextmanager
def reports_are_strange(day: Day) -> Iterator[None]:
    """Let SES say what nobody understands."""
    day.report = "ceci n'est pas du JSON"
    yield
    day.report = ""


@contextmanager
def an_act_of_time_fails(day: Day) -> Iterator[None]:
    """Store a delegation that no release could have written, and that is due."""
    found = day.outbox.scenes.demand()
    table = service.table(settings().table_name)
    whole = table.item((f"DELEG#{found}", "STATE")) or {}
    table.put({**whole, "content": {"M": {}}, "due_at": {"N": str(epoch(day.outbox.world.now))}})
    yield
    table.put(whole)


@contextmanager
def a_release_is_faulty(_: Day) -> Iterator[None]:
    """Let a module of the pages fail."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr("chalicelib.web.dashboard.dashboard")
        yield


Break = Callable[[Day], AbstractContextManager[None]]
_NO_TABLE = {"api-errors", "due-not-done", "feedback-failures", "feedback-not-noted", "mails-not-sent"}
BREAKS: dict[str, tuple[Break, set[str]]] = {
    "nothing": (lambda _: nullcontext(), set()),
    "SES fails": (lambda day: ses_answers(day, Answer.BROKEN), {"mails-not-sent"}),
    "SES has lost the proof of the domain": (lambda day: ses_answers(day, Answer.NO_MAIL_FROM), {"mails-held"}),
    "SES refuses what is sent": (lambda day: ses_answers(day, Answer.REJECTED), {"mails-given-up", "mails-not-sent"}),
    "the table is throttled": (lambda day: table_answers(day, "throughput"), {*_NO_TABLE, "table-throttles"}),
    "the table does not answer": (lambda day: table_answers(day, "silent"), _NO_TABLE),
    "the keys cannot be read": (keys_are_denied, {*_NO_TABLE, "no-context"} - {"due-not-done"}),
    "the schedule is off": (schedule_is_off, {"schedule-stopped"}),
    "reports of SES are not understood": (reports_are_strange, {"feedback-not-noted"}),
    "an act of time fails": (an_act_of_time_fails, {"due-not-done", "mails-stuck"}),
    "a release is faulty": (a_release_is_faulty, {"api-errors"}),
}


FOREMOST = ("no-context", "table-throttles", "mails-given-up")
"""Of several alarms, those of which the others are only what follows (docs/operations.md, « Several at once »)."""
SHORT = ("nothing", "SES fails", "a release is faulty")


@longer_in_prove
@pytest.mark.parametrize("name", with_others(SHORT, [name for name in BREAKS if name not in SHORT]))
def test_the_alarms_that_ring_are_those_foreseen_and_nothing_is_lost(day: Day, outage: Outage, name: str) -> None:
    broken, foreseen = BREAKS[name]
    with broken(day):
        for _ in range(MINUTES):
            day.minute()
    rings = day.watch.ringing
    told = sorted(rings, key=lambda alarm: (alarm not in FOREMOST, alarm))
    assert rings <= advice().keys()
    pages = ", ".join(f"{status}" for status in sorted(set(day.statuses)))
    _rows.append([name, pages, ", ".join(told) or "none", advice()[told[0]] if told else ""])
    assert rings == foreseen
    for _ in range(4):
        outage.outbox.beat(hours=1)
    assert violations(outage.seen()) == []
    if name != "SES refuses what is sent":
        assert nothing_left_to_send(outage.seen()) == []
    assert outage.outbox.scenes.browser(CLAIRE).get("/delegations").status == 200
