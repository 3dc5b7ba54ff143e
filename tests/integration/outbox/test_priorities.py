"""A mail that somebody waits for leaves before those that can wait, from the stream and from the schedule."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.send_mail import send_mail
from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.calls import Busy
from chalicelib.store.mails import MailItem, MailState, send_again
from chalicelib.store.table import update_unread
from chalicelib.workers import schedule, sending, stream
from tests.integration.outbox.fake_ses import Answer, FakeSes
from tests.integration.outbox.outbox import Outbox, Record
from tests.integration.scenes import KNOWN, LEA, Scenes

RATE = 14
BEAT = 4.0
"""How many seconds a beat has in these tests: fewer than in the service, so that a short wave outlasts it."""
WAVE, MIDWAY = 64, 40
"""More mails than a beat has time for; how many of them leave before a mail that somebody waits for is written."""
SECONDS_OF_A_MAIL = 0.02
"""How long a sender takes for one, in the time of these tests."""


class Clock:
    """The clocks of the machine and of the service. They stand still but for waits and for the mails that are sent."""

    def __init__(self, scenes: Scenes, ses: FakeSes) -> None:
        self.now = 1_700_000_000.0
        self.left: list[float] = []
        """When each mail left."""
        self.midway: Callable[[], object] = lambda: None
        """Called once so many mails have left."""
        self._scenes, self._ses = scenes, ses

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        self._scenes.world.now += timedelta(seconds=seconds)

    def note(self, already: int) -> None:
        """Note that mails have left; then do what happens midway."""
        new = self._ses.sent[already:]
        self.left += [self.now] * len(new)
        if new and len(self._ses.sent) == MIDWAY:
            self.midway()

    def busiest_second(self) -> int:
        """Return how many mails left within one second at most."""
        return max(sum(1 for later in self.left if start <= later < start + 1) for start in self.left)


def set_up(monkeypatch: pytest.MonkeyPatch, **changed: int) -> None:
    """Change settings of the senders."""
    wanted = settings()._replace(**changed)  # type: ignore[arg-type]
    for module in (sending, schedule, stream):
        monkeypatch.setattr(module, "settings", lambda: wanted)


@pytest.fixture
def clock(scenes: Scenes, ses: FakeSes, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return the clock of these tests, and let SES take few mails a second."""
    clock = Clock(scenes, ses)
    for name in ("time", "monotonic"):
        monkeypatch.setattr(f"time.{name}", lambda: clock.now)
    monkeypatch.setattr("time.sleep", clock.wait)
    send = send_mail

    def slow(*given: object) -> None:
        clock.wait(SECONDS_OF_A_MAIL)
        already = len(ses.sent)
        send(*given)  # type: ignore[arg-type]
        clock.note(already)

    monkeypatch.setattr(sending, "send_mail", slow)
    set_up(monkeypatch, mails_per_second=RATE)
    return clock


@pytest.fixture
def paced(scenes: Scenes, ses: FakeSes, clock: Clock) -> Outbox:
    """Return an outbox whose mails wait for their turns."""
    return Outbox(scenes, ses)


def a_wave(outbox: Outbox, mails: int = WAVE) -> list[Record]:
    """Write so many mails that can wait, as a night does; return the records of the stream about them."""
    outbox.scenes.demand()
    like = next(item for item in outbox.world.of_kind("mail") if item["mail_kind"]["S"] == "creation_delegant")
    for item in outbox.world.of_kind("mail"):
        outbox.remove(item)
    for number in range(mails):
        about = f"{like['about']['S']}{number}"
        pk, sk = keys.mail(about, 1, MailKind.CREATION_DELEGANT, "delegant")
        shard = keys.mail_shard(about, is_awaited=False)
        named = [("pk", pk), ("sk", sk), ("about", about), ("due_shard", shard)]
        outbox.put({**like, **{name: {"S": text} for name, text in named}})
    return outbox.insertions()


def ask_for_a_password(outbox: Outbox) -> Record:
    """Ask for a new password; return the record of the stream about its mail."""
    browser = outbox.world.browser()
    browser.submit(browser.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=KNOWN[LEA])
    return password_mail(outbox)


def password_mail(outbox: Outbox) -> Record:
    """Return the record of the stream about the mail for a new password."""
    (found,) = (one for one in outbox.insertions() if "mot_de_passe" in one["dynamodb"]["Keys"]["sk"]["S"])
    return found


def kinds_sent(outbox: Outbox) -> list[str]:
    """Return the kinds of the mails that have left, in their order."""
    return [mail.tags["kind"] for mail in outbox.ses.sent]


def test_the_stream_does_not_lag_behind_mails_that_can_wait(
    paced: Outbox, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    records, began = a_wave(paced, 100), clock.now
    for start in range(0, len(records), 25):
        stream.handle({"Records": records[start : start + 25]})
    sent = len(paced.ses.sent)
    assert 0 < sent < 50
    assert clock.now - began <= len(records) / 25 * stream.MOMENT + sent * SECONDS_OF_A_MAIL
    assert {row.state for row in paced.rows()} == {MailState.SENT.value, MailState.DUE.value}
    assert not [entry for entry in caplog.records if entry.message == "left_to_the_schedule"]


@pytest.mark.parametrize(("mails", "sent"), [(stream.FEW, stream.FEW), (stream.FEW + 1, 0)])
def test_a_few_mails_that_can_wait_wait_for_a_moment(paced: Outbox, mails: int, sent: int) -> None:
    a_wave(paced, 1)
    stream.handle({"Records": paced.insertions()})
    for row in paced.rows():
        row.delete()
    stream.handle({"Records": a_wave(paced, mails)})
    assert len(paced.ses.sent) == 1 + sent


def test_a_password_asked_for_in_the_middle_of_a_wave_leaves_at_once(paced: Outbox, clock: Clock) -> None:
    a_wave(paced)
    waits: list[float] = []

    def ask() -> None:
        asked_at = clock.now
        stream.handle({"Records": [ask_for_a_password(paced)]})
        waits.append(clock.now - asked_at)

    clock.midway = ask
    while len(paced.ses.sent) < WAVE + 1:
        began = clock.now
        schedule.handle(BEAT)
        clock.wait(max(0.0, 60 - (clock.now - began)))

    assert kinds_sent(paced).index("mot_de_passe_oublie") == MIDWAY
    assert waits < [1.5], "a second of the others' line, and a block of it"
    assert set(paced.ses.counts.values()) == {1}
    assert {row.state for row in paced.rows()} == {MailState.SENT.value}
    assert clock.busiest_second() <= RATE


def test_a_password_that_the_stream_has_missed_leaves_first_in_the_next_beat(paced: Outbox) -> None:
    a_wave(paced)
    ask_for_a_password(paced)
    schedule.handle(BEAT)
    assert kinds_sent(paced)[0] == "mot_de_passe_oublie"
    assert MIDWAY < len(paced.ses.sent) < WAVE, "a beat has no time for the wave"


def test_a_failed_mail_that_somebody_waits_for_is_sent_again_before_the_others(paced: Outbox) -> None:
    a_wave(paced, 20)
    record = ask_for_a_password(paced)
    paced.ses.script.append(Answer.REJECTED)
    stream.handle({"Records": [record]})
    key = record["dynamodb"]["Keys"]["pk"]["S"], record["dynamodb"]["Keys"]["sk"]["S"]
    assert send_again(key, runtime.now())
    schedule.handle()
    assert kinds_sent(paced)[0] == "mot_de_passe_oublie"


def test_a_batch_sends_what_somebody_waits_for_first(outbox: Outbox) -> None:
    outbox.scenes.invitation()
    records = sorted(outbox.insertions(), key=lambda one: "invitation" in str(one["dynamodb"]["Keys"]))
    stream.handle({"Records": records})
    assert kinds_sent(outbox) == ["invitation", "creation_delegant"]


@pytest.mark.parametrize("shard", ["MAIL#0", "MAIL#7"])
def test_rows_of_the_version_before_leave_from_any_shard(outbox: Outbox, every_shard: None, shard: str) -> None:
    outbox.scenes.invitation()
    for row in outbox.rows():
        update_unread(row.key, [MailItem.due_shard.set(shard)], MailItem.state.exists())
    assert len(outbox.beat(minutes=1)) == 2


def test_the_version_before_finds_every_row(outbox: Outbox) -> None:
    outbox.scenes.every()
    ask_for_a_password(outbox)
    assert {row.due_shard for row in outbox.rows()} <= set(keys.due_shards("MAIL"))


def test_mails_that_somebody_waits_for_are_not_in_one_shard_with_the_others() -> None:
    owners = [f"compte{number}" for number in range(500)]
    awaited, others = ({keys.mail_shard(owner, is_awaited=one) for owner in owners} for one in (True, False))
    assert awaited == {"MAIL#0", "MAIL#1"} == set(keys.mail_shards(are_awaited=True))
    assert others == {f"MAIL#{number}" for number in range(2, 8)} == set(keys.mail_shards(are_awaited=False))


@pytest.mark.parametrize(("age", "sent"), [(stream.OLD - 1, 2), (stream.OLD + 1, 0)])
def test_old_records_do_not_hold_up_new_ones(paced: Outbox, clock: Clock, age: float, sent: int) -> None:
    paced.scenes.invitation()
    records = paced.insertions()
    for one in records:
        one["dynamodb"]["ApproximateCreationDateTime"] = clock.now - age
    stream.handle({"Records": records})
    assert len(paced.ses.sent) == sent


def test_a_turn_that_the_table_does_not_give_fails_no_batch_and_loses_no_mail(
    paced: Outbox, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: object) -> list[float]:
        raise Busy

    paced.scenes.invitation()
    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.mail.pace.take_turns", busy)
        stream.handle({"Records": paced.insertions()})
        schedule.handle()
    assert not paced.ses.sent
    assert {vars(entry).get("item") for entry in caplog.records if entry.levelname == "ERROR"} == {"turn"}
    clock.wait(60)
    schedule.handle()
    assert len(paced.ses.sent) == 2


@pytest.mark.parametrize("at_once", [1, 8])
def test_mails_sent_side_by_side_leave_once_each(outbox: Outbox, monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    set_up(monkeypatch, mails_at_once=at_once)
    for _ in range(10):
        outbox.scenes.invitation()
    records = outbox.insertions()
    stream.handle({"Records": records[:12]})
    schedule.handle()
    assert sorted(outbox.ses.counts.values()) == [1] * 20
    assert {row.state for row in outbox.rows()} == {MailState.SENT.value}


def test_a_mail_that_cannot_be_sent_does_not_stop_those_beside_it(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch, logged: pytest.LogCaptureFixture
) -> None:
    set_up(monkeypatch, mails_at_once=4)
    found = [outbox.scenes.invitation() for _ in range(5)]
    send = send_mail

    def fails(context: object, key: tuple[str, str], turn: float) -> None:
        if found[2] in key[0]:
            raise ZeroDivisionError
        send(context, key, turn)  # type: ignore[arg-type]

    monkeypatch.setattr(sending, "send_mail", fails)
    schedule.handle()
    assert len(outbox.ses.sent) == 8
    assert [entry.message for entry in logged.records] == ["due_not_done"] * 2
