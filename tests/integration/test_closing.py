"""« Fermer mon compte »: what ends with an account, who is told, and what is left of it (specification §1)."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.close_account import close_account
from chalicelib.acts.guesses import Caller
from chalicelib.acts.join_accounts import join_invitation
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Refused
from chalicelib.domain.statuses import Status
from chalicelib.identity.sessions import Mode
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, read_head
from chalicelib.store.calls import Busy
from chalicelib.store.delegations import to_item
from chalicelib.store.table import read
from tests.browser import Browser, Page
from tests.integration.meanwhile import READ, TRANSACTION, meanwhile
from tests.integration.passkeys import give_passkey
from tests.integration.refused_input import error_at, unchanged
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.test_accounts import card
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP

PATH = "/compte/fermer"
LATE = timedelta(minutes=settings().fresh_proof_minutes, seconds=1)


def close(browser: Browser, page: Page | None = None, **given: str) -> Page:
    """Tick the box, and close the account of this browser."""
    return browser.submit(page or browser.get(PATH), PATH, compris="oui", **given)


def kinds_left(scenes: Scenes, account_id: str) -> set[str]:
    """Return the kinds of the items that an account still has in its own partition."""
    return {item["kind"]["S"] for item in scenes.world.items() if item["pk"]["S"] == f"ACC#{account_id}"}


def test_a_delegue_closes_his_account_and_his_delegations_end(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    give_passkey(PAUL)
    scenes.validated()
    waiting = scenes.demand()
    browser = scenes.browser(PAUL)
    page = browser.get(PATH)
    assert "1 délégation reçue" in page.text and "1 demande reçue" in page.text
    done = close(browser, page)
    assert "/connexion" in done.url and "Le compte amelipro est fermé." in done.text
    assert scenes.delegation(waiting).status is Status.REFUSEE
    assert not scenes.world.of_kind("grant")
    subjects = [(mail.to, mail.subject) for mail in scenes.world.deliver()]
    assert (KNOWN[PAUL], "Votre compte amelipro est fermé") in subjects
    assert [to for to, _ in subjects].count("claire@cabinet.example") >= 2
    assert kinds_left(scenes, PAUL) <= {"head", "summary"}


def test_a_delegant_closes_his_account_and_nothing_of_his_space_stays_open(scenes: Scenes) -> None:
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.rpps.set("10101010101")])
    scenes.validated()
    scenes.refused()
    browser = scenes.browser(CLAIRE)
    page = browser.get(PATH)
    assert "1 délégation attribuée" in page.text
    assert "Le compte amelipro est fermé." in close(browser, page).text
    for kind in ("grant", "delegation", "practice", "number"):
        assert not [item for item in scenes.world.of_kind(kind) if "helene" not in str(item)]
    assert any(to == KNOWN[PAUL] for to in (mail.to for mail in scenes.world.deliver()))


def test_the_address_is_free_a_day_later(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    scenes.world.deliver()
    scenes.world.pass_time(days=2)
    assert not kinds_left(scenes, PAUL)
    assert not [item for item in scenes.world.of_kind("alias") if item["account_id"]["S"] == PAUL]


def test_a_closed_account_opens_by_nothing(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    first, second = scenes.browser(PAUL), scenes.browser(PAUL)
    close(first)
    assert "/connexion" in second.get("/compte").url
    page = first.submit(first.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    assert page.status == 400


def test_a_closed_address_may_be_invited_at_once(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    scenes.world.deliver()
    found = scenes.invitation(KNOWN[PAUL])
    assert scenes.delegation(found).created_unknown
    assert any(mail.to == KNOWN[PAUL] for mail in scenes.world.deliver())
    scenes.world.pass_time(days=2)
    assert scenes.delegation(found).status is Status.EN_COURS


def test_a_closed_address_that_is_invited_again_is_answered_by_card(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    scenes.world.deliver()
    found = scenes.invitation(KNOWN[PAUL])
    token = scenes.token(found, Purpose.OPEN_ACCOUNT)
    caller = Caller("192.0.2.1")
    own = sign_in_by_card(runtime.context(), card("899900009999", "cabinet-9", liberal="S"), caller).session
    assert join_invitation(runtime.context(), own, token) == found
    assert scenes.delegation(found).delegue.account_id == own.account_id


def test_an_invited_account_that_is_opened_and_closed_while_a_card_answers_is_not_joined(scenes: Scenes) -> None:
    found = scenes.invitation()
    token, invited = scenes.token(found, Purpose.OPEN_ACCOUNT), scenes.delegation(found).delegue.account_id
    own = sign_in_by_card(
        runtime.context(), card("899900009999", "cabinet-9", liberal="S"), Caller("192.0.2.1")
    ).session

    def open_and_close() -> None:
        HeadItem(*keys.head(invited)).update([HeadItem.generation.add(2), HeadItem.waiting.remove()])

    with meanwhile(READ, open_and_close, about="A#ERASURE"), pytest.raises(Refused):
        join_invitation(runtime.context(), own, token)
    left = read_head(invited)
    assert left is not None and not left.joined_to


def test_the_card_of_a_closed_account_opens_another(scenes: Scenes) -> None:
    context, caller = runtime.context(), Caller("192.0.2.1")
    first = sign_in_by_card(context, card("899900009999", "cabinet-1"), caller).session
    close_account(context, first, "0-0", "", caller)
    left = [item for item in scenes.world.items() if item.get("account_id", {}).get("S") == first.account_id]
    assert not left
    again = sign_in_by_card(context, card("899900009999", "cabinet-1"), caller)
    assert again.is_first and again.session.account_id != first.account_id


def test_a_number_that_was_confirmed_is_free_again(scenes: Scenes) -> None:
    delegation = scenes.delegation(scenes.validated())
    delegue = delegation.delegue._replace(identifiers=Identifiers("10101010101"))
    to_item(delegation._replace(delegue=delegue), runtime.context().policy).save()
    key = keys.alias("rpps", "10101010101", LOOKUP)
    AliasItem(*key, account_id=PAUL).save()
    close(scenes.browser(PAUL))
    assert not read([key])


def test_without_the_tick_nothing_ends(scenes: Scenes) -> None:
    scenes.validated()
    browser = scenes.browser(PAUL)
    with unchanged(scenes.world):
        page = browser.submit(browser.get(PATH), PATH)
    assert page.status == 400 and error_at(page, "compris") == "Cochez cette case pour fermer votre compte."


def test_the_password_is_the_proof_of_an_older_session(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    browser = scenes.browser(PAUL)
    scenes.world.now += LATE
    page = browser.get(PATH)
    with unchanged(scenes.world):
        wrong = close(browser, page, actuel="Autre-Chose-12")
    assert error_at(wrong, "actuel") == "Le mot de passe actuel est incorrect."
    assert "Le compte amelipro est fermé." in close(browser, wrong, actuel=PASSWORD).text


def test_who_has_given_delegations_needs_his_card(scenes: Scenes) -> None:
    scenes.validated()
    browser = scenes.world.signed_in(CLAIRE, Mode.MOT_DE_PASSE)
    token = scenes.forms_token(browser)
    assert "reconnectez-vous d’abord avec votre carte" in browser.get(PATH).text
    with unchanged(scenes.world):
        page = browser.post(PATH, {"csrf": token, "compris": "oui", "vues": "1-0"})
    assert page.status == 403 and "reconnectez-vous d’abord avec votre carte" in page.text


def test_a_page_that_showed_other_delegations_closes_nothing(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = browser.get(PATH)
    scenes.validated()
    with unchanged(scenes.world):
        again = close(browser, page)
    assert "Vos délégations ont changé" in error_at(again, "compris")
    assert "1 délégation reçue" in again.text
    assert "Le compte amelipro est fermé." in close(browser, again).text


def test_a_second_tab_finds_that_the_account_is_closed(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page, other = browser.get(PATH), browser.get(PATH)
    close(browser, page)
    with unchanged(scenes.world):
        assert "/connexion" in close(browser, other).url


def test_a_demand_that_arrives_meanwhile_ends_too(scenes: Scenes) -> None:
    found: list[str] = []
    browser = scenes.browser(PAUL)
    page = browser.get(PATH)
    with meanwhile(TRANSACTION, lambda: found.append(scenes.demand())):
        assert "Le compte amelipro est fermé." in close(browser, page).text
    assert scenes.delegation(found[0]).status is Status.REFUSEE


def test_more_delegations_than_one_request_ends_are_refused(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.acts.close_account.MOST_ENDED", 1)
    scenes.validated()
    scenes.validated()
    browser = scenes.browser(PAUL)
    token = scenes.forms_token(browser)
    assert "Fermer mon compte" not in [form.action for form in browser.get(PATH).forms]
    with unchanged(scenes.world):
        page = browser.post(PATH, {"csrf": token, "compris": "oui", "vues": "0-2"})
    assert "trop de délégations" in page.text


def test_the_closing_that_was_cut_off_is_begun_again(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    scenes.validated()
    browser = scenes.browser(PAUL)
    page = browser.get(PATH)
    with monkeypatch.context() as cut:
        cut.setattr("chalicelib.acts.close_account._writes_of_head", _fail)
        close(browser, page)
    assert not scenes.world.of_kind("grant")
    assert "Le compte amelipro est fermé." in close(browser).text


def _fail(*_: object) -> None:
    raise Busy


def test_a_browser_forgets_the_account_and_no_other(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    browser = scenes.world.browser()
    browser.submit(browser.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    assert any("navigateur" in name for name in browser.cookies)
    close(browser)
    assert not any("navigateur" in name and value for name, value in browser.cookies.items())
