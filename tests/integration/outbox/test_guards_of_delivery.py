"""What keeps a mail from whoever has no business with it: its time, and the lease of another sender."""

import pytest

from chalicelib import runtime
from chalicelib.domain.mails import MailKind
from chalicelib.mail import deliver
from chalicelib.mail.faults import Fault
from chalicelib.mail.lease import LEASE, lease_row
from chalicelib.settings import settings
from chalicelib.store.mails import MailItem
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox, event


def test_a_mail_that_is_put_off_is_not_sent_before_its_time_however_often_the_stream_speaks_of_it(
    outbox: Outbox,
) -> None:
    found = outbox.scenes.demand()
    outbox.ses.script += [Answer.BROKEN, Answer.BROKEN]
    outbox.deliver(found)
    asked = outbox.ses.asked
    for _ in range(3):
        outbox.deliver(found)
    assert outbox.ses.asked == asked
    assert len(outbox.beat(hours=1)) == 2


def test_a_mail_that_waits_for_its_quota_or_its_turn_is_never_given_up(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    for number in range(settings().mail_tries + 3):
        outbox.ses.script += [(Answer.QUOTA, Answer.RATE)[number % 2]] * 2
        outbox.beat(hours=2)
    assert outbox.row(found, MailKind.DEMANDE).state == "a_envoyer"
    assert len(outbox.beat(hours=2)) == 2


def test_a_row_says_what_went_wrong_last_and_nothing_once_nothing_did(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = outbox.scenes.demand()
    outbox.ses.script += [Answer.BROKEN, Answer.BROKEN]
    outbox.deliver(found)
    assert outbox.row(found, MailKind.DEMANDE).error
    monkeypatch.setattr("chalicelib.mail.deliver.wait_for_turn", lambda _: False)
    outbox.beat(hours=1)
    assert outbox.row(found, MailKind.DEMANDE).error is None


def test_a_row_that_nobody_can_read_is_logged_each_time(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.demand()
    for raw in outbox.world.of_kind("mail"):
        outbox.put({**raw, "facts": {"S": "no map"}})
    outbox.run_schedule()
    assert [entry.message for entry in logged.records] == ["due_not_done"] * 2, found


def test_a_row_that_nobody_can_read_and_that_is_settled_meanwhile_stays_settled(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    (raw,) = [item for item in outbox.world.of_kind("mail") if item["mail_kind"]["S"] == MailKind.DEMANDE]
    outbox.put({**raw, "facts": {"S": "no map"}, "tries": {"N": str(settings().mail_tries)}})

    def settle() -> None:
        outbox.put({**raw, "state": {"S": "envoye"}, "tries": {"N": "99"}})

    with meanwhile(UPDATE, settle, about="illisible"):
        outbox.deliver(found)
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"


def taken(outbox: Outbox) -> MailItem:
    """Take the row of the demand, as a sender does."""
    row = lease_row(runtime.context(), outbox.row(outbox.rows()[0].about, MailKind.DEMANDE).key)
    assert row is not None
    return row


def says(logged: pytest.LogCaptureFixture, slow: MailItem) -> list[str]:
    """Have a sender say that it failed; return what is logged of it."""
    logged.clear()
    deliver._fail(runtime.context(), slow, print, Fault.OTHER, "late")
    return [entry.message for entry in logged.records if entry.message != "mail_not_sent"]


def test_who_lost_the_lease_says_nothing_of_what_another_holds(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.demand()
    slow = taken(outbox)
    outbox.world.now += LEASE
    holder = taken(outbox)
    assert says(logged, slow) == ["mail_lease_lost"]
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.lease_until) == ("en_envoi", holder.lease_until)
    outbox.report(event("Delivery", holder, "paul@exemple.fr"))
    assert says(logged, slow) == ["mail_lease_lost"]
    assert outbox.row(found, MailKind.DEMANDE).lease_until == holder.lease_until


def test_who_is_overtaken_by_what_ses_says_has_not_lost_his_lease(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found = outbox.scenes.demand()
    slow = taken(outbox)
    outbox.report(event("Delivery", slow, "paul@exemple.fr"))
    assert says(logged, slow) == []
    assert outbox.row(found, MailKind.DEMANDE).state == "envoye"


def test_who_is_overtaken_by_anybody_else_has_lost_it(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    found = outbox.scenes.demand()
    slow = taken(outbox)
    MailItem(*slow.key).update(actions=[MailItem.state.set("annule")])
    assert says(logged, slow) == ["mail_lease_lost"]
    assert outbox.row(found, MailKind.DEMANDE).state == "annule"
