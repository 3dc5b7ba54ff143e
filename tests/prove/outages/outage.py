"""An outbox in trouble: mails written by real acts, the schedule's beats, and what must hold in the end."""

from collections import Counter
from datetime import timedelta

from chalicelib import runtime
from chalicelib.store.table import epoch
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE, HELENE, PAUL
from tests.integration.world import LOOKUP
from tests.prove.invariants import nothing_left_to_send, sent_twice, violations
from tests.prove.seen import Seen, parsed


class Outage:
    """Counts what is asked of SES, and says what is wrong in the end."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.ses = outbox.ses

    def write_mails(self, count: int) -> list[str]:
        """Invite so many addresses that nobody has, two mails each half of the count; returns the delegations."""
        return [self.outbox.scenes.invitation() for _ in range(count // 2)]

    def beats(self, count: int, **step: float) -> int:
        """Let the schedule run so many times, time passing in between; returns how often SES was asked."""
        before = self.ses.asked
        for _ in range(count):
            self.outbox.beat(**step)
        return self.ses.asked - before

    def until_quiet(self, **step: float) -> timedelta:
        """Let the schedule run until no mail is due at any time; returns how long that took."""
        began = self.outbox.world.now
        while nothing_left_to_send(self.seen()):
            self.outbox.beat(**step)
        return self.outbox.world.now - began

    def next_due(self) -> int:
        """Return in how many seconds the next mail is due."""
        due = [int(row.due_at) for row in self.outbox.rows() if row.due_at]
        return min(due, default=0) - epoch(self.outbox.world.now)

    def seen(self) -> Seen:
        """Return all there is to see."""
        context = runtime.context()
        return Seen(
            parsed(self.outbox.world.items()),
            Counter(self.ses.counts),
            context.now,
            context.policy,
            LOOKUP,
            frozenset({CLAIRE, HELENE, PAUL}),
        )

    def require_all_sent_once(self, mails: int) -> None:
        """Raise unless every mail left, each once, and everything agrees."""
        seen = self.seen()
        assert len(seen.sent) == mails
        assert sent_twice(seen) == {}
        assert nothing_left_to_send(seen) == []
        assert violations(seen) == []
