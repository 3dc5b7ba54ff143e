"""« Adresse introuvable » disappears when a demand is delivered after the repair of the address."""

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.domain.mails import MailKind
from chalicelib.store.mails import send_again
from infra.operations.suppression import main
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.outbox.reports import DELIVERIES
from tests.integration.outbox.steps import history
from tests.integration.outbox.test_suppression import List
from tests.integration.scenes import CLAIRE, PAUL, asked_terms

ADDRESS = "paul@exemple.fr"


def bounce_demand(outbox: Outbox) -> str:
    """Send Paul a demand that bounces because his mailbox is unknown."""
    found = outbox.scenes.demand()
    outbox.deliver()
    report(outbox, found, "Bounce")
    assert outbox.scenes.delegation(found).undeliverable
    return found


def report(outbox: Outbox, found: str, kind: str, address: str = ADDRESS) -> None:
    """Deliver SES's report on the newest demand."""
    outbox.report(event(kind, outbox.row(found, MailKind.DEMANDE), address, sent_at=outbox.world.now))


def repair_address(outbox: Outbox) -> None:
    """Have operations clear the address, an hour later."""
    outbox.world.pass_time(hours=1)
    assert main(["lift", ADDRESS], List()) == 0


def repair_and_resend(outbox: Outbox, found: str) -> None:
    """Have operations clear the address, then send the demand again."""
    repair_address(outbox)
    assert send_again(outbox.row(found, MailKind.DEMANDE).key, outbox.world.now)
    assert [mail.to for mail in outbox.beat(minutes=1)] == [ADDRESS]


def is_doubted(outbox: Outbox, found: str) -> bool:
    """Whether the dashboard and the page of the delegation say that its address is unreachable."""
    doubted, way = outbox.scenes.delegation(found).undeliverable, f"/delegations/{found}/corriger"
    browser = outbox.world.signed_in(CLAIRE)
    for path in ("/delegations", f"/delegations/{found}"):
        assert (way in browser.get(path).body) is doubted, path
    return doubted


@pytest.mark.parametrize("kind", DELIVERIES)
def test_only_a_delivery_proves_that_the_address_is_reachable(outbox: Outbox, kind: str) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    assert is_doubted(outbox, found), "nobody knows yet"
    report(outbox, found, kind)
    assert is_doubted(outbox, found) is (kind != "Delivery")


def test_the_doubt_about_an_address_is_lifted_once_and_recorded(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    for _ in range(3):
        report(outbox, found, "Delivery")
    assert history(outbox, found) == ["creation", "adresse_introuvable", "adresse_joignable"]
    page = outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}")
    assert "Adresse e-mail de nouveau joignable" in page.text


def test_a_delivery_counts_for_a_mail_whose_sending_was_not_confirmed(outbox: Outbox) -> None:
    bounce_demand(outbox)
    found = outbox.scenes.demand()
    outbox.deliver()
    assert outbox.row(found, MailKind.DEMANDE).message_id is None, "the address was written to no more"
    assert is_doubted(outbox, found)
    repair_and_resend(outbox, found)
    report(outbox, found, "Delivery")
    assert not is_doubted(outbox, found)


def test_a_delivered_reminder_proves_that_the_address_is_reachable(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_address(outbox)
    outbox.beat(days=15)
    outbox.report(event("Delivery", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    assert not is_doubted(outbox, found)


def test_the_delivered_demand_of_a_change_proves_that_the_address_is_reachable(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_address(outbox)
    validity = outbox.scenes.delegation(found).terms.validity
    shorter = asked_terms(validity.start, validity.end - DAY)
    change(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), 1, shorter, "plus-court")
    assert is_doubted(outbox, found), "nobody knows yet"
    outbox.beat(minutes=1)
    report(outbox, found, "Delivery")
    assert not is_doubted(outbox, found)


def test_a_mail_sent_before_the_repair_of_the_address_proves_nothing(outbox: Outbox) -> None:
    found, told = outbox.scenes.demand(), outbox.world.now
    outbox.deliver()
    delivered = event("Delivery", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=told)
    outbox.report(delivered)
    outbox.beat(days=15)
    outbox.report(event("Bounce", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    repair_address(outbox)
    outbox.report(delivered)
    assert is_doubted(outbox, found)


def test_an_address_that_is_closed_at_the_same_moment_stays_unreachable(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    with meanwhile(TRANSACTION, lambda: report(outbox, found, "Complaint"), "adresse_joignable"):
        report(outbox, found, "Delivery")
    assert is_doubted(outbox, found)
    assert history(outbox, found) == ["creation", "adresse_introuvable"]


def test_an_old_report_proves_nothing_after_another_bounce(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    report(outbox, found, "Delivery")
    outbox.beat(days=15)
    outbox.report(event("Bounce", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    report(outbox, found, "Delivery")
    assert is_doubted(outbox, found)


def test_a_delivery_to_a_former_address_proves_nothing_about_the_present_one(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    report(outbox, found, "Delivery", "paul@ailleurs.example")
    assert is_doubted(outbox, found)


def test_a_delivery_after_the_answer_changes_nothing(outbox: Outbox) -> None:
    found = bounce_demand(outbox)
    repair_and_resend(outbox, found)
    accept_in_space(runtime.context(), outbox.scenes.session(PAUL), found, 1)
    report(outbox, found, "Delivery")
    assert history(outbox, found) == ["creation", "adresse_introuvable", "acceptation"]
