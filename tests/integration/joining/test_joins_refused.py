"""A join proves both accounts, and reveals nothing to anybody else (specification §1)."""

from datetime import timedelta

from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from tests.browser import Browser
from tests.integration.card_readers import RPPS, Reader, card_of_nora, delegate, open_account, remplacante
from tests.integration.joining.joins import CARD_OF_ANOTHER, NORA, active_account, ask_link, join, link_to_join, owners
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import LOOKUP, World


def test_a_join_answers_a_wrong_password_and_an_unknown_address_alike_and_counts_both(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    said = []
    for address in (NORA, "personne@exemple.fr"):
        page = join(browser, address, "Autre-Chose-12")
        said.append((page.status, page.text.replace(address, "")))
    assert said[0] == said[1]
    for _ in range(9):
        join(browser, NORA, "Autre-Chose-12")
    assert join(browser).status == 429
    assert sign_in(world.browser(), NORA, PASSWORD).status == 429


def test_requesting_the_link_of_a_join_looks_the_same_for_every_address(
    world: World, reader: Reader, claire: Browser
) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    seen = []
    for address in (NORA, "personne@exemple.fr"):
        page = ask_link(browser, address)
        seen.append((page.status, page.text, world.exchanges[-1].calls))
    assert seen[0] == seen[1]
    assert [mail.to for mail in world.deliver() if "Réunir" in mail.subject] in ([NORA], [])
    assert {ask_link(browser).status for _ in range(10)} == {200, 429}


def test_a_link_requested_by_an_attacker_joins_nothing_in_the_readers_browser(
    world: World, reader: Reader, claire: Browser
) -> None:
    planted = active_account(world, claire)
    attacker = world.browser()
    reader.sign_in(attacker, CARD_OF_ANOTHER)
    ask_link(attacker)
    link = link_to_join(world)
    victim = world.browser()
    reader.sign_in(victim, card_of_nora())
    page = victim.get(link)
    assert "Connectez-vous avec votre carte" in page.text
    assert "Connectez-vous avec votre carte" in victim.post(link, {"csrf": _csrf(victim)}).text
    anybody = world.browser()
    assert "/connexion?suite=" in anybody.post(link, {}).url
    assert owners(world) == {planted}


def _csrf(browser: Browser) -> str:
    form = browser.get("/compte/rattacher").forms[-1]
    return next(field.value for field in form.fields if field.name == "csrf")


def test_a_join_needs_a_recent_sign_in_by_card(world: World, reader: Reader, claire: Browser) -> None:
    planted = active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    page = browser.get("/compte/rattacher")
    world.now += timedelta(minutes=6)
    refused = browser.submit(page, "/compte/rattacher", adresse=NORA, mot_de_passe=PASSWORD)
    assert refused.status == 403 and "connectez-vous avec votre carte" in refused.text.lower()
    by_password = world.browser()
    sign_in(by_password, NORA, PASSWORD)
    assert "connectez-vous d’abord avec votre carte" in by_password.get("/compte/rattacher").text
    assert owners(world) == {planted}


def test_an_account_with_a_card_of_its_own_is_never_joined(world: World, reader: Reader, claire: Browser) -> None:
    first, second = world.browser(), world.browser()
    reader.sign_in(first, card_of_nora())
    active_account(world, claire)
    join(first)
    reader.sign_in(second, CARD_OF_ANOTHER)
    refused = join(second)
    assert "déjà été ouvert avec une carte" in refused.text
    assert owners(world) == {reader.account(first)}


def test_an_account_is_not_joined_to_itself(world: World, reader: Reader, claire: Browser) -> None:
    active_account(world, claire)
    browser = world.browser()
    reader.sign_in(browser, card_of_nora())
    join(browser)
    again = join(browser)
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
    active_account(world, claire)
    AliasItem(*keys.alias("psc", f"8{RPPS}", LOOKUP), account_id="claire").save()
    own = world.browser()
    reader.sign_in(own, card_of_nora("cabinet-1", liberal="L"))
    assert reader.account(own) == "claire"
    join(own)
    assert world.of_kind("grant") == []
    assert {item["content"]["M"]["status"]["S"] for item in world.of_kind("delegation")} == {"non_aboutie"}
    assert "est désormais le vôtre" in own.get("/notifications").text
