"""The function of the synthetic delegation, and the workers for which a life waits."""

from typing import Any

import pytest

from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item
from chalicelib.workers import feedback, synthetic
from chalicelib.workers.synthetic_life import STEPS
from tests.integration.outbox.outbox import event, sns
from tests.integration.world import World

LIVED = {"msg": "synthetic_lived"}


class Beats:
    """The function of a stage that wants it, and the workers for which a life waits."""

    def __init__(self, world: World, log: pytest.LogCaptureFixture) -> None:
        self.world = world
        self.mails_leave = True
        self.report = "Delivery"
        self.waits = 0
        self.seconds_left = 300.0
        self._log = log

    def wait(self, seconds: float) -> None:
        """Let the mails leave and arrive meanwhile."""
        self.waits += 1
        self.seconds_left -= seconds
        if self.mails_leave:
            self.world.deliver()
        rows = [Item.from_raw_data(raw) for raw in self.world.of_kind("mail")]
        sent = [row for row in rows if isinstance(row, MailItem) and row.message_id]
        if self.report:
            addresses = {item["pk"]["S"].removeprefix("ACC#"): item["address"]["S"] for item in self.kinds("head")}
            feedback.handle(sns([event(self.report, row, addresses[row.to_account]) for row in sent]))

    def live(self) -> dict[str, Any]:
        """Let the function run once; return the line that it logs."""
        already = len(self._log.records)
        synthetic.handle(lambda: self.seconds_left)
        (line,) = [vars(one) for one in self._log.records[already:] if one.name == synthetic.__name__]
        return {name: line[name] for name in ("msg", "step", "error") if name in line}

    def kinds(self, *wanted: str) -> list[dict[str, Any]]:
        """Return the items of these kinds."""
        return [item for item in self.world.everything() if item["kind"]["S"] in wanted]


def cut_off_after(steps: int) -> tuple[Any, ...]:
    """Return the steps of a life whose function ends after so many of them."""

    def crash(*_: object) -> None:
        raise MemoryError

    return (*STEPS[:steps], crash)
