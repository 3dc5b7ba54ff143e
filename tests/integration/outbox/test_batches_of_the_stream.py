"""A failed batch of the stream is retried for the work that nothing else would do."""

import pytest

from chalicelib.store.calls import Busy
from chalicelib.workers import stream
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.steps import history
from tests.integration.outbox.test_stream import removal


def test_a_failed_removal_is_retried_even_when_time_ran_out_on_the_mails(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, other = outbox.scenes.demand(), outbox.scenes.invitation()
    outbox.world.now += 25 * DAY
    batch = {"Records": [removal(outbox, found), *outbox.insertions(other)]}

    def busy(*_: object) -> None:
        raise Busy

    left = iter([100.0, 1.0])
    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.acts.make_up_purge.commit", busy)
        with pytest.raises(Busy):
            stream.handle(batch, lambda: next(left))
    assert not outbox.ses.sent

    stream.handle(batch)
    assert history(outbox, found)[-1] == "purge"
    assert len(outbox.ses.sent) == 2


@pytest.mark.parametrize(("left", "sent"), [(stream.ENOUGH, 2), (stream.ENOUGH - 0.001, 0)])
def test_a_mail_is_started_when_the_time_left_is_just_enough(outbox: Outbox, left: float, sent: int) -> None:
    outbox.scenes.demand()
    stream.handle({"Records": outbox.insertions()}, lambda: left)
    assert len(outbox.ses.sent) == sent


def test_of_two_failed_removals_the_first_error_is_raised(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [outbox.scenes.demand(), outbox.scenes.invitation()]
    outbox.world.now += 31 * DAY
    batch = {"Records": [removal(outbox, one) for one in found]}
    faults = iter([ZeroDivisionError(), ArithmeticError()])

    def fails(*_: object) -> None:
        raise next(faults)

    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.acts.make_up_purge.commit", fails)
        with pytest.raises(ZeroDivisionError):
            stream.handle(batch)
    assert next(faults, None) is None, "the second was tried all the same"


def test_only_a_removal_by_ttl_counts_as_a_purge(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.world.now += 25 * DAY
    told = {**removal(outbox, found), "eventName": "MODIFY"}
    stream.handle({"Records": [told]})
    assert history(outbox, found) == ["creation"]
