"""SES's reports through SNS, in any order and number: the worst one counts."""

import itertools
import json
import random
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.given import Hint
from chalicelib.acts.note_delivery import note_delivery
from chalicelib.acts.resend import resend
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from chalicelib.store.mails import send_again
from chalicelib.workers import feedback
from tests.integration.outbox.fake_ses import Crash
from tests.integration.outbox.outbox import Outbox, event, sns
from tests.integration.outbox.reports import ADDRESS, DELIVERIES, invitation, suppressed_addresses
from tests.integration.outbox.steps import history, invite_again, link_of_account
from tests.integration.scenes import CLAIRE, PAUL
from tests.integration.world import World


@pytest.mark.parametrize("order", list(itertools.permutations(DELIVERIES))[::23], ids="-".join)
def test_the_worst_report_counts_in_every_order(outbox: Outbox, order: tuple[str, ...]) -> None:
    found, row = invitation(outbox)
    for kind in order:
        outbox.report(event(kind, row, ADDRESS))
        outbox.report(event(kind, row, ADDRESS))
    assert outbox.row(found, MailKind.INVITATION).delivery == "plainte"
    # An undelivered message does not blame the address, and may still be delivered.
    passing = {"non_remis", "adresse_joignable"}
    assert [act for act in history(outbox, found) if act not in passing] == ["creation", "adresse_introuvable"]
    assert suppressed_addresses(outbox) == {ADDRESS}


@pytest.mark.parametrize(("kind", "delivery"), list(DELIVERIES.items()))
def test_each_report_is_shown_on_the_page_of_the_delegation(outbox: Outbox, kind: str, delivery: str) -> None:
    found, row = invitation(outbox)
    outbox.report(event(kind, row, ADDRESS))
    assert outbox.row(found, MailKind.INVITATION).delivery == delivery
    labels = {"retarde": "retardée", "remis": "Remis", "rejete": "Adresse introuvable", "plainte": "indésirable"}
    labels["non_remis"] = "Non remis"
    assert labels[delivery] in outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}").text
    assert outbox.scenes.delegation(found).undeliverable is (kind in {"Bounce", "Complaint"})


def test_a_full_mailbox_marks_the_mail_undelivered_without_blaming_the_address(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    outbox.report(event("DeliveryDelay", row, ADDRESS), event("Bounce", row, ADDRESS, "Transient"))
    row = outbox.row(found, MailKind.INVITATION)
    assert (row.delivery, row.state, row.error) == ("non_remis", "echec", "Transient")
    assert not outbox.scenes.delegation(found).undeliverable
    assert not suppressed_addresses(outbox)
    page = outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}")
    assert "Non remis" in page.text
    assert "Remise retardée" not in page.text

    resend(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), "encore")
    assert [mail.to for mail in outbox.deliver()] == [ADDRESS]


def test_an_out_of_office_reply_leaves_the_mail_delivered(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    outbox.report(event("Delivery", row, ADDRESS), event("Bounce", row, ADDRESS, "Transient"))
    assert (outbox.row(found, MailKind.INVITATION).delivery, outbox.row(found, MailKind.INVITATION).state) == (
        "remis",
        "envoye",
    )


def test_a_mail_suppressed_by_ses_counts_as_undelivered(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    told = event("Complaint", row, ADDRESS)
    told["complaint"]["complaintSubType"] = "OnAccountSuppressionList"
    outbox.report(told)
    row = outbox.row(found, MailKind.INVITATION)
    assert (row.state, row.delivery, row.error) == ("echec", "rejete", "OnAccountSuppressionList")
    assert send_again(row.key, outbox.world.now), "operations can send it again"


def test_a_bounce_is_recorded_after_a_new_setting_of_the_delay(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found, row = invitation(outbox)
    gone_at = outbox.scenes.delegation(found).gone_at
    otherwise = settings()._replace(purge_after_days=10)
    monkeypatch.setattr("chalicelib.runtime.settings", lambda: otherwise)
    outbox.report(event("Bounce", row, ADDRESS))
    assert (outbox.scenes.delegation(found).undeliverable, outbox.scenes.delegation(found).gone_at) == (True, gone_at)


def test_the_greeting_of_ses_to_a_new_topic_is_ignored(outbox: Outbox, logged: pytest.LogCaptureFixture) -> None:
    feedback.handle(sns(["Successfully validated SNS topic for Amazon SES event publishing."]))
    assert not logged.records


def test_every_record_of_an_event_counts(outbox: Outbox) -> None:
    found = [outbox.scenes.invitation() for _ in range(3)]
    outbox.deliver()
    rows = [outbox.row(one, MailKind.INVITATION) for one in found]
    outbox.report(*[event("Bounce", row, f"inconnu-{number}@exemple.fr") for number, row in enumerate(rows)])
    assert all(outbox.scenes.delegation(one).undeliverable for one in found)


def test_a_hundred_shuffled_and_doubled_reports_give_the_same_result(outbox: Outbox) -> None:
    found = [outbox.scenes.invitation() for _ in range(5)]
    outbox.deliver()
    told = [
        event(kind, outbox.row(one, MailKind.INVITATION), f"inconnu-{number}@exemple.fr")
        for number, one in enumerate(found)
        for kind in ("DeliveryDelay", "Delivery", *(["Bounce"] if number % 2 else []))
    ]
    shuffled = told * 3
    random.Random(3).shuffle(shuffled)  # noqa: S311 - an order, not a secret
    for start in range(0, len(shuffled), 10):
        outbox.report(*shuffled[start : start + 10])
    assert [outbox.scenes.delegation(one).undeliverable for one in found] == [False, True, False, True, False]
    assert [history(outbox, one).count("adresse_introuvable") for one in found] == [0, 1, 0, 1, 0]


def test_a_repeated_report_completes_what_a_crash_interrupted(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found, row = invitation(outbox)

    def crash(*_: Any) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.acts.note_delivery.note_missed", crash)
        with pytest.raises(Crash):
            outbox.report(event("Bounce", row, ADDRESS))
    outbox.report(event("Bounce", row, ADDRESS))
    assert outbox.scenes.delegation(found).undeliverable


def test_a_suppressed_address_gets_no_mail_and_its_delegant_is_notified(outbox: Outbox) -> None:
    _, row = invitation(outbox)
    outbox.report(event("Bounce", row, ADDRESS))
    account_id = row.to_account
    asked = outbox.ses.asked

    found = invite_again(outbox, ADDRESS, account_id)
    outbox.deliver()

    assert outbox.ses.asked == asked + 1, "the délégant's own mail"
    again = outbox.row(found, MailKind.INVITATION)
    assert (again.state, again.error) == ("echec", "adresse_introuvable")
    assert outbox.scenes.delegation(found).undeliverable


def test_a_late_report_about_a_former_address_does_not_affect_the_new_one(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    row = outbox.row(found, MailKind.DEMANDE)
    _readdress(outbox, "paul@ailleurs.example")

    outbox.report(event("Bounce", row, "paul@exemple.fr"), event("Bounce", row, "paul@exemple.fr"))

    assert not suppressed_addresses(outbox)
    assert not outbox.scenes.delegation(found).undeliverable
    outbox.deliver()
    assert "paul@ailleurs.example" in {mail.to for mail in outbox.ses.sent}


def test_a_report_about_an_ended_account_is_no_error(outbox: Outbox) -> None:
    _, row = invitation(outbox)
    for item in outbox.world.of_kind("head"):
        if item["pk"]["S"] == f"ACC#{row.to_account}":
            outbox.remove(item)
    outbox.report(event("Bounce", row, ADDRESS))
    assert outbox.row(row.about, MailKind.INVITATION).delivery == "rejete"


def test_a_bounce_of_the_delegants_own_address_does_not_mark_his_delegations(outbox: Outbox) -> None:
    found, _ = invitation(outbox)
    outbox.report(event("Bounce", outbox.row(found, MailKind.CREATION_DELEGANT), "claire@cabinet.example"))
    assert suppressed_addresses(outbox) == {"claire@cabinet.example"}
    assert not outbox.scenes.delegation(found).undeliverable


def test_a_foreign_report_is_skipped_and_does_not_block_others(
    outbox: Outbox, logged: pytest.LogCaptureFixture
) -> None:
    found, row = invitation(outbox)
    good = event("Bounce", row, ADDRESS)
    stranger = {**good, "mail": {"destination": [ADDRESS], "tags": {"ses:caller": ["x"]}}}
    odd: list[Any] = ["no JSON", "[]", '"text"', "7", "null", "{}", json.dumps({"eventType": "Bounce", "mail": []})]
    outbox.report(*odd, stranger, good)
    assert outbox.scenes.delegation(found).undeliverable
    assert {entry.message for entry in logged.records} == {"feedback_not_understood"}


def test_an_error_in_one_record_is_raised_after_the_others_are_processed(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [outbox.scenes.invitation() for _ in range(2)]
    outbox.deliver()
    rows = [outbox.row(one, MailKind.INVITATION) for one in found]
    events = [event("Bounce", row, f"inconnu-{number}@exemple.fr") for number, row in enumerate(rows)]
    original = note_delivery

    def failing(context: Any, key: Any, *rest: Any) -> None:
        if key == rows[0].key:
            raise RuntimeError
        original(context, key, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(feedback, "note_delivery", failing)
        with pytest.raises(RuntimeError):
            outbox.report(*events)
    assert [outbox.scenes.delegation(one).undeliverable for one in found] == [False, True]
    outbox.report(*events)
    assert [history(outbox, one).count("adresse_introuvable") for one in found] == [1, 1]


def test_a_resend_to_a_suppressed_address_notifies_again(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    outbox.report(event("Bounce", row, ADDRESS))
    resend(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), "encore")
    assert not outbox.scenes.delegation(found).undeliverable
    assert not outbox.deliver()
    assert outbox.scenes.delegation(found).undeliverable


def _readdress(outbox: Outbox, address: str) -> None:
    world: World = outbox.world
    browser = world.signed_in(PAUL)
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse=address)
    token = link_of_account(outbox, PAUL, AccountPurpose.CONFIRM_ADDRESS)
    browser.submit(browser.get(token), token.rsplit("/", 1)[1])
