"""« Adresse introuvable »: the délégant's view, and the correction through step 1 (specification §3)."""

import pytest

from chalicelib.acts.invited import Shown
from chalicelib.domain.mails import MailKind, Purpose
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.outbox.steps import create_for, history
from tests.integration.scenes import CLAIRE, PAUL

WRONG = "zoe@exmple.example"


@pytest.fixture
def found(outbox: Outbox) -> str:
    """Return an invitation whose mail bounced."""
    return outbox.begun("bounced", lambda: _bounced(outbox))


def _bounced(outbox: Outbox) -> str:
    found = outbox.scenes.invitation(WRONG)
    outbox.deliver()
    outbox.report(event("Bounce", outbox.row(found, MailKind.INVITATION), WRONG))
    return found


def correct(browser: Browser, found: str, address: str) -> Page:
    """Send step 1 of the correction."""
    page = browser.get(browser.get("/delegations").link("corriger l’adresse"))
    return browser.submit(page, f"/delegations/{found}/corriger", adresse=address)


def test_the_dashboard_marks_an_unreachable_address_and_links_to_the_correction(outbox: Outbox, found: str) -> None:
    claire = outbox.world.signed_in(CLAIRE)
    board = claire.get("/delegations")
    assert "adresse introuvable" in board.text
    assert WRONG in claire.get("/notifications").text
    assert claire.get(board.link("corriger l’adresse")).status == 200


def test_a_correction_to_an_unknown_address_sends_an_invitation_at_once(outbox: Outbox, found: str) -> None:
    claire = outbox.world.signed_in(CLAIRE)
    old = outbox.scenes.link(found, Purpose.OPEN_ACCOUNT)

    page = correct(claire, found, "zoe@exemple.example")

    assert page.status == 200, page.text
    assert "adresse introuvable" not in claire.get("/delegations").text
    assert [(mail.to, mail.tags["kind"]) for mail in outbox.deliver()] == [("zoe@exemple.example", "invitation")]
    assert outbox.world.browser().get(old).status == 409
    assert outbox.world.browser().get(outbox.scenes.link(found, Purpose.OPEN_ACCOUNT)).status == 200
    assert history(outbox, found) == ["creation", "adresse_introuvable", "correction_adresse"]


def test_a_correction_to_a_known_address_shows_its_owner_first(outbox: Outbox, found: str) -> None:
    claire = outbox.world.signed_in(CLAIRE)
    page = correct(claire, found, "paul@exemple.fr")
    assert "Vérification de compte" in page.text
    assert "Paul" in page.text
    assert history(outbox, found)[-1] == "adresse_introuvable"

    claire.submit(page, f"/delegations/{found}/corriger/valider")

    assert [(mail.to, mail.tags["kind"]) for mail in outbox.deliver()] == [("paul@exemple.fr", "demande")]
    assert "adresse introuvable" not in claire.get("/delegations").text


def test_the_same_person_twice_for_the_same_days_is_refused(outbox: Outbox, found: str) -> None:
    claire = outbox.world.signed_in(CLAIRE)
    validity = outbox.scenes.delegation(found).terms.validity
    create_for(outbox, Shown("paul@exemple.fr", PAUL, known=True), validity.start, validity.end)

    page = correct(claire, found, "paul@exemple.fr")
    page = claire.submit(page, f"/delegations/{found}/corriger/valider")

    assert page.status == 409
    assert "existe déjà" in page.text
    assert outbox.scenes.delegation(found).undeliverable


def test_a_delegant_cannot_correct_to_his_own_address(outbox: Outbox, found: str) -> None:
    page = correct(outbox.world.signed_in(CLAIRE), found, "claire@cabinet.example")
    assert page.status == 400
    assert outbox.scenes.delegation(found).undeliverable


def test_a_correction_to_the_same_address_tries_it_again(outbox: Outbox, found: str) -> None:
    claire = outbox.world.signed_in(CLAIRE)
    page = correct(claire, found, WRONG)
    assert page.status == 200, page.text
    assert not outbox.deliver()
    assert outbox.scenes.delegation(found).undeliverable, "SES still says that it does not exist"


def test_a_correction_ends_the_reservation_of_the_wrong_address(outbox: Outbox, found: str) -> None:
    wrong = outbox.scenes.delegation(found).delegue.account_id
    correct(outbox.world.signed_in(CLAIRE), found, "zoe@exemple.example")
    outbox.beat(days=10)
    outbox.beat(days=21)
    assert not [item for item in outbox.world.of_kind("head") if item["pk"]["S"] == f"ACC#{wrong}"]


def test_an_address_that_was_reached_is_not_corrected(outbox: Outbox) -> None:
    found = outbox.scenes.invitation()
    outbox.deliver()
    page = outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}/corriger")
    assert page.status == 400
    assert "ne peut être corrigée" in page.text


def test_a_corrected_address_gets_one_reminder_of_its_own(outbox: Outbox) -> None:
    found = create_for(outbox, Shown(WRONG, "faux", known=False), outbox.scenes.today, outbox.scenes.today + 100 * DAY)
    outbox.deliver()
    outbox.beat(days=23, seconds=1)
    outbox.report(event("Bounce", outbox.row(found, MailKind.INVITATION), WRONG))
    correct(outbox.world.signed_in(CLAIRE), found, "zoe@exemple.example")

    sent = [(mail.to, mail.tags["kind"]) for _ in range(8) for mail in outbox.beat(days=1)]

    assert sent == [
        ("zoe@exemple.example", "invitation"),
        ("zoe@exemple.example", "rappel_invitation"),
        ("claire@cabinet.example", "purge_delegant"),
    ]
