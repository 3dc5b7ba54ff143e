"""« Mon lien de demande »: somebody asks by a délégant's code, and the délégant validates or refuses."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from tests.browser import Browser, Page
from tests.end_to_end.catalogue import Mail
from tests.end_to_end.delegation import BRUNO, LINA, PAUL, Delegation, comptable
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import PASSWORD, Delegant, World

PAGE = "/delegations/lien-de-demande"
AMA = "ama.neuve@essai.example"


def shown_link(delegant: Delegant) -> str:
    """Return the address of the délégant's link, which he opens if it is closed."""
    page = delegant.browser.get(PAGE)
    if "Votre lien est fermé" in page.text:
        page = delegant.browser.submit(page, "/lien-de-demande")
    return page.link("/demande/")


def wishes(browser: Browser, link: str, asked: Delegation) -> Page:
    """Open the link and choose a profil and a period; return the page that follows."""
    period = {"debut": f"{asked.debut:%d/%m/%Y}", "fin": f"{asked.fin:%d/%m/%Y}"}
    return browser.submit(browser.get(link), urlsplit(link).path, profil="comptable", **period)


def asked_of_paul(world: World, address: str, after: int) -> Delegation:
    """Return what somebody asks Paul for: its structure is not chosen yet."""
    start = world.platform.today() + timedelta(days=after)
    return replace(comptable(PAUL, address, start, days=9), structures=())


def both_are_told(world: World, asked: Delegation) -> None:
    world.mailbox.read(Mail.DEMANDE_RECUE, asked)
    world.mailbox.read(Mail.DEMANDE_ENVOYEE, asked)


def test_what_somebody_asks_for_by_the_code_is_open_after_two_taps_of_the_delegant(world: World) -> None:
    paul, lina = world.delegant(PAUL), world.delegue(LINA)
    asked = asked_of_paul(world, LINA, 400)
    sent = lina.browser.submit(wishes(lina.browser, shown_link(paul), asked), "/envoyer", compris="oui")
    assert "Votre demande a bien été envoyée." in sent.text
    both_are_told(world, asked)

    # The button of the mail leads to this page, where the only structure is ticked: one more tap.
    page = paul.open(asked, "Valider")
    done = paul.browser.submit(page, "/valider")
    assert "La délégation a bien été validée" in done.text
    given = asked.at(PAUL.structures[0][0])
    world.mailbox.read(Mail.ACCES_OUVERT, given)
    assert lina.status(given).startswith("Validée")


def test_a_demand_that_is_refused_is_gone_for_both(world: World) -> None:
    paul, bruno = world.delegant(PAUL), world.delegue(BRUNO)
    asked = asked_of_paul(world, BRUNO, 120)
    bruno.browser.submit(wishes(bruno.browser, shown_link(paul), asked), "/envoyer", compris="oui")
    both_are_told(world, asked)

    page = paul.open(asked, "Valider")
    paul.browser.submit(paul.browser.get(page.link("Refuser la demande")), "/supprimer")
    world.mailbox.read(Mail.SUPPRESSION_DELEGANT, asked)
    world.mailbox.read(Mail.DEMANDE_REFUSEE, asked)
    assert paul.rows(asked) == []
    assert bruno.rows(asked) == []


def test_a_stranger_proves_his_address_opens_his_account_and_asks_at_once(world: World) -> None:
    paul, visitor = world.delegant(PAUL), world.platform.browser()
    asked = asked_of_paul(world, AMA, 140)
    who = wishes(visitor, shown_link(paul), asked)
    mailed = visitor.submit(visitor.get(who.link("Indiquer mon adresse")), "/adresse", adresse=AMA)
    assert "Consultez votre messagerie" in mailed.text

    form = visitor.get(until(lambda: _links_to(world, AMA), 20, f"no link reached {AMA}")[-1])
    identity = {"civilite": "MME", "nom": "Neuve", "prenom": "Ama", "consentement": "oui"}
    sent = visitor.submit(form, "", mot_de_passe=PASSWORD, confirmation=PASSWORD, **identity)
    assert "Votre demande a bien été envoyée" in sent.text, sent.text
    both_are_told(world, asked)
    assert "Mme Ama NEUVE" in paul.open(asked, "Valider").text


def _links_to(world: World, address: str) -> list[str]:
    texts = [mail.text for mail in world.mailbox.all() if mail.to == address]
    return [link for text in texts for link in re.findall(r"\S+/demande-par-adresse/\S+", text)]
