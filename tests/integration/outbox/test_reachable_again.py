"""« Adresse introuvable » goes away by itself when a demand arrives after the address was mended."""

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


def asked_in_vain(outbox: Outbox) -> str:
    """Ask Paul, whose mailbox answers that he is unknown."""
    found = outbox.scenes.demand()
    outbox.deliver()
    report(outbox, found, "Bounce")
    assert outbox.scenes.delegation(found).undeliverable
    return found


def report(outbox: Outbox, found: str, kind: str, address: str = ADDRESS) -> None:
    """Let SES speak of the demand that was sent last, a moment ago."""
    outbox.report(event(kind, outbox.row(found, MailKind.DEMANDE), address, sent_at=outbox.world.now))


def mended(outbox: Outbox) -> None:
    """Have operations find, an hour later, that the address is in order."""
    outbox.world.pass_time(hours=1)
    assert main(["lift", ADDRESS], List()) == 0


def sent_again(outbox: Outbox, found: str) -> None:
    """Have operations mend the address, and send the demand again."""
    mended(outbox)
    assert send_again(outbox.row(found, MailKind.DEMANDE).key, outbox.world.now)
    assert [mail.to for mail in outbox.beat(minutes=1)] == [ADDRESS]


def is_doubted(outbox: Outbox, found: str) -> bool:
    """Whether the dashboard and the page of a delegation say that its address cannot be reached."""
    doubted, way = outbox.scenes.delegation(found).undeliverable, f"/delegations/{found}/corriger"
    browser = outbox.world.signed_in(CLAIRE)
    for path in ("/delegations", f"/delegations/{found}"):
        assert (way in browser.get(path).body) is doubted, path
    return doubted


@pytest.mark.parametrize("kind", DELIVERIES)
def test_only_a_mail_that_arrived_proves_that_the_address_can_be_reached(outbox: Outbox, kind: str) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    assert is_doubted(outbox, found), "nobody knows yet"
    report(outbox, found, kind)
    assert is_doubted(outbox, found) is (kind != "Delivery")


def test_it_is_taken_back_once_and_told_in_the_history(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    for _ in range(3):
        report(outbox, found, "Delivery")
    assert history(outbox, found) == ["creation", "adresse_introuvable", "adresse_joignable"]
    page = outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}")
    assert "Adresse e-mail de nouveau joignable" in page.text


def test_a_mail_that_left_without_ses_ever_having_had_it_may_arrive_as_well(outbox: Outbox) -> None:
    asked_in_vain(outbox)
    found = outbox.scenes.demand()
    outbox.deliver()
    assert outbox.row(found, MailKind.DEMANDE).message_id is None, "the address was written to no more"
    assert is_doubted(outbox, found)
    sent_again(outbox, found)
    report(outbox, found, "Delivery")
    assert not is_doubted(outbox, found)


def test_a_reminder_that_arrives_proves_it_as_well(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    mended(outbox)
    outbox.beat(days=15)
    outbox.report(event("Delivery", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    assert not is_doubted(outbox, found)


def test_the_demand_of_a_change_that_arrives_proves_it_as_well(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    mended(outbox)
    validity = outbox.scenes.delegation(found).terms.validity
    shorter = asked_terms(validity.start, validity.end - DAY)
    change(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), 1, shorter, "plus-court")
    assert is_doubted(outbox, found), "nobody knows yet"
    outbox.beat(minutes=1)
    report(outbox, found, "Delivery")
    assert not is_doubted(outbox, found)


def test_what_was_sent_before_the_address_was_mended_proves_nothing(outbox: Outbox) -> None:
    found, told = outbox.scenes.demand(), outbox.world.now
    outbox.deliver()
    delivered = event("Delivery", outbox.row(found, MailKind.DEMANDE), ADDRESS, sent_at=told)
    outbox.report(delivered)
    outbox.beat(days=15)
    outbox.report(event("Bounce", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    mended(outbox)
    outbox.report(delivered)
    assert is_doubted(outbox, found)


def test_an_address_that_is_doubted_at_this_very_moment_is_not_called_reachable(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    with meanwhile(TRANSACTION, lambda: report(outbox, found, "Complaint"), "adresse_joignable"):
        report(outbox, found, "Delivery")
    assert is_doubted(outbox, found)
    assert history(outbox, found) == ["creation", "adresse_introuvable"]


def test_an_old_report_proves_nothing_once_another_mail_came_back(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    report(outbox, found, "Delivery")
    outbox.beat(days=15)
    outbox.report(event("Bounce", outbox.row(found, MailKind.RAPPEL_DEMANDE), ADDRESS))
    report(outbox, found, "Delivery")
    assert is_doubted(outbox, found)


def test_a_mail_that_reached_a_former_address_says_nothing_of_the_one_he_has_now(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    report(outbox, found, "Delivery", "paul@ailleurs.example")
    assert is_doubted(outbox, found)


def test_whoever_has_answered_meanwhile_needs_no_address(outbox: Outbox) -> None:
    found = asked_in_vain(outbox)
    sent_again(outbox, found)
    accept_in_space(runtime.context(), outbox.scenes.session(PAUL), found, 1)
    report(outbox, found, "Delivery")
    assert history(outbox, found) == ["creation", "adresse_introuvable", "acceptation"]
