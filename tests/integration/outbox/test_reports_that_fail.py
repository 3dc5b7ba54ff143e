"""SNS repeats an event with a failed report; the error that it receives is the first one."""

from collections.abc import Iterator

import pytest

from chalicelib.domain.mails import MailKind
from chalicelib.workers import feedback
from tests.integration.outbox.outbox import Outbox, event


def test_of_two_failed_reports_the_first_error_is_raised(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [outbox.scenes.demand() for _ in range(2)]
    outbox.deliver()
    events = [event("Bounce", outbox.row(one, MailKind.DEMANDE), "paul@exemple.fr") for one in found]
    faults: Iterator[Exception] = iter([ZeroDivisionError(), ArithmeticError()])

    def fails(*_: object) -> None:
        raise next(faults)

    monkeypatch.setattr(feedback, "note_delivery", fails)
    with pytest.raises(ZeroDivisionError):
        outbox.report(*events)
    assert next(faults, None) is None, "the second was tried all the same"
