"""People with cards: their sign-ins through Pro Santé Connect, and the invitations that they received."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.periods import day_in_paris
from chalicelib.http.urls import absolute
from chalicelib.identity import psc, sessions
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.psc.client import Start
from chalicelib.settings import settings
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.replays import again
from tests.integration.sending import with_query
from tests.integration.test_accounts import card
from tests.integration.test_story import PASSWORD, begin, link_of
from tests.integration.world import World

RPPS, CPE_ID = "99900007777", "3750100125/0000000042"
OPENING = {"civilite": "MME", "nom": "Témoin", "prenom": "Nora", "consentement": "oui"}


def card_of_nora(*structures: str, liberal: str = "S", **fields: Any) -> SignedIn:
    """Return the card of a practitioner, salaried by default so that she may be a remplaçante."""
    said = card(f"8{RPPS}", *(structures or ("hopital",)), liberal=liberal)
    return replace(said, userinfo={**said.userinfo, **fields})


def card_of_an_assistant() -> SignedIn:
    """Return the card of an employee."""
    said = card(CPE_ID)
    return replace(said, userinfo={**said.userinfo, "otherIds": [], "SubjectRefPro": {"exercices": []}})


class Reader:
    """A card reader: Pro Santé Connect answers the next sign-in with the card in it."""

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world = world
        self._said: SignedIn | None = None
        back = absolute(with_query("/connexion/retour", {"code": "c", "state": "s"}))
        patch.setattr(psc, "start", lambda *_: Start("s", back, "state"))
        patch.setattr(psc, "finish", lambda *_: self._said)

    def sign_in(self, browser: Browser, said: SignedIn, path: str = "/connexion/carte") -> Page:
        """Sign in with a card; return the resulting page."""
        self._said = said
        return browser.get(path)

    def account(self, browser: Browser) -> str:
        """Return the account signed in in a browser."""
        from chalicelib import runtime  # noqa: PLC0415

        context = runtime.context()
        value = browser.cookies.get(sessions.cookie_name(settings()), "")
        session = sessions.read(value, context.keys, context.now, context.settings)
        assert session is not None, "nobody is signed in"
        return session.account_id


@again
def delegate(
    world: World, browser: Browser, address: str, profil: ProfilId = ProfilId.REMPLACANT, /, **typed: str
) -> Page:
    """Delegate to an address from today on, at all structures."""
    page = begin(browser, address)
    if "Vérification de compte" in page.text:
        page = browser.submit(page, "/nouvelle/profil")
    page = browser.submit(page, "/nouvelle/profil", choix=profil.value)
    start = day_in_paris(world.now)
    given: dict[str, str | list[str]] = {
        "debut": start.isoformat(), "fin": (start + 30 * DAY).isoformat(), "toutes_structures": "oui", **typed,
    }  # fmt: skip
    done = browser.submit(page, "/nouvelle/valider", **given)
    assert "La délégation a bien été créée" in done.text, done.text
    return done


def remplacante(rpps: str = RPPS) -> dict[str, str]:
    """Return the fields that a délégant types for a remplaçante."""
    return {"rpps_adeli": rpps, "categorie": MEDECIN, "specialite": "01"}


@again
def open_account(world: World, address: str, **fields: str) -> Page:
    """Follow an invitation and open the account."""
    browser = world.browser()
    page = browser.get(link_of(world.mail(address), "creer-un-compte"))
    given: dict[str, str | list[str]] = {**OPENING, "mot_de_passe": PASSWORD, "confirmation": PASSWORD, **fields}
    form = next(form for form in page.forms if any(field.name == "mot_de_passe" for field in form.fields))
    done = browser.submit(page, form.action.rsplit("/", 1)[1], **given)
    assert "Votre compte a bien été créé" in done.text, done.text
    return done


@again
def validate(browser: Browser) -> Page:
    """Validate the first waiting delegation of the dashboard; return the next page."""
    board = browser.get("/delegations")
    return browser.submit(browser.get(board.link("Valider")), "/valider")
