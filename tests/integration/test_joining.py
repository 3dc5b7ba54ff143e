"""Two accounts, of a card and of an invitation, become one for a person who proves both (specification §1)."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.directory import NoDirectory
from chalicelib.directory.persons import Person
from chalicelib.domain.catalogue import ProfilId
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, read_head
from infra.operations.erasure import erase
from tests.browser import Browser, Page
from tests.integration.access.service import QUESTION, TRANSPORT, PortalService
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
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import LOOKUP, World
from tests.prove.invariants import violations
from tests.prove.seen import Seen, parsed
from tests.small_directory import port

NORA = "nora@exemple.fr"
CPE = {"cpe": CPE_ID}
CARD_OF_ANOTHER = card_of_nora(SubjectNameID="899900008888", family_name="MALLET", otherIds=[])


@pytest.fixture
def reader(world: World, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """A card reader."""
    return Reader(world, monkeypatch)


@pytest.fixture
def claire(world: World) -> Browser:
    """Return the délégant's browser."""
    world.delegant()
    return world.signed_in("claire")


def _join(browser: Browser, address: str = NORA, password: str = PASSWORD) -> Page:
    page = browser.get("/compte/rattacher")
    return browser.submit(page, "/compte/rattacher", adresse=address, mot_de_passe=password)


def _ask_link(browser: Browser, address: str = NORA) -> Page:
    return browser.submit(browser.get("/compte/rattacher"), "/compte/rattacher/lien", adresse=address)


def _link(world: World) -> str:
    return link_of(world.mail(NORA, "Réunir"), "", path="rattacher-compte")


def _may(world: World, kind: str, value: str) -> bool:
    question = {**QUESTION, "action": TRANSPORT, "subject": {"type": kind, "id": value}}
    return PortalService(world, name=f"service-{kind}").may(question)


def _owners(world: World) -> set[str]:
    """Return the owners of the delegations, and of their lines, guards and grants."""
    delegations = {item["content"]["M"]["delegue"]["M"]["account_id"]["S"] for item in world.of_kind("delegation")}
    lines = {item["pk"]["S"][4:] for item in world.of_kind("summary") if item["sk"]["S"].startswith("RECEIVED#")}
    guards = {item["sk"]["S"].split("#")[0] for item in world.of_kind("guard") if item["periods"]["M"]}
    return delegations | lines | guards | {item["pk"]["S"][6:] for item in world.of_kind("grant")}


def _one_account_holds_all(world: World, own: str) -> None:
    sent = Counter(str(mail.message["X-Delegation-Mail"]).strip() for mail in world.mails())
    policy = runtime.context().policy
    assert not violations(Seen(parsed(world.items()), sent, world.now, policy, LOOKUP))
    assert _owners(world) == {own}
    assert world.of_kind("follow") == []
    assert {item["pk"]["S"] for item in world.of_kind("notice")} <= {"NOTE#claire", f"NOTE#{own}"}
    living = {item["pk"]["S"][4:] for item in world.of_kind("head") if item["status"]["S"] != "rattachee"}
    assert living == {"claire", own}


# The three ways to get two accounts


def test_an_assistant_who_uses_his_card_before_the_validation_has_one_account(
    world: World, reader: Reader, claire: Browser
) -> None:
    delegate(world, claire, NORA, ProfilId.ASSISTANT_MEDICAL, **CPE)
    open_account(world, NORA)
    assistant = world.browser()
    page = reader.sign_in(assistant, card_of_an_assistant())
    assert "Vous avez déjà un autre compte amelipro" in page.text
    assert "Vos comptes sont réunis" in _join(assistant).text

    own = reader.account(assistant)
    validate(claire)
    _one_account_holds_all(world, own)
    assert [_may(world, *one) for one in (("cpe", CPE_ID), ("email", NORA), ("account", own))] == [True] * 3
    by_password = world.browser()
    sign_in(by_password, NORA, PASSWORD)
    assert reader.account(by_password) == own


def test_a_remplacante_who_accepted_directly_has_one_account_once_she_proves_both(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    own = reader.account(browser)
    assert not _may(world, "rpps", RPPS)
    _join(browser)
    _one_account_holds_all(world, own)
    assert [_may(world, *one) for one in (("rpps", RPPS), ("email", NORA), ("account", own))] == [True] * 3
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
    _one_account_holds_all(world, own)
    assert [_may(world, *one) for one in (("rpps", RPPS), ("email", NORA), ("account", own))] == [True] * 3


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
        assert "Vos comptes sont réunis" in _join(browser).text

    assert set(directory.asked) == asked


def _active_account(world: World, claire: Browser, rpps: str = RPPS) -> str:
    """Give Nora an account with a password and a delegation; return the account."""
    delegate(world, claire, NORA, **remplacante(rpps))
    open_account(world, NORA)
    validate(claire)
    return str(world.of_kind("grant")[0]["pk"]["S"][6:])


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
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    assert "Si un compte amelipro est rattaché à cette adresse" in _ask_link(browser).text
    elsewhere = world.browser()
    page = elsewhere.get(_link(world))
    assert NORA not in page.text
    page = reader.sign_in(elsewhere, card_of_nora(), page.link("Vous connecter par carte"))
    assert "Réunir ces deux comptes" in page.text and NORA in page.text
    elsewhere.submit(page, page.forms[-1].action.rsplit("/", 1)[1])
    _one_account_holds_all(world, reader.account(browser))


# The card overrides typed facts


def test_a_remplacante_whose_card_has_a_liberal_activity_keeps_no_delegation(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora("cabinet-de-nora", liberal="L"))
    _join(browser)
    assert world.of_kind("grant") == []
    assert "Vous exercez une activité libérale" in browser.get("/notifications").text
    assert "exerce une activité libérale" in claire.get("/notifications").text
    assert _owners(world) == {reader.account(browser)}


def test_the_number_of_the_card_replaces_the_typed_one_and_both_sides_are_notified(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire, "10101010101")
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _join(browser)
    (grant,) = world.of_kind("grant")
    assert grant["delegue"]["M"]["rpps_adeli"]["S"] == RPPS
    assert "celui de votre carte" in browser.get("/notifications").text
    assert "est désormais celui de sa carte" in claire.get("/notifications").text
    assert _may(world, "rpps", RPPS)
    assert not _may(world, "rpps", "10101010101")


# Other people


def test_a_join_answers_a_wrong_password_and_an_unknown_address_alike_and_counts_both(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    said = []
    for address in (NORA, "personne@exemple.fr"):
        page = _join(browser, address, "Autre-Chose-12")
        said.append((page.status, page.text.replace(address, "")))
    assert said[0] == said[1]
    for _ in range(9):
        _join(browser, NORA, "Autre-Chose-12")
    assert _join(browser).status == 429
    assert sign_in(world.browser(), NORA, PASSWORD).status == 429


def test_requesting_the_link_of_a_join_looks_the_same_for_every_address(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    seen = []
    for address in (NORA, "personne@exemple.fr"):
        page = _ask_link(browser, address)
        seen.append((page.status, page.text, world.exchanges[-1].calls))
    assert seen[0] == seen[1]
    assert [mail.to for mail in world.deliver() if "Réunir" in mail.subject] in ([NORA], [])
    assert {_ask_link(browser).status for _ in range(10)} == {200, 429}


def test_a_link_requested_by_an_attacker_joins_nothing_in_the_readers_browser(
    world: World, reader: Reader, claire: Browser
) -> None:
    planted = _active_account(world, claire)
    attacker = world.browser()
    reader.sign_in(attacker, CARD_OF_ANOTHER)
    _ask_link(attacker)
    link = _link(world)
    victim = world.browser()
    reader.sign_in(victim, card_of_nora())
    page = victim.get(link)
    assert "Connectez-vous avec votre carte" in page.text
    assert "Connectez-vous avec votre carte" in victim.post(link, {"csrf": _csrf(victim)}).text
    anybody = world.browser()
    assert "/connexion?suite=" in anybody.post(link, {}).url
    assert _owners(world) == {planted}


def _csrf(browser: Browser) -> str:
    form = browser.get("/compte/rattacher").forms[-1]
    return next(field.value for field in form.fields if field.name == "csrf")


def test_a_join_needs_a_recent_sign_in_by_card(world: World, reader: Reader, claire: Browser) -> None:
    planted = _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    page = browser.get("/compte/rattacher")
    world.now += timedelta(minutes=6)
    refused = browser.submit(page, "/compte/rattacher", adresse=NORA, mot_de_passe=PASSWORD)
    assert refused.status == 403 and "connectez-vous avec votre carte" in refused.text.lower()
    by_password = world.browser()
    sign_in(by_password, NORA, PASSWORD)
    assert "connectez-vous d’abord avec votre carte" in by_password.get("/compte/rattacher").text
    assert _owners(world) == {planted}


def test_an_account_with_a_card_of_its_own_is_never_joined(world: World, reader: Reader, claire: Browser) -> None:
    first, second = world.browser(), world.browser()
    reader.sign_in(first, card_of_nora())
    _active_account(world, claire)
    _join(first)
    reader.sign_in(second, CARD_OF_ANOTHER)
    refused = _join(second)
    assert "déjà été ouvert avec une carte" in refused.text
    assert _owners(world) == {reader.account(first)}


def test_an_account_is_not_joined_to_itself(world: World, reader: Reader, claire: Browser) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _join(browser)
    again = _join(browser)
    assert again.status == 400 and "déjà celle de votre compte" in again.text


def test_a_known_account_is_not_joined_by_the_link_of_a_delegation(
    world: World, reader: Reader, claire: Browser
) -> None:
    delegate(world, claire, NORA, **remplacante())
    invitation = link_of(world.mail(NORA), "creer-un-compte").rsplit("/", 1)[1]
    open_account(world, NORA)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    page = browser.get(f"/invitation-par-carte/{invitation}")
    assert page.status in {409, 410}
    assert len([one for one in world.of_kind("head") if one["status"]["S"] == "rattachee"]) == 0


def test_a_delegant_who_invited_himself_does_not_delegate_to_himself_once_he_joins(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    AliasItem(*keys.alias("psc", f"8{RPPS}", LOOKUP), account_id="claire").save()
    own = world.browser()
    reader.sign_in(own, card_of_nora("cabinet-1", liberal="L"))
    assert reader.account(own) == "claire"
    _join(own)
    assert world.of_kind("grant") == []
    assert {item["content"]["M"]["status"]["S"] for item in world.of_kind("delegation")} == {"non_aboutie"}
    assert "est désormais le vôtre" in own.get("/notifications").text


# The other account afterwards


def test_late_links_say_that_the_accounts_are_joined(world: World, reader: Reader, claire: Browser) -> None:
    delegate(world, claire, NORA, **remplacante())
    first = link_of(world.mail(NORA), "creer-un-compte")
    open_account(world, NORA)
    withdraw = link_of(world.mail(NORA, "Confirmation"), "retirer")
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _join(browser)
    for link in (first, withdraw):
        page = world.browser().get(link)
        assert page.status == 410 and "Comptes réunis" in page.text


def test_sessions_of_the_other_account_end_and_its_address_is_free_when_it_is_not_kept(
    world: World, reader: Reader, claire: Browser
) -> None:
    left = _active_account(world, claire)
    before = world.browser()
    sign_in(before, NORA, PASSWORD)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="nora@cabinet.example")
    link = link_of(world.mail("nora@cabinet.example"), "", path="confirmer-adresse")
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])
    _join(browser)
    assert "Votre session a pris fin" in before.get("/recues").text
    head = read_head(left)
    assert head is not None and (head.account.address, head.account.name.nom) == ("", "")
    assert [mail.to for mail in world.deliver() if "réunis" in mail.subject] in (
        [NORA, "nora@cabinet.example"], ["nora@cabinet.example", NORA],
    )  # fmt: skip
    assert not _may(world, "email", NORA)
    assert _may(world, "email", "nora@cabinet.example")
    delegate(world, claire, NORA, **remplacante("10101010101"))


def test_waiting_demands_are_sent_again_and_due_mails_reach_the_remaining_account(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    world.deliver()
    delegate(world, claire, NORA, ProfilId.ASSISTANT_MEDICAL, **CPE)
    _join(browser)
    sent = [mail for mail in world.deliver() if mail.to == NORA and "Création" in mail.subject]
    page = world.browser().get(link_of(sent[-1], "accepter"))
    assert page.status == 200
    assert "réunir" not in page.text


# Concurrent acts, and interruptions


@pytest.mark.parametrize(
    "meant",
    [
        pytest.param("deletes", id="the délégant deletes"),
        pytest.param("validates", id="the délégant validates"),
    ],
)
def test_a_join_and_a_concurrent_act_of_the_delegant_leave_one_consistent_state(
    world: World, reader: Reader, claire: Browser, meant: str
) -> None:
    delegate(world, claire, NORA, **remplacante())
    open_account(world, NORA)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    with meanwhile(
        TRANSACTION, lambda: _delete(world, claire) if meant == "deletes" else validate(claire), about="RECEIVED#"
    ):
        _join(browser)
    world.run_schedule()
    assert _owners(world) <= {reader.account(browser)}
    assert world.of_kind("follow") == []


def _delete(world: World, claire: Browser) -> None:
    (item,) = world.of_kind("delegation")
    path = f"/delegations/{item['pk']['S'][6:]}/supprimer"
    claire.submit(claire.get(path), "/supprimer")


def test_of_two_cards_that_join_one_account_concurrently_one_gets_it(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    first, second = world.browser(), world.browser()
    reader.sign_in(first, card_of_nora())
    reader.sign_in(second, CARD_OF_ANOTHER)
    with meanwhile(TRANSACTION, lambda: _join(second)):
        late = _join(first)
    assert late.status == 400
    assert _owners(world) == {reader.account(second)}


def test_an_address_that_moves_during_a_join_proves_nothing(world: World, reader: Reader, claire: Browser) -> None:
    left = _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _ask_link(browser)
    page = browser.get(_link(world))
    action = page.forms[-1].action.rsplit("/", 1)[1]

    def moves() -> None:
        HeadItem(*keys.head(left)).update(actions=[HeadItem.address.set("nora@ailleurs.example")])

    with meanwhile(TRANSACTION, moves):
        assert browser.submit(page, action).status == 410
    assert _owners(world) == {left}


def test_the_link_of_a_join_works_once(world: World, reader: Reader, claire: Browser) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _ask_link(browser)
    page = browser.get(_link(world))
    action = page.forms[-1].action.rsplit("/", 1)[1]
    assert browser.submit(page, action).status == 200
    assert browser.submit(page, action).status == 410


def test_the_schedule_completes_an_interrupted_join(
    world: World, reader: Reader, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    monkeypatch.setattr("chalicelib.acts.join_accounts.begin_to_follow", lambda *_: None)
    _join(browser)
    assert _owners(world) == {left}
    assert f"ACC#{left}" in {item["pk"]["S"] for item in world.of_kind("head")}
    world.run_schedule()
    _one_account_holds_all(world, reader.account(browser))


def test_an_account_that_is_being_erased_is_not_joined(world: World, reader: Reader, claire: Browser) -> None:
    left = _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    assert erase(runtime.context(), left)
    assert _join(browser).status == 400
    assert [item["status"]["S"] for item in world.of_kind("head")].count("rattachee") == 0


def test_an_erasure_includes_delegations_still_moving_from_a_joined_account(
    world: World, reader: Reader, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    _active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    monkeypatch.setattr("chalicelib.acts.join_accounts.begin_to_follow", lambda *_: None)
    _join(browser)
    erase(runtime.context(), reader.account(browser))
    assert world.of_kind("grant") == []
    assert world.of_kind("delegation") == []


def test_an_unannounced_last_day_is_announced_before_the_delegation_moves(
    world: World, reader: Reader, claire: Browser
) -> None:
    _active_account(world, claire)
    world.now += timedelta(days=40)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    _join(browser)
    world.run_schedule()
    assert "est terminée" in browser.get("/notifications").text
    assert world.of_kind("follow") == []
    assert {item["pk"]["S"] for item in world.of_kind("summary") if item["sk"]["S"].startswith("RECEIVED#")} == {
        f"ACC#{reader.account(browser)}"
    }


def test_of_two_overlapping_delegations_the_validated_one_stays(world: World, reader: Reader, claire: Browser) -> None:
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    own = reader.account(browser)
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="nora@cabinet.example")
    link = link_of(world.mail("nora@cabinet.example"), "", path="confirmer-adresse")
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])
    delegate(world, claire, "nora@cabinet.example", **remplacante())
    delegate(world, claire, NORA, **remplacante())
    open_account(world, NORA)
    page = claire.get(claire.get("/delegations").link("Valider"))
    claire.submit(page, "/valider")
    _join(browser)
    statuses = sorted(item["content"]["M"]["status"]["S"] for item in world.of_kind("delegation"))
    assert statuses == ["non_aboutie", "validee"]
    _one_account_holds_all(world, own)
