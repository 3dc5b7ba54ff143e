"""An outbox in an outage: mails of real acts, the beats of the schedule, and the final checks."""

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
    """Counts the calls to SES, and checks the final state."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox = outbox
        self.ses = outbox.ses

    def write_mails(self, count: int) -> list[str]:
        """Invite unknown addresses, half as many as mails because each causes two; return the delegations."""
        return [self.outbox.scenes.invitation() for _ in range(count // 2)]

    def beats(self, count: int, **step: float) -> int:
        """Run the schedule this number of times, with time in between; return the number of calls to SES."""
        before = self.ses.asked
        for _ in range(count):
            self.outbox.beat(**step)
        return self.ses.asked - before

    def until_quiet(self, **step: float) -> timedelta:
        """Run the schedule until no mail is due at any time; return the duration."""
        began = self.outbox.world.now
        while nothing_left_to_send(self.seen()):
            self.outbox.beat(**step)
        return self.outbox.world.now - began

    def next_due(self) -> int:
        """Return the seconds until the next mail is due."""
        due = [int(row.due_at) for row in self.outbox.rows() if row.due_at]
        return min(due, default=0) - epoch(self.outbox.world.now)

    def seen(self) -> Seen:
        """Return everything visible."""
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
        """Raise unless every mail was sent once and the invariants hold."""
        seen = self.seen()
        assert len(seen.sent) == mails
        assert sent_twice(seen) == {}
        assert nothing_left_to_send(seen) == []
        assert violations(seen) == []
