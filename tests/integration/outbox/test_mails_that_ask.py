"""A mail that asks for an act is cancelled once the act is impossible; a mail about a past act is always sent."""

from collections.abc import Callable, Mapping

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import MailKind, Purpose
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import HeadItem
from chalicelib.store.mails import Cancelled
from tests.builders import DAY
from tests.integration.acts_on_scenes import accept, delete_it, name_other_account, refuse
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.steps import invite_for_both_cabinets, lose_cabinets
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.prove.spec_table import asks


def _resend(scenes: Scenes, found: str) -> None:
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), "renvoi")


def _change(scenes: Scenes, found: str) -> None:
    terms = scenes.delegation(found).terms.validity
    asked = asked_terms(terms.start, terms.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "modifier")


def _accept_change(scenes: Scenes, found: str) -> None:
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)


def _refuse_change(scenes: Scenes, found: str) -> None:
    refuse_in_space(runtime.context(), scenes.session(PAUL), found, 2)


def _shorten(scenes: Scenes, found: str) -> None:
    terms = scenes.delegation(found).terms.validity
    asked = asked_terms(terms.start, terms.end - DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 2, asked, "raccourcir")


def _purge(scenes: Scenes, found: str) -> None:
    scenes.world.now += 31 * DAY


def _two_cabinets(scenes: Scenes) -> str:
    return invite_for_both_cabinets(scenes, "zoe@exemple.fr")


def _lose(*numbers: int) -> "Act":
    """Return a step in which the délégant loses these cabinets by her card."""
    return lambda scenes, _: lose_cabinets(scenes, *numbers)


Act = Callable[[Scenes, str], None]

OVERTAKEN: Mapping[str, tuple[Callable[..., str], MailKind, Act, Cancelled]] = {
    "invitation deleted": (Scenes.invitation, MailKind.INVITATION, delete_it, Cancelled.GONE),
    "invitation sent again": (Scenes.invitation, MailKind.INVITATION, _resend, Cancelled.REPLACED),
    "invitation changed": (Scenes.invitation, MailKind.INVITATION, _change, Cancelled.REPLACED),
    "invitation answered": (Scenes.invitation, MailKind.INVITATION, name_other_account, Cancelled.SETTLED),
    "invitation past its time": (Scenes.invitation, MailKind.INVITATION, _purge, Cancelled.GONE),
    "invitation, one structure lost": (_two_cabinets, MailKind.INVITATION, _lose(1), Cancelled.REPLACED),
    "invitation, every structure lost": (_two_cabinets, MailKind.INVITATION, _lose(1, 2), Cancelled.EMPTY),
    "demand accepted": (Scenes.demand, MailKind.DEMANDE, accept, Cancelled.SETTLED),
    "demand refused": (Scenes.demand, MailKind.DEMANDE, refuse, Cancelled.SETTLED),
    "wider terms accepted": (Scenes.proposal, MailKind.PROPOSITION_DELEGUE, _accept_change, Cancelled.SETTLED),
    "wider terms refused": (Scenes.proposal, MailKind.PROPOSITION_DELEGUE, _refuse_change, Cancelled.SETTLED),
    "wider terms taken back": (Scenes.proposal, MailKind.PROPOSITION_DELEGUE, _shorten, Cancelled.SETTLED),
}


@pytest.mark.parametrize("name", OVERTAKEN)
def test_a_mail_that_asks_for_an_impossible_act_is_cancelled_with_its_reason(outbox: Outbox, name: str) -> None:
    build, kind, overtake, why = OVERTAKEN[name]
    build(outbox.scenes)
    (found,) = {row.about for row in outbox.rows()}
    overtake(outbox.scenes, found)

    sent = outbox.deliver()

    row = next(row for row in outbox.rows(found) if row.mail_kind == kind)
    assert (row.state, row.error) == ("annule", why.value)
    assert row.id not in {mail.name for mail in sent}
    told = {row.id for row in outbox.rows(found) if not asks(row)}
    assert told <= {mail.name for mail in sent}, "what happened is always told"


def test_a_demand_that_lost_structures_is_sent_with_live_links(outbox: Outbox) -> None:
    found = invite_for_both_cabinets(outbox.scenes, "zoe@exemple.fr")
    lose_cabinets(outbox.scenes, 1)

    asked = [mail for mail in outbox.deliver() if mail.tags["kind"] == "invitation"]

    assert [(mail.to, mail.tags["at"]) for mail in asked] == [("zoe@exemple.fr", "000002")]
    page = outbox.world.browser().get(outbox.scenes.link(found, Purpose.OPEN_ACCOUNT))
    assert page.status == 200
    assert "Cabinet 2" in page.text
    assert "Cabinet 1" not in page.text


def test_the_page_of_an_empty_demand_says_so_and_no_reminder_follows(outbox: Outbox) -> None:
    found = invite_for_both_cabinets(outbox.scenes, "zoe@exemple.fr")
    link = outbox.scenes.link(found, Purpose.OPEN_ACCOUNT)
    outbox.deliver()
    lose_cabinets(outbox.scenes, 1, 2)

    page = outbox.world.browser().get(link)

    assert (page.status, "Délégation sans structure" in page.text) == (409, True)
    assert outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}").status == 200
    sent = [mail.tags["kind"] for _ in range(4) for mail in outbox.beat(days=8)]
    assert sent == ["purge_delegant"]


def test_the_page_of_the_delegation_says_why_a_mail_was_cancelled(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    accept(outbox.scenes, found)
    outbox.deliver()
    page = outbox.world.signed_in(CLAIRE).get(f"/delegations/{found}")
    assert "la demande est déjà traitée" in page.text


def test_the_validation_cancels_the_reminder_to_validate(outbox: Outbox) -> None:
    found = outbox.scenes.to_validate()
    outbox.deliver()
    outbox.world.now += 15 * DAY
    outbox.ses.poisoned = found
    outbox.run_schedule()
    outbox.ses.poisoned = ""
    version = outbox.scenes.delegation(found).terms_version
    validate(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), version)

    outbox.beat(hours=3)

    row = outbox.row(found, MailKind.RAPPEL_DELEGANT)
    assert (row.state, row.error) == ("annule", "traitee")


def test_a_dead_link_to_confirm_an_address_is_not_sent(outbox: Outbox) -> None:
    browser = outbox.world.signed_in(PAUL)
    for number in range(2):
        page = browser.get("/compte/e-mail")
        browser.submit(page, "/compte/e-mail", adresse=f"paul-{number}@ailleurs.example")
        outbox.world.now += DAY / 86400

    sent = [mail.to for mail in outbox.deliver() if mail.tags["kind"] == "adresse_a_confirmer"]

    assert sent == ["paul-1@ailleurs.example"]
    asked = sorted((row for row in outbox.rows(PAUL) if row.mail_kind == "adresse_a_confirmer"), key=lambda row: row.sk)
    assert [(row.state, row.error) for row in asked] == [("annule", "traitee"), ("envoye", None)]


def test_every_link_for_a_new_password_is_sent_until_one_is_used(outbox: Outbox) -> None:
    browser = outbox.world.browser()
    for _ in range(2):
        browser.submit(browser.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse="paul@exemple.fr")
        outbox.world.now += DAY / 86400

    assert len(outbox.deliver()) == 2
    assert {row.state for row in outbox.rows(PAUL)} == {"envoye"}


def test_a_link_for_a_new_password_is_not_sent_after_its_request_was_used(outbox: Outbox) -> None:
    browser = outbox.world.browser()
    browser.submit(browser.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse="paul@exemple.fr")
    pendings.PendingItem(*keys.pending(PAUL, AccountPurpose.NEW_PASSWORD)).delete()

    assert not outbox.deliver()
    row = outbox.row(PAUL, "mot_de_passe_oublie")
    assert (row.state, row.error) == ("annule", "traitee")


def test_the_mails_of_a_deletion_are_sent_even_late(outbox: Outbox) -> None:
    found = outbox.scenes.to_validate()
    outbox.ses.poisoned = found
    outbox.deliver()
    delete_it(outbox.scenes, found)
    outbox.deliver()
    outbox.ses.poisoned = ""

    sent = {mail.tags["kind"] for mail in outbox.beat(hours=3)}

    assert {"suppression_delegant", "suppression_delegue", "creation_delegant", "acceptation_a_valider"} <= sent
    assert "demande" not in sent


def test_a_late_mail_carries_the_link_of_its_own_act(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.world.now += DAY
    outbox.deliver()
    assert accept_by_link(runtime.context(), outbox.scenes.token(found, Purpose.ACCEPT))


def test_a_mail_to_an_account_without_address_is_cancelled_with_its_reason(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set("")])
    assert [mail.tags["kind"] for mail in outbox.deliver()] == ["creation_delegant"]
    row = outbox.row(found, MailKind.DEMANDE)
    assert (row.state, row.error) == ("annule", Cancelled.NO_ADDRESS.value)
