"""Bad input of a délégué: a message at the field, nothing changed, nothing lost."""

import pytest

from chalicelib.domain.mails import Purpose
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.kept_world import Kept, begun_once
from tests.integration.refused_input import (
    ACCOUNT,
    NEW_ADDRESS,
    PASSWORD,
    delegate_as,
    error_at,
    losses,
    unchanged,
)
from tests.integration.scenes import Scenes
from tests.integration.test_story import link_of
from tests.integration.world import World

OVERRIDE = "\u202e"
Given = dict[str, str | list[str]]


def opening(world: World, browser: Browser, profil: str) -> tuple[Page, str]:
    """Return the page on which an invited person opens the account, and the end of its form's address."""
    path = begun_once(world, _invited, profil, lambda: _invite(world, profil))
    page = browser.get(path)
    return page, page.forms[0].action.rsplit("/", 1)[1]


_invited: Kept[str] = {}


def _invite(world: World, profil: str) -> str:
    delegate_as(world, world.signed_in(world.delegant().id), profil)
    return link_of(world.mail(NEW_ADDRESS), "creer-un-compte")


@pytest.mark.parametrize(
    ("profil", "wrong", "field", "sentence"),
    [
        ("comptable", {"civilite": ""}, "civilite", "Sélectionnez votre civilité."),
        ("comptable", {"civilite": "DR"}, "civilite", "Sélectionnez votre civilité."),
        ("comptable", {"nom": "  "}, "nom", "Saisissez votre nom."),
        ("comptable", {"prenom": "\x00"}, "prenom", "Saisissez votre prénom."),
        ("comptable", {"prenom": "-'-"}, "prenom", "Saisissez votre prénom."),
        ("comptable", {"nom": "N" * 81}, "nom", "ne peut pas dépasser 80 caractères."),
        ("comptable", {"nom": "Nouvelle 😀"}, "nom", "ne peut comporter que des lettres"),
        ("comptable", {"nom": f"Nou{OVERRIDE}elleV"}, "nom", "ne peut comporter que des lettres"),
        ("comptable", {"prenom": "<script>alert(1)</script>"}, "prenom", "ne peut comporter que des lettres"),
        ("comptable", {"nom": 'Nouvelle" onfocus="alert(1)'}, "nom", "ne peut comporter que des lettres"),
        ("comptable", {"consentement": []}, "consentement", "Cochez cette case pour créer votre compte."),
        ("comptable", {"consentement": "non"}, "consentement", "Cochez cette case pour créer votre compte."),
        ("comptable", {"mot_de_passe": "", "confirmation": ""}, "mot_de_passe", "au moins 8 caractères"),
        ("comptable", {"mot_de_passe": "jardin-fleuri-27"}, "mot_de_passe", "des majuscules et des minuscules"),
        ("comptable", {"mot_de_passe": "Jardin-Fleuri"}, "mot_de_passe", "au moins un chiffre"),
        ("comptable", {"mot_de_passe": "JardinFleuri27"}, "mot_de_passe", "au moins un caractère spécial"),
        ("comptable", {"mot_de_passe": "P@ssw0rd1"}, "mot_de_passe", "trop courant"),
        ("comptable", {"mot_de_passe": "Nouvelle-27-ok"}, "mot_de_passe", "ni votre nom, ni votre prénom"),
        ("comptable", {"mot_de_passe": "Zoe.Nouvelle-27"}, "mot_de_passe", "ni votre adresse e-mail"),
        ("comptable", {"mot_de_passe": "Aa1-" + "x" * 200}, "mot_de_passe", "au plus 128 caractères"),
        ("comptable", {"confirmation": "Jardin-Fleuri-28"}, "confirmation", "sont différents"),
        ("remplacant", {"rpps_adeli": "1010101010"}, "rpps_adeli", "Le numéro RPPS comporte 11 chiffres"),
        ("assistant_medical", {"cpe": ""}, "cpe", "Saisissez l’identifiant présent en première ligne"),
    ],
)
def test_each_error_of_an_account_is_reported_at_its_field(
    world: World, profil: str, wrong: Given, field: str, sentence: str
) -> None:
    stranger = world.browser()
    page, action = opening(world, stranger, profil)
    given = {**ACCOUNT, **wrong}
    with unchanged(world):
        page = stranger.submit(page, action, **given)
    assert page.status == 400
    assert sentence in error_at(page, field)
    secret = {"mot_de_passe", "confirmation"}
    typed = {
        name: value.replace("\x00", "") if isinstance(value, str) else value
        for name, value in given.items()
        if name not in secret and value not in ("DR", "non")
    }
    form = page.form(page.forms[0].action.rsplit("/", 1)[1])
    assert not losses(form, typed)
    assert [control.value for control in form.fields if control.name in secret] == ["", ""]
    assert PASSWORD not in page.body


def test_names_of_any_script_are_accepted_and_combining_accents_are_composed(world: World) -> None:
    stranger = world.browser()
    page, action = opening(world, stranger, "comptable")
    page = stranger.submit(page, action, **{**ACCOUNT, "prenom": "Zoe\u0301 מרים", "nom": "O’Connor-الفاسي"})
    assert "Votre compte a bien été créé." in page.text
    board = world.signed_in("claire").get("/delegations")
    assert "Zo\u00e9 מרים" in board.text
    html = world.mail("claire@cabinet.example", "Acceptation").html
    assert "<bdi>Mme Zo\u00e9 מרים O’CONNOR-الفاسي</bdi>" in html


@pytest.mark.parametrize("compris", [[], "non", ["non", "oui"]])
def test_accepting_requires_the_box_by_link_and_in_the_space(world: World, compris: str | list[str]) -> None:
    scenes = Scenes(world)
    found = scenes.demand()
    browser = world.browser()
    page = browser.get(scenes.link(found, Purpose.ACCEPT))
    with unchanged(world):
        page = browser.submit(page, page.forms[0].action.rsplit("/", 1)[1], compris=compris)
    assert page.status == 400
    assert error_at(page, "compris") == "Cochez cette case pour accepter la délégation."
    paul = world.signed_in("paul")
    page = paul.get(f"/recues/{found}")
    with unchanged(world):
        page = paul.submit(page, f"/recues/{found}/accepter", compris=compris)
    assert page.status == 400
    assert error_at(page, "compris") == "Cochez cette case pour accepter la délégation."


@pytest.mark.parametrize(
    ("address", "password", "sentence"),
    [
        ("paul@exemple.fr", "Jardin-Fleuri-28", "L’adresse e-mail, le numéro ou le mot de passe est incorrect."),
        ("inconnu@exemple.fr", PASSWORD, "L’adresse e-mail, le numéro ou le mot de passe est incorrect."),
        ("paul@exemple.fr", "", "Saisissez votre mot de passe."),
        ("paul@exemple.fr", "x" * 10_000, "L’adresse e-mail, le numéro ou le mot de passe est incorrect."),
        ("paul@exemple.fr", f"{PASSWORD}\u202e😀", "L’adresse e-mail, le numéro ou le mot de passe est incorrect."),
        ("", PASSWORD, "Saisissez votre adresse e-mail, ou votre N° d’Assurance Maladie ou FINESS."),
        ("paul", PASSWORD, "qui comporte 9 caractères"),
        ("p" * 10_000, PASSWORD, "qui comporte 9 caractères"),
        ("p" * 10_000 + "@exemple.fr", PASSWORD, "au plus 254 caractères"),
        ("<b>@exemple.fr", PASSWORD, "n’est pas valide"),
    ],
)
def test_a_failed_sign_in_keeps_the_address_and_drops_the_password(
    world: World, address: str, password: str, sentence: str
) -> None:
    world.person("paul", "paul@exemple.fr", world.delegue().name, password_hash=hash_of(PASSWORD))
    browser = world.browser()
    page = browser.get("/connexion")
    with unchanged(world):
        page = browser.submit(page, "/connexion", adresse=address, mot_de_passe=password)
    assert page.status == 400
    assert sentence in page.text
    form = page.form("/connexion")
    assert not losses(form, {"adresse": address})
    assert [control.value for control in form.fields if control.name == "mot_de_passe"] == [""]
