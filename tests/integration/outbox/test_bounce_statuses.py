"""Which bounces blame the address, in the form that SES sends; any undelivered demand can be corrected."""

from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.domain.mails import MailKind
from chalicelib.settings import settings
from chalicelib.store.mails import MailItem
from tests.integration.api.client import Api
from tests.integration.outbox.fake_ses import Answer
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.outbox.reports import ADDRESS, invitation, suppressed_addresses
from tests.integration.outbox.steps import history
from tests.integration.outbox.test_correction import correct
from tests.integration.scenes import CLAIRE, PAUL
from tests.whole import IS_WHOLE, longer_in_prove

EXPIRED = "smtp; 554 4.4.7 Message expired: unable to deliver in 840 minutes.<421 4.4.0 Unable to lookup DNS>"
NOT_ADDRESS = [
    ("Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
    ("Transient", "General", "4.4.7", EXPIRED),
    ("Transient", "General", "", EXPIRED),
    ("Permanent", "General", "5.7.1", "smtp; 550 5.7.1 rejected by policy"),
    ("Permanent", "General", "5.7.26", "smtp; 550 5.7.26 not authenticated"),
    ("Transient", "ContentRejected", "5.6.1", ""),
    ("Undetermined", "Undetermined", "5.3.0", "smtp; 550 refused"),
    ("Undetermined", "Undetermined", "5.0.0", ""),
    ("Undetermined", "Undetermined", "", ""),
    ("Transient", "General", "5.1.8", "smtp; 553 5.1.8 sender domain does not exist"),
    ("Transient", "General", "5.1.1.9", "smtp; 550 from 5.1.1.9"),
    ("Whatever", "", "9.9.9", "nothing"),
]
ADDRESS_AT_FAULT = [
    ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
    ("Transient", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
    ("Transient", "General", "5.4.4", "smtp; 550 5.4.4 Invalid domain"),
    ("Undetermined", "Undetermined", "5.4.4", ""),
    ("Undetermined", "Undetermined", "5.3.0", "smtp; 550 5.1.1 <x@exemple.fr>: Recipient address rejected"),
    ("Undetermined", "Undetermined", "5.0.0", "smtp; 550-5.1.1 The email account does not exist."),
    ("Undetermined", "Undetermined", "", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
    ("Transient", "General", "5.2.1 (mailbox disabled)", ""),
    ("Permanent", "General", "5.0.0", ""),
    ("Permanent", "NoEmail", "", ""),
    ("Permanent", "Suppressed", "5.7.1", ""),
    ("Permanent", "OnAccountSuppressionList", "", "Amazon SES did not send the message to this address"),
]


def bounce(row: MailItem, kind: tuple[str, str, str, str], to: str = ADDRESS) -> dict[str, Any]:
    """Return a bounce as SES sends it; an empty field is left out."""
    bounce_type, subtype, status, diagnostic = kind
    recipient = {"emailAddress": to, "action": "failed", "status": status, "diagnosticCode": diagnostic}
    message = event("Bounce", row, ADDRESS, bounce_type)
    message["bounce"] |= {
        "bounceSubType": subtype,
        "bouncedRecipients": [{name: value for name, value in recipient.items() if value}],
        "feedbackId": "0107019-1",
        "reportingMTA": "dns; a8-70.smtp-out.eu-west-3.amazonses.com",
    }
    return message


@longer_in_prove
@pytest.mark.parametrize("kind", ADDRESS_AT_FAULT, ids=" ".join)
def test_a_status_that_blames_the_address_closes_it_for_every_bounce_type(
    outbox: Outbox, kind: tuple[str, str, str, str]
) -> None:
    found, row = invitation(outbox)
    outbox.report(bounce(row, kind))
    assert outbox.row(found, MailKind.INVITATION).delivery == "rejete"
    assert suppressed_addresses(outbox) == {ADDRESS}
    if kind in ADDRESS_AT_FAULT[1:] and not IS_WHOLE:
        return  # what the pages tell depends on these two alone
    claire = outbox.world.signed_in(CLAIRE)
    assert "adresse introuvable" in claire.get("/delegations").text
    assert correct(claire, found, "juste@exemple.fr").status == 200


@longer_in_prove
@pytest.mark.parametrize("kind", NOT_ADDRESS, ids=" ".join)
def test_the_address_of_an_undelivered_mail_can_be_corrected_without_being_blamed(
    outbox: Outbox, kind: tuple[str, str, str, str]
) -> None:
    found, row = invitation(outbox)
    outbox.report(bounce(row, kind), bounce(row, kind))
    assert outbox.row(found, MailKind.INVITATION).delivery == "non_remis"
    assert not suppressed_addresses(outbox)
    assert history(outbox, found) == ["creation", "non_remis"]
    if kind in NOT_ADDRESS[1:] and not IS_WHOLE:
        return  # what the pages tell depends on this alone

    claire = outbox.world.signed_in(CLAIRE)
    board = claire.get("/delegations")
    assert "e-mail non remis" in board.text
    assert "adresse introuvable" not in board.text
    assert claire.get("/notifications").text.count("n’a pas pu être remise") == 1
    assert correct(claire, found, "juste@exemple.fr").status == 200
    assert [mail.to for mail in outbox.deliver()] == ["juste@exemple.fr"]
    assert "non remis" not in claire.get("/delegations").text


@pytest.mark.parametrize(
    ("recipients", "delivery"),
    [
        ([{"emailAddress": "autre@exemple.fr", "status": "5.1.1"}, {"emailAddress": ADDRESS.upper()}], "non_remis"),
        ([{"emailAddress": "a@exemple.fr", "status": "4.2.2"}, {"emailAddress": ADDRESS, "status": "5.1.1"}], "rejete"),
        ([{"emailAddress": "renvoi@exemple.fr", "status": "5.1.1"}], "rejete"),
        ([{"status": "5.1.1"}], "rejete"),
        ([{}], "non_remis"),
        ([], "non_remis"),
        (["texte", None], "non_remis"),
        (None, "non_remis"),
        ([{"emailAddress": None, "status": None, "diagnosticCode": None}], "non_remis"),
    ],
)  # fmt: skip
def test_only_the_recipients_own_entry_of_a_bounce_counts(outbox: Outbox, recipients: Any, delivery: str) -> None:
    found, row = invitation(outbox)
    message = event("Bounce", row, ADDRESS, "Transient")
    message["bounce"]["bouncedRecipients"] = recipients
    outbox.report(message)
    assert outbox.row(found, MailKind.INVITATION).delivery == delivery


@pytest.mark.parametrize("missing", ["bounceType", "bounceSubType", "bouncedRecipients"])
def test_a_bounce_with_a_missing_field_still_counts(outbox: Outbox, missing: str) -> None:
    found, row = invitation(outbox)
    message = bounce(row, ("Transient", "General", "4.2.2", ""))
    del message["bounce"][missing]
    outbox.report(message)
    assert outbox.row(found, MailKind.INVITATION).delivery == "non_remis"


def test_a_wrong_address_is_corrected_and_a_right_one_is_sent_the_demand_again(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    claire, way = outbox.world.signed_in(CLAIRE), f"/delegations/{found}"
    outbox.report(bounce(row, ("Transient", "MailboxFull", "5.2.2", "")))
    page = claire.get(way)
    assert f"{way}/corriger" in page.body
    assert f"{way}/renvoyer" in page.body
    assert api_actions(outbox, found) >= {"corriger", "renvoyer"}

    outbox.report(bounce(row, ("Transient", "General", "5.1.1", "")))
    page = claire.get(way)
    assert f"{way}/corriger" in page.body
    assert f"{way}/renvoyer" not in page.body, "nothing is sent to an address that is closed"
    assert "Renvoyer" not in claire.get("/delegations").text
    assert "renvoyer" not in api_actions(outbox, found)


def api_actions(outbox: Outbox, found: str) -> set[str]:
    """Return the acts that the API allows the délégant."""
    return set(Api(outbox.world, CLAIRE).get(f"/delegations/{found}").json["actions"])


def test_a_demand_that_arrives_late_can_no_longer_be_corrected(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    outbox.report(bounce(row, ("Transient", "General", "4.4.7", "")))
    outbox.report(event("Delivery", row, ADDRESS))
    assert history(outbox, found) == ["creation", "non_remis", "adresse_joignable"]
    assert outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}/corriger").status == 400


def test_a_report_on_an_earlier_demand_does_not_affect_the_newest_one(outbox: Outbox) -> None:
    found, row = invitation(outbox)
    resend(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), "encore")
    outbox.deliver()
    outbox.report(bounce(row, ("Transient", "General", "4.4.7", "")))
    assert history(outbox, found) == ["creation", "renvoi"], "the new demand may have arrived"

    outbox.report(bounce(outbox.row(found, MailKind.INVITATION), ("Transient", "General", "4.4.7", "")))
    outbox.report(event("Delivery", row, ADDRESS))
    assert history(outbox, found) == ["creation", "renvoi", "non_remis"], "links that are dead have arrived"


def test_an_abandoned_demand_can_be_corrected(outbox: Outbox) -> None:
    outbox.ses.otherwise = Answer.BROKEN
    found = outbox.scenes.demand()
    outbox.deliver()
    for _ in range(settings().mail_tries):
        outbox.beat(hours=3)
    assert outbox.row(found, MailKind.DEMANDE).state == "echec"
    assert history(outbox, found) == ["creation", "non_remis"]
    outbox.ses.otherwise = Answer.TAKEN
    assert correct(outbox.world.signed_in(CLAIRE), found, "juste@exemple.fr").status == 200


def test_an_undelivered_mail_other_than_a_demand_allows_no_correction(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.report(event("Bounce", outbox.row(found, MailKind.CREATION_DELEGANT), "claire@cabinet.example", "Transient"))
    assert history(outbox, found) == ["creation"]
    outbox.report(event("Delivery", outbox.row(found, MailKind.DEMANDE), "paul@exemple.fr"))
    outbox.beat(days=15)
    outbox.report(event("Bounce", outbox.row(found, MailKind.RAPPEL_DEMANDE), "paul@exemple.fr", "Transient"))
    assert "non_remis" not in history(outbox, found), f"the demand reached {PAUL} before its reminder"
