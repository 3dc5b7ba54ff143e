"""Passkeys from end to end, without a screen: added, named, used, removed (specification §1)."""

import pytest

from chalicelib.acts.passkeys import LONGEST_NAME
from chalicelib.store.passkeys import MOST
from tests.authenticator import Credential, Said, asserted, registered
from tests.integration.passkeys import (
    LIST,
    NEW,
    SIGN_IN,
    added,
    made_on,
    offered,
    options_on,
    passkeys_of,
    signed_in_with,
)
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes


def test_a_person_adds_a_passkey_and_signs_in_with_it(scenes: Scenes) -> None:
    credential = added(scenes.browser(PAUL), "  Mon   téléphone ")
    elsewhere = scenes.world.browser()

    page = signed_in_with(elsewhere, credential)

    assert page.url.endswith("/compte") and page.status == 200
    (kept,) = passkeys_of(PAUL)
    assert (kept.name, kept.handle, kept.used) == ("Mon téléphone", credential.handle, scenes.world.now)
    assert "Mon téléphone" in elsewhere.get(LIST).text


def test_what_an_authenticator_stores_tells_nothing_of_the_account(scenes: Scenes) -> None:
    options = options_on(offered(scenes.browser(PAUL)))
    assert PAUL not in options["user"]["id"] and "@" not in options["user"]["id"]
    assert len(options["user"]["id"]) <= 64  # bytes: WebAuthn §5.4.3


def test_a_passkey_must_be_one_that_is_found_by_itself_and_that_its_owner_unlocks(scenes: Scenes) -> None:
    options = options_on(offered(scenes.browser(PAUL)))
    assert options["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert options["attestation"] == "none"
    assert options["rp"]["id"] == "delegation.example"


def test_an_authenticator_is_told_which_passkeys_there_are(scenes: Scenes) -> None:
    added(scenes.browser(PAUL))
    options = options_on(offered(scenes.browser(PAUL), "Autre"))
    assert [one["id"] for one in options["excludeCredentials"]] == [one.credential for one in passkeys_of(PAUL)]


def test_the_page_to_which_a_sign_in_leads_is_kept(scenes: Scenes) -> None:
    credential = added(scenes.browser(PAUL))
    browser = scenes.world.browser()
    page = browser.get("/connexion?suite=/recues")
    answer = asserted(credential, Said(options_on(page)["challenge"]))
    assert browser.submit(page, f"{SIGN_IN}", reponse=answer).url.endswith("/recues")


def test_the_owner_is_told_by_mail_of_a_passkey_added_and_removed(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    added(browser, "Clé bleue")
    assert "Clé bleue" in scenes.world.mail("paul@exemple.fr", "Ajout d'une clé d'accès").text
    (kept,) = passkeys_of(PAUL)
    browser.submit(browser.get(f"{LIST}/{kept.id}"), f"{LIST}/{kept.id}")
    assert "Clé bleue" in scenes.world.mail("paul@exemple.fr", "Suppression d'une clé d'accès").text


def test_a_removed_passkey_opens_nothing_and_ends_every_other_session(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    credential = added(browser)
    elsewhere = scenes.world.browser()
    signed_in_with(elsewhere, credential)
    (kept,) = passkeys_of(PAUL)

    page = browser.submit(browser.get(f"{LIST}/{kept.id}"), f"{LIST}/{kept.id}")

    assert "a bien été supprimée" in page.text and passkeys_of(PAUL) == []
    assert elsewhere.get("/compte").url.endswith("/connexion?fait=session&suite=/compte")
    assert "n’est pas reconnue" in signed_in_with(scenes.world.browser(), credential).text
    assert not [item for item in scenes.world.of_kind("alias") if item["account_id"]["S"] == PAUL][1:]


def test_a_passkey_that_was_removed_can_be_added_again(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    credential = added(browser)
    (kept,) = passkeys_of(PAUL)
    browser.submit(browser.get(f"{LIST}/{kept.id}"), f"{LIST}/{kept.id}")
    page = offered(browser)
    after = browser.submit(page, NEW, reponse=registered(credential, Said(options_on(page)["challenge"])))
    assert "a bien été ajoutée" in after.text


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "Donnez un nom"),
        (" \u200b ", "Donnez un nom"),
        ("n" * (LONGEST_NAME + 1), "trop long"),
        ("abc\u202edef", "ne peut pas être enregistré"),
    ],
    ids=["none", "invisible", "too long", "turned round"],
)
def test_a_name_that_cannot_be_stored_is_refused_before_a_key_is_made(scenes: Scenes, name: str, told: str) -> None:
    page = offered(scenes.browser(PAUL), name)
    assert page.url.split("?")[0].endswith(LIST) and told in page.text


def test_the_longest_name_is_taken(scenes: Scenes) -> None:
    added(scenes.browser(PAUL), "n" * LONGEST_NAME)
    assert passkeys_of(PAUL)[0].name == "n" * LONGEST_NAME


def test_an_account_has_ten_passkeys_and_not_one_more(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser, "De trop")
    for number in range(MOST):
        added(browser, f"Clé {number}")
    assert "Supprimez-en une" in browser.get(LIST).text
    assert "a déjà 10 clés" in made_on(browser, page)[1].text
    assert len(passkeys_of(PAUL)) == MOST


def test_two_accounts_cannot_have_the_same_credential(scenes: Scenes) -> None:
    credential = added(scenes.browser(PAUL))
    page = offered(scenes.browser(HELENE))
    after = scenes.browser(HELENE).submit(
        page, NEW, reponse=registered(credential, Said(options_on(page)["challenge"]))
    )
    assert "déjà enregistrée" in after.text and passkeys_of(HELENE) == []


def test_the_page_that_makes_a_passkey_is_reached_by_a_proof_alone(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    assert browser.get(NEW).url.endswith(LIST)
    shown = offered(browser)
    other = scenes.world.signed_in(PAUL)
    assert other.get(shown.url.removeprefix("https://delegation.example/api")).url.endswith(f"{LIST}?fait=recommencer")


def test_the_proof_for_a_passkey_lasts_five_minutes(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    shown = offered(browser).url.removeprefix("https://delegation.example/api")
    scenes.world.pass_time(minutes=5)
    assert browser.get(shown).url == f"https://delegation.example/api{shown}"
    scenes.world.pass_time(seconds=1)
    assert browser.get(shown).url.endswith(f"{LIST}?fait=recommencer")


def test_an_old_session_needs_the_password_before_a_passkey_is_made(scenes: Scenes) -> None:
    scenes.give_password(PAUL, "Tournesol-42!")
    browser = scenes.browser(PAUL)
    scenes.world.pass_time(minutes=6)
    assert "Saisissez votre mot de passe actuel" in offered(browser).text
    assert "est incorrect" in offered(browser, actuel="Tournesol-43!").text
    added(browser, actuel="Tournesol-42!")


def test_an_old_session_without_a_password_needs_the_card(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = browser.get(LIST)
    scenes.world.pass_time(minutes=6)
    after = browser.submit(page, LIST, nom="Téléphone")
    assert after.status == 403 and "reconnectez-vous d’abord avec votre carte" in after.text


def test_a_passkey_opens_an_account_whose_password_nobody_used_for_six_months(scenes: Scenes) -> None:
    scenes.give_password(PAUL, "Tournesol-42!")
    credential = added(scenes.browser(PAUL))
    scenes.world.pass_time(days=200)
    browser = scenes.world.browser()

    def by_password() -> str:
        page = scenes.world.browser().get("/connexion")
        other = scenes.world.browser()
        page = other.get("/connexion")
        return other.submit(page, "/connexion", adresse="paul@exemple.fr", mot_de_passe="Tournesol-42!").text

    assert "votre mot de passe ne suffit plus" in by_password()
    assert signed_in_with(browser, credential).url.endswith("/compte")
    assert "votre mot de passe ne suffit plus" not in by_password()


def test_a_passkey_does_not_act_as_the_card(scenes: Scenes) -> None:
    browser = scenes.world.browser()
    signed_in_with(browser, added(scenes.browser(CLAIRE)))
    assert "connectez-vous avec votre carte CPS" in browser.get("/compte").text


def test_keys_of_other_kinds_than_asked_for_are_refused(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    key = {1: 2, 3: -47, -1: 8, -2: b"x" * 32, -3: b"y" * 32}  # ES256K
    answer = registered(Credential(options["user"]["id"]), Said(options["challenge"]), key)
    assert "n’a pas pu être enregistrée" in browser.submit(page, NEW, reponse=answer).text
    assert passkeys_of(PAUL) == []
