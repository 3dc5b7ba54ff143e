"""The whole life of a delegation, as its people see it."""

import re
from datetime import timedelta

from chalicelib import links
from chalicelib.domain.mails import Purpose
from chalicelib.domain.periods import day_in_paris
from tests.browser import Browser, Page
from tests.integration.replays import again
from tests.integration.world import Mail, World

PASSWORD = "Jardin-Fleuri-27"


def link_of(mail: Mail, purpose: str, path: str = "") -> str:
    """Return the link in a mail for a purpose, or to another path."""
    within = f"/{path}/" if path else links.path(Purpose(purpose), "")
    found = re.findall(rf"https://\S+{within}[\w.~-]+", mail.text)
    assert found, f"no link {purpose} in {mail.subject}:\n{mail.text}"
    return str(found[0])


@again
def begin(browser: Browser, address: str) -> Page:
    """Send step 1 of a creation."""
    return browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)


def create_comptable(world: World, browser: Browser, address: str) -> Page:
    """Delegate to an address as comptable for a month from today."""
    page = begin(browser, address)
    if "Vérification de compte" in page.text:
        page = browser.submit(page, "/nouvelle/profil")
    page = browser.submit(page, "/nouvelle/profil", choix="comptable")
    start = day_in_paris(world.now)
    end = start + timedelta(days=30)
    given: dict[str, str | list[str]] = {
        "debut": start.isoformat(),
        "fin": end.isoformat(),
        "structures": ["cabinet-1"],
    }
    return browser.submit(page, "/nouvelle/valider", **given)


def test_an_unknown_address_is_invited_opens_an_account_and_is_validated(world: World) -> None:
    claire = world.delegant()
    browser = world.signed_in(claire.id)

    created = create_comptable(world, browser, "Zoe.Nouvelle@Exemple.FR")
    assert "La délégation a bien été créée" in created.text
    assert "Un e-mail est adressé à zoe.nouvelle@exemple.fr" in created.text
    assert "1 délégation" in browser.get("/delegations").text

    invitation = world.mail("zoe.nouvelle@exemple.fr")
    stranger = world.browser()
    page = stranger.get(link_of(invitation, "creer-un-compte"))
    assert page.status == 200, page.text
    done = stranger.submit(
        page,
        page.forms[0].action.rsplit("/", 1)[1],
        civilite="MME",
        nom="Nouvelle",
        prenom="Zoé",
        mot_de_passe=PASSWORD,
        confirmation=PASSWORD,
        consentement="oui",
    )
    assert "Votre compte a bien été créé." in done.text
    assert world.mail("claire@cabinet.example", "Acceptation")

    board = browser.get("/delegations")
    page = browser.get(board.link("Valider"))
    board = browser.submit(page, "/valider")
    assert "La délégation a bien été validée" in board.text
    assert "Validée" in board.text
    assert world.mail("zoe.nouvelle@exemple.fr")

    page = stranger.get("/connexion")
    page = stranger.submit(page, "/connexion", adresse="zoe.nouvelle@exemple.fr", mot_de_passe=PASSWORD)
    assert "Mes délégations reçues" in page.text
    assert "Mme Claire EXEMPLE" in stranger.get("/recues").text
