"""« E-mail, N° d'Assurance Maladie ou N° FINESS »: a number of one's practice names the account (specification §1)."""

from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts import settle_doubts
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.numbers import MOST_NUMBERS
from chalicelib.domain.people import MOST_PLACES, Name
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import practice_item
from chalicelib.store.numbers import NumberItem
from infra.operations import erasure
from tests.browser import Page
from tests.builders import a_practice, a_structure
from tests.integration.cards import ALEXANDRES, ATTACHED, CLAIRES, EMPLOYEE, HUGOS, Cards, activities, userinfo_of
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.replays import again
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.stages import FEW_FAILURES as FAILURES
from tests.integration.test_accounts import ask_for_link, card
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, World
from tests.integration.zoe import link_to, press
from tests.sessions import CALLER
from tests.small_directory import SmallDirectory, port

CABINET, CLINIC = "631900015", "929900019"
ANGES, ADDRESS = "2A0000014", "ange@exemple.fr"


@pytest.fixture
def ange(scenes: Scenes, few_failures: None) -> World:
    """Return a world with Ange, whose cabinet nobody shares, and who has a password."""
    practice = a_practice(structures=(a_structure(1, am_finess=ANGES),))
    scenes.world.person("ange", ADDRESS, Name("M", "Ange", "Exemple"), practice=practice)
    scenes.give_password("ange", PASSWORD)
    return scenes.world


@again
def sign_in(world: World, typed: str, password: str = PASSWORD) -> Page:
    """Sign in by password in a new browser."""
    browser = world.browser()
    return browser.submit(browser.get("/connexion"), "/connexion", adresse=typed, mot_de_passe=password)


def gets_in(world: World, typed: str) -> bool:
    """Whether this name and the password lead to an account."""
    return "Mon compte" in sign_in(world, typed).text


def comes_by_card(cards: Cards, account_id: str, national_id: str, said: dict[str, Any] | None = None) -> None:
    """Let a sample person with a password and this account sign in by card."""
    cards.knows(account_id, national_id)
    cards.scenes.give_password(account_id, PASSWORD)
    cards.signs_in(said or userinfo_of(national_id))


def numbers(world: World) -> set[tuple[str, str]]:
    """Return the partition and the account of every number."""
    return {(item["pk"]["S"], item["account_id"]["S"]) for item in world.of_kind("number")}


# Whose number it is


@pytest.mark.parametrize("typed", [CABINET, "63 190 001 5", "63.1900.01-5", "\u200b631900015 "])
def test_a_delegant_signs_in_with_the_number_of_his_cabinet_however_he_writes_it(cards: Cards, typed: str) -> None:
    comes_by_card(cards, CLAIRE, CLAIRES)
    assert gets_in(cards.world, typed)


def test_a_director_signs_in_with_the_finess_of_his_establishment(cards: Cards) -> None:
    comes_by_card(cards, HELENE, HUGOS)
    assert gets_in(cards.world, CLINIC)


def test_a_finess_of_corsica_is_read_in_small_letters(ange: World) -> None:
    assert gets_in(ange, "2a 000 001 4")


@pytest.mark.parametrize("national_id", [ALEXANDRES, ATTACHED, EMPLOYEE], ids=["locum", "attached locum", "employee"])
def test_who_replaces_somebody_or_is_employed_has_no_number_of_the_place(cards: Cards, national_id: str) -> None:
    before = numbers(cards.world)
    comes_by_card(cards, PAUL, national_id)
    assert numbers(cards.world) == before


def test_a_number_of_several_accounts_names_none_of_them_until_one_leaves_the_place(cards: Cards) -> None:
    comes_by_card(cards, CLAIRE, CLAIRES)
    colleague = a_practice(structures=(a_structure(1, am_finess=CABINET),))
    cards.world.person("nora", "nora@exemple.fr", Name("MME", "Nora", "Témoin"), practice=colleague)
    cards.scenes.give_password("nora", PASSWORD)
    assert not gets_in(cards.world, CABINET)
    assert gets_in(cards.world, "nora@exemple.fr"), "the address always names its account"

    said = userinfo_of(CLAIRES)
    activities(said)[:] = [one for one in activities(said) if one["identifiantTechniqueDeLaStructure"][-3:] != "101"]
    cards.signs_in(said)
    assert gets_in(cards.world, CABINET)


def test_a_number_that_somebody_typed_names_nobody(scenes: Scenes) -> None:
    """The identifiers of delegations and forms are typed: only a practice, of card and directory, has numbers."""
    before = numbers(scenes.world)
    scenes.demand()
    scenes.invitation()
    assert numbers(scenes.world) == before


# When it comes and goes


def test_a_number_ends_with_the_place_that_the_card_no_longer_names(cards: Cards) -> None:
    comes_by_card(cards, CLAIRE, CLAIRES)
    said = userinfo_of(CLAIRES)
    del activities(said)[1:]
    cards.signs_in(said)
    stored = numbers(cards.world)
    kept = (keys.number(CABINET, CLAIRE, LOOKUP)[0], CLAIRE)
    assert {one for one in stored if one[1] == CLAIRE} == {kept}


def test_an_account_stored_before_numbers_were_has_them_from_its_next_card_sign_in_on(cards: Cards) -> None:
    comes_by_card(cards, CLAIRE, CLAIRES)
    practice_item(CLAIRE, cards.practice(CLAIRE)).save()
    for item in cards.world.of_kind("number"):
        NumberItem(item["pk"]["S"], item["sk"]["S"]).delete()
    assert not gets_in(cards.world, CABINET)
    cards.signs_in(userinfo_of(CLAIRES))
    assert gets_in(cards.world, CABINET)


def test_a_practice_of_three_hundred_places_that_all_change_keeps_as_many_numbers_as_fit(world: World) -> None:
    def comes(first: int) -> str:
        places = [f"R{number}" for number in range(first, first + MOST_PLACES)]
        numeros = {place: f"{number:09}" for number, place in enumerate(places, first)}
        with port(lambda: SmallDirectory({"899900007777": {"numeros_am": numeros}})):
            return sign_in_by_card(runtime.context(), card("899900007777", *places), CALLER).session.account_id

    first = comes(0)
    of_the_first = numbers(world)
    assert comes(1000) == first
    assert len(of_the_first) == len(numbers(world)) == MOST_NUMBERS
    assert not of_the_first & numbers(world)


def test_a_night_fits_into_a_transaction_with_all_numbers() -> None:
    of_the_account, at_once = 2, 100
    assert of_the_account + settle_doubts.MOST_SETTLED + 2 * MOST_NUMBERS <= at_once


def test_an_erased_account_leaves_no_number(cards: Cards) -> None:
    comes_by_card(cards, CLAIRE, CLAIRES)
    while erasure.erase(runtime.context(), CLAIRE):
        cards.world.deliver()
    assert not {one for one in numbers(cards.world) if one[1] == CLAIRE}


# What a stranger can try


def fail(world: World, name: str, times: int) -> Page:
    """Guess wrong passwords; return the last page. The network's own count is not met."""
    return [sign_in(world, name, "faux") for _ in range(times)][-1]


@pytest.mark.parametrize("names", [(ANGES, ADDRESS), (ADDRESS, ANGES)], ids=["number first", "address first"])
def test_guesses_by_number_and_by_address_are_those_of_one_account(ange: World, names: tuple[str, str]) -> None:
    """The other name is not locked in words, which would say that both are one account's; the password is no use."""
    locked, other = names
    assert fail(ange, locked, FAILURES).status == 400
    assert fail(ange, locked, 1).status == 429

    wrong, right = sign_in(ange, other, "faux"), sign_in(ange, other)
    assert wrong.status == right.status == 400
    assert "L’adresse e-mail, le numéro ou le mot de passe est incorrect." in right.text

    ange.pass_time(minutes=settings().login_lock_minutes)
    assert gets_in(ange, other)


@pytest.mark.parametrize("name", [ANGES, ADDRESS])
def test_the_right_password_by_one_name_frees_the_account(ange: World, name: str) -> None:
    for _ in range(3):
        fail(ange, name, FAILURES - 1)
        assert gets_in(ange, name)


@pytest.mark.parametrize("locked", [ANGES, ADDRESS])
def test_a_link_for_a_new_password_frees_every_name_of_the_account(ange: World, locked: str) -> None:
    chosen = "Verger-Dore-58"
    fail(ange, locked, FAILURES)
    assert "Mot de passe oublié" in fail(ange, locked, 1).text
    ask_for_link(ange.browser(), ADDRESS)
    link = link_to(ange, ADDRESS, "nouveau-mot-de-passe")
    press(ange.browser(), link, mot_de_passe=chosen, confirmation=chosen)
    for name in (ANGES, ADDRESS):
        assert "Mon compte" in sign_in(ange, name, chosen).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Saisissez votre adresse e-mail, ou votre N° d’Assurance Maladie ou FINESS."),
        ("31900015", "qui comporte 9 caractères"),
        ("claire", "qui comporte 9 caractères"),
        ("claire@", "n’est pas valide"),
        ("631900015@", "n’est pas valide"),
    ],
)
def test_what_is_neither_an_address_nor_a_number_is_told_at_the_field(world: World, typed: str, said: str) -> None:
    assert said in sign_in(world, typed).text


def test_the_right_password_gets_in_while_a_stranger_begins_to_guess(ange: World) -> None:
    count, _ = keys.account_lock("ange", LOOKUP)
    with meanwhile(UPDATE, lambda: fail(ange, ADDRESS, 1), count):
        assert gets_in(ange, ANGES)
