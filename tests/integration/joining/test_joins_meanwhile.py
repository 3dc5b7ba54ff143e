"""A join that meets another act, or is interrupted, leaves one consistent state."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from infra.operations.erasure import erase
from tests.browser import Browser
from tests.integration.card_readers import Reader, card_of_nora, delegate, open_account, remplacante, validate
from tests.integration.joining.joins import (
    CARD_OF_ANOTHER,
    NORA,
    active_account,
    ask_link,
    join,
    link_to_join,
    one_account_holds_all,
    owners,
)
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.test_accounts import sign_in
from tests.integration.test_closing import close
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import World


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
        join(browser)
    world.run_schedule()
    assert owners(world) <= {reader.account(browser)}
    assert world.of_kind("follow") == []


def _delete(world: World, claire: Browser) -> None:
    (item,) = world.of_kind("delegation")
    path = f"/delegations/{item['pk']['S'][6:]}/supprimer"
    claire.submit(claire.get(path), "/supprimer")


def test_of_two_cards_that_join_one_account_concurrently_one_gets_it(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    first, second = world.browser(), world.browser()
    reader.sign_in(first, card_of_nora())
    reader.sign_in(second, CARD_OF_ANOTHER)
    with meanwhile(TRANSACTION, lambda: join(second)):
        late = join(first)
    assert late.status == 400
    assert owners(world) == {reader.account(second)}


def _asking_for_a_link(world: World, reader: Reader, claire: Browser) -> tuple[Browser, Browser, str]:
    """Return the browser of the card that asks to join Nora's account, her own browser, and the mailed link."""
    active_account(world, claire)
    asker, nora = world.browser(), world.browser()
    reader.sign_in(asker, card_of_nora())
    sign_in(nora, NORA, PASSWORD)
    ask_link(asker)
    return asker, nora, link_to_join(world)


def _joins_nothing(world: World, asker: str) -> bool:
    """Whether no account is joined, and the account of the card has nothing of the other one."""
    head = read_head(asker)
    assert head is not None
    statuses = {item["status"]["S"] for item in world.of_kind("head")}
    return not head.former and "rattachee" not in statuses and asker not in owners(world)


def test_a_link_to_join_an_account_that_was_closed_since_joins_nothing(
    world: World, reader: Reader, claire: Browser
) -> None:
    asker, nora, link = _asking_for_a_link(world, reader, claire)
    form = asker.get(link)
    assert "Le compte amelipro est fermé." in close(nora, mot_de_passe=PASSWORD).text
    for page in (asker.get(link), asker.submit(form, link.rsplit("/", 1)[1])):
        assert page.status == 410 and "l’un des comptes a changé" in page.text
    world.run_schedule()
    assert _joins_nothing(world, reader.account(asker))


def test_a_closing_at_the_moment_of_the_join_by_link_leaves_nothing_to_join(
    world: World, reader: Reader, claire: Browser
) -> None:
    asker, nora, link = _asking_for_a_link(world, reader, claire)
    form = asker.get(link)
    with meanwhile(TRANSACTION, lambda: close(nora, mot_de_passe=PASSWORD)):
        assert asker.submit(form, link.rsplit("/", 1)[1]).status == 410
    world.run_schedule()
    assert _joins_nothing(world, reader.account(asker))


def test_an_address_that_moves_during_a_join_proves_nothing(world: World, reader: Reader, claire: Browser) -> None:
    left = active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    ask_link(browser)
    page = browser.get(link_to_join(world))
    action = page.forms[-1].action.rsplit("/", 1)[1]

    def moves() -> None:
        HeadItem(*keys.head(left)).update(actions=[HeadItem.address.set("nora@ailleurs.example")])

    with meanwhile(TRANSACTION, moves):
        assert browser.submit(page, action).status == 410
    assert owners(world) == {left}


def test_the_link_of_a_join_works_once(world: World, reader: Reader, claire: Browser) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    ask_link(browser)
    page = browser.get(link_to_join(world))
    action = page.forms[-1].action.rsplit("/", 1)[1]
    assert browser.submit(page, action).status == 200
    assert browser.submit(page, action).status == 410


def test_the_schedule_completes_an_interrupted_join(
    world: World, reader: Reader, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    monkeypatch.setattr("chalicelib.acts.join_accounts.begin_to_follow", lambda *_: None)
    join(browser)
    assert owners(world) == {left}
    assert f"ACC#{left}" in {item["pk"]["S"] for item in world.of_kind("head")}
    world.run_schedule()
    one_account_holds_all(world, reader.account(browser))


def test_an_account_that_is_being_erased_is_not_joined(world: World, reader: Reader, claire: Browser) -> None:
    left = active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    assert erase(runtime.context(), left)
    assert join(browser).status == 400
    assert [item["status"]["S"] for item in world.of_kind("head")].count("rattachee") == 0


def test_an_erasure_includes_delegations_still_moving_from_a_joined_account(
    world: World, reader: Reader, claire: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    monkeypatch.setattr("chalicelib.acts.join_accounts.begin_to_follow", lambda *_: None)
    join(browser)
    erase(runtime.context(), reader.account(browser))
    assert world.of_kind("grant") == []
    assert world.of_kind("delegation") == []


def test_an_unannounced_last_day_is_announced_before_the_delegation_moves(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    world.now += timedelta(days=40)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    join(browser)
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
    join(browser)
    statuses = sorted(item["content"]["M"]["status"]["S"] for item in world.of_kind("delegation"))
    assert statuses == ["non_aboutie", "validee"]
    one_account_holds_all(world, own)
