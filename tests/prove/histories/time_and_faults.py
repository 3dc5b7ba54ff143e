"""The steps of a random history in which nobody acts: time, the workers, and faults."""

from datetime import timedelta
from random import Random
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from chalicelib.workers import due, feedback, schedule
from tests.builders import DAY
from tests.integration import small_queue
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import event, sns
from tests.prove.histories.theatre import Theatre

STEPS = (timedelta(seconds=1), timedelta(minutes=5), timedelta(hours=3), *(n * DAY for n in (1, 6, 8, 23, 31)))
LONGEST = 300 * DAY
FAULTS = [answer for answer in Answer if answer is not Answer.TAKEN]
EVENTS = ("Delivery", "Bounce", "Complaint", "DeliveryDelay")


class TimeAndFaults(RuleBasedStateMachine):
    """A clock, the workers, and everything that can go wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.theatre = Theatre()
        self._began = self.theatre.world.now
        self._messages: list[dict[str, str]] = []
        """Those of all waves so far: SQS may give out any of them again."""

    # Time and the workers

    @rule(step=st.sampled_from(STEPS))
    def time_passes(self, step: timedelta) -> None:
        """Advance the clock."""
        if self.theatre.world.now - self._began + step < LONGEST:
            self.theatre.world.now += step

    @rule(off=st.sampled_from([-1, 0, 1]))
    def time_comes(self, off: int) -> None:
        """Advance the clock to the second of a due act, or to one beside it."""
        moment = self.theatre.next_due()
        if moment and moment - self._began < LONGEST:
            self.theatre.world.now = max(self.theatre.world.now, moment + timedelta(seconds=off))

    @rule(times=st.integers(1, 2))
    def beat(self, times: int) -> None:
        """Run the schedule, perhaps twice."""
        for _ in range(times):
            self.theatre.attempt(schedule.handle)

    @rule(messages=st.randoms())
    def wave(self, messages: Random) -> None:
        """Hand over what is due, and let a worker treat messages in any order, those of earlier waves among them."""
        with small_queue.running() as queue, patch.object(schedule, "HANDFUL", 0):
            self.theatre.attempt(schedule.handle)
        self._messages += [message.record for message in queue.messages]
        messages.shuffle(self._messages)
        self.theatre.attempt(lambda: due.handle({"Records": self._messages[:20]}))

    @rule(times=st.integers(1, 3))
    def stream(self, times: int) -> None:
        """Run the mailer on the whole stream again."""
        self.theatre.deliver(times)

    @rule()
    def expire(self) -> None:
        """Let TTL remove the expired items."""
        self.theatre.expire()

    # Faults

    @rule(answers=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3))
    def ses_fails(self, answers: list[Answer]) -> None:
        """Let SES give these answers to the next mails."""
        self.theatre.ses.script.extend(answers)

    @rule(calls=st.integers(0, 6))
    def about_to_crash(self, calls: int) -> None:
        """Let the next process crash at one of its calls."""
        self.theatre.light(calls)

    @rule(which=st.integers(0, 99))
    def mend(self, which: int) -> None:
        """Let operations repair an address and send a mail again."""
        self.theatre.attempt(lambda: self.theatre.mend(which))

    @rule(
        which=st.integers(0, 99),
        kinds=st.lists(st.sampled_from(EVENTS), min_size=1, max_size=3),
        far=st.booleans(),
        late=st.booleans(),
    )
    def reports(self, which: int, kinds: list[str], far: bool, late: bool) -> None:
        """Report on a mail, in any order, about its own or another address, perhaps late."""
        sent = self.theatre.ses.sent
        if not sent:
            return
        mail = sent[which % len(sent)]
        row = next(row for row in self.theatre.rows() if row.id == mail.name)
        address = "autre@exemple.fr" if far else mail.to
        bounce, sent_at = "Permanent" if which % 2 else "Transient", None if late else self.theatre.world.now
        told = sns([event(kind, row, address, bounce, sent_at) for kind in kinds])
        if all(kind in {"Delivery", "DeliveryDelay"} for kind in kinds) or not far:
            # A report is repeated until it is processed.
            while not self.theatre.attempt(lambda: feedback.handle(told)):
                pass
