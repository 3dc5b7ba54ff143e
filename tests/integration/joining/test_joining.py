"""Two accounts, of a card and of an invitation, become one for a person who proves both (specification §1)."""

import pytest

from chalicelib.acts.directory import NoDirectory
from chalicelib.directory.persons import Person
from chalicelib.domain.catalogue import ProfilId
from chalicelib.store.accounts import read_head
from tests.browser import Browser
from tests.integration.access.service import may_act
from tests.integration.card_readers import (
    CPE_ID,
    RPPS,
    Reader,
    card_of_an_assistant,
    card_of_nora,
    delegate,
    open_account,
    remplacante,
    validate,
)
from tests.integration.joining.joins import (
    CPE,
    NORA,
    active_account,
    ask_link,
    join,
    link_to_join,
    one_account_holds_all,
    owners,
)
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import World
from tests.small_directory import port

# The three ways to get two accounts


def test_an_assistant_who_uses_his_card_before_the_validation_has_one_account(
    world: World, reader: Reader, claire: Browser
) -> None:
    delegate(world, claire, NORA, ProfilId.ASSISTANT_MEDICAL, **CPE)
    open_account(world, NORA)
    assistant = world.browser()
    page = reader.sign_in(assistant, card_of_an_assistant())
    assert "Vous avez déjà un autre compte amelipro" in page.text
    assert "Vos comptes sont réunis" in join(assistant).text

    own = reader.account(assistant)
    validate(claire)
    one_account_holds_all(world, own)
    assert [may_act(world, *one) for one in (("cpe", CPE_ID), ("email", NORA), ("account", own))] == [True] * 3
    by_password = world.browser()
    sign_in(by_password, NORA, PASSWORD)
    assert reader.account(by_password) == own


def test_a_remplacante_who_accepted_directly_has_one_account_once_she_proves_both(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    own = reader.account(browser)
    assert not may_act(world, "rpps", RPPS)
    join(browser)
    one_account_holds_all(world, own)
    assert [may_act(world, *one) for one in (("rpps", RPPS), ("email", NORA), ("account", own))] == [True] * 3
    told = claire.get("/notifications").text
    assert "a réuni ses comptes amelipro" in told


def test_a_person_who_signed_in_by_card_before_his_invitation_answers_with_his_card(
    world: World, reader: Reader, claire: Browser
) -> None:
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    own = reader.account(browser)
    delegate(world, claire, NORA, **remplacante())
    landing = world.browser().get(link_of(world.mail(NORA), "creer-un-compte"))
    page = browser.get(landing.link("Je réponds avec ma carte"))
    assert "Mme Claire EXEMPLE" in page.text and NORA in page.text
    page = browser.submit(page, page.forms[-1].action.rsplit("/", 1)[1])
    browser.submit(page, "/accepter", compris="oui")
    assert "À valider" in claire.get("/delegations").text
    validate(claire)
    one_account_holds_all(world, own)
    assert [may_act(world, *one) for one in (("rpps", RPPS), ("email", NORA), ("account", own))] == [True] * 3


class _Counting(NoDirectory):
    """A directory that notes of whom it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def person_of_rpps(self, rpps: str) -> Person | None:
        """Note the number, and know nobody."""
        self.asked.append(rpps)
        return None


@pytest.mark.parametrize(
    ("profil", "typed", "asked"),
    [(ProfilId.COMPTABLE, {"structures": "cabinet-1"}, set()), (ProfilId.REMPLACANT, remplacante(), {RPPS})],
    ids=["comptable", "remplaçante"],
)
def test_a_join_asks_the_directory_about_a_remplacante_only(
    world: World, reader: Reader, claire: Browser, profil: ProfilId, typed: dict[str, str], asked: set[str]
) -> None:
    delegate(world, claire, NORA, profil, **typed)
    open_account(world, NORA)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    directory = _Counting()

    with port(lambda: directory):
        assert "Vos comptes sont réunis" in join(browser).text

    assert set(directory.asked) == asked


# Through Pro Santé Connect and back


def test_an_invitation_answered_by_card_leads_through_the_sign_in_and_back(
    world: World, reader: Reader, claire: Browser
) -> None:
    delegate(world, claire, NORA, **remplacante())
    stranger = world.browser()
    landing = stranger.get(link_of(world.mail(NORA), "creer-un-compte"))
    page = stranger.get(landing.link("Je réponds avec ma carte"))
    assert "Connectez-vous avec votre carte" in page.text
    assert "Claire" not in page.text
    page = reader.sign_in(stranger, card_of_nora(), page.link("Vous connecter par carte"))
    assert "Répondre à cette invitation avec le compte de votre carte" in page.text


def test_a_link_followed_without_a_session_leads_through_the_sign_in_and_back(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    assert "Si un compte amelipro est rattaché à cette adresse" in ask_link(browser).text
    elsewhere = world.browser()
    page = elsewhere.get(link_to_join(world))
    assert NORA not in page.text
    page = reader.sign_in(elsewhere, card_of_nora(), page.link("Vous connecter par carte"))
    assert "Réunir ces deux comptes" in page.text and NORA in page.text
    elsewhere.submit(page, page.forms[-1].action.rsplit("/", 1)[1])
    one_account_holds_all(world, reader.account(browser))


# The card overrides typed facts


def test_a_remplacante_whose_card_has_a_liberal_activity_keeps_no_delegation(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora("cabinet-de-nora", liberal="L"))
    join(browser)
    assert world.of_kind("grant") == []
    assert "Vous exercez une activité libérale" in browser.get("/notifications").text
    assert "exerce une activité libérale" in claire.get("/notifications").text
    assert owners(world) == {reader.account(browser)}


def test_the_number_of_the_card_replaces_the_typed_one_and_both_sides_are_notified(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire, "10101010101")
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    join(browser)
    (grant,) = world.of_kind("grant")
    assert grant["delegue"]["M"]["rpps_adeli"]["S"] == RPPS
    assert "celui de votre carte" in browser.get("/notifications").text
    assert "est désormais celui de sa carte" in claire.get("/notifications").text
    assert may_act(world, "rpps", RPPS)
    assert not may_act(world, "rpps", "10101010101")


# The other account afterwards


def test_late_links_say_that_the_accounts_are_joined(world: World, reader: Reader, claire: Browser) -> None:
    delegate(world, claire, NORA, **remplacante())
    first = link_of(world.mail(NORA), "creer-un-compte")
    open_account(world, NORA)
    withdraw = link_of(world.mail(NORA, "Confirmation"), "retirer")
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    join(browser)
    for link in (first, withdraw):
        page = world.browser().get(link)
        assert page.status == 410 and "Comptes réunis" in page.text


def test_sessions_of_the_other_account_end_and_its_address_is_free_when_it_is_not_kept(
    world: World, reader: Reader, claire: Browser
) -> None:
    left = active_account(world, claire)
    before = world.browser()
    sign_in(before, NORA, PASSWORD)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="nora@cabinet.example")
    link = link_of(world.mail("nora@cabinet.example"), "", path="confirmer-adresse")
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])
    join(browser)
    assert "Votre session a pris fin" in before.get("/recues").text
    head = read_head(left)
    assert head is not None and (head.account.address, head.account.name.nom) == ("", "")
    assert [mail.to for mail in world.deliver() if "réunis" in mail.subject] in (
        [NORA, "nora@cabinet.example"], ["nora@cabinet.example", NORA],
    )  # fmt: skip
    assert not may_act(world, "email", NORA)
    assert may_act(world, "email", "nora@cabinet.example")
    delegate(world, claire, NORA, **remplacante("10101010101"))


def test_waiting_demands_are_sent_again_and_due_mails_reach_the_remaining_account(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    world.deliver()
    delegate(world, claire, NORA, ProfilId.ASSISTANT_MEDICAL, **CPE)
    join(browser)
    sent = [mail for mail in world.deliver() if mail.to == NORA and "Création" in mail.subject]
    page = world.browser().get(link_of(sent[-1], "accepter"))
    assert page.status == 200
    assert "réunir" not in page.text
