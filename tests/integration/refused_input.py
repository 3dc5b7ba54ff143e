"""Steps shared by the tests of what is refused: valid forms, the message at a field, the code, the unchanged table."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from html import unescape

import pytest

from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.refusals import Code, Refused
from tests.browser import Browser, FormOnPage, Page
from tests.integration.test_story import begin
from tests.integration.world import World

PASSWORD = "Jardin-Fleuri-27"
ACCOUNT: Mapping[str, str | list[str]] = {
    "civilite": "MME",
    "nom": "Nouvelle",
    "prenom": "Zoé",
    "mot_de_passe": PASSWORD,
    "confirmation": PASSWORD,
    "consentement": "oui",
}
OF_PROFIL: Mapping[str, Mapping[str, str | list[str]]] = {
    "comptable": {"structures": ["cabinet-1"]},
    "remplacant": {
        "rpps_adeli": "10101010101",
        "categorie": "medecin",
        "specialite": "03",
        "toutes_structures": "oui",
    },
    "assistant_medical": {"cpe": "3750100125/0000000042", "toutes_structures": "oui"},
}
NEW_ADDRESS = "zoe.nouvelle@exemple.fr"


@contextmanager
def unchanged(world: World) -> Iterator[None]:
    """Check that the table is the same before and after, apart from limits and records of look-ups."""
    before = lasting_items(world)
    yield
    assert lasting_items(world) == before


def lasting_items(world: World) -> list[object]:
    """Return every item but the counts of limits and of failed sign-ins, the records of look-ups and the drafts."""
    passing = {"limit", "lock", "lookup", "draft", "sign_in_failures"}
    return [item for item in world.items() if item["kind"]["S"] not in passing]


def error_at(page: Page, field: str) -> str:
    """Return the message of a page at a field, empty when there is none."""
    found = re.search(rf'id="f-{field}-error">(.*?)</p>', page.body, re.DOTALL)
    text = re.sub(r"<[^>]*>", "", found[1]) if found else ""
    return " ".join(unescape(text).replace("Erreur\u00a0:", "").split())


def period(world: World, first: int = 0, last: int = 30) -> dict[str, str | list[str]]:
    """Return the fields of a period whose first and last day are these numbers of days from today."""
    today = day_in_paris(world.now)
    return {
        "debut": f"{today + timedelta(days=first):%d/%m/%Y}",
        "fin": f"{today + timedelta(days=last):%d/%m/%Y}",
    }


def step_2(browser: Browser, profil: str, address: str = NEW_ADDRESS) -> Page:
    """Return the form of the second step for a profil."""
    page = begin(browser, address)
    if "Vérification de compte" in page.text:
        page = browser.submit(page, "/nouvelle/profil")
    return browser.submit(page, "/nouvelle/profil", choix=profil)


def fields_of(world: World, profil: str, **given: str | list[str]) -> dict[str, str | list[str]]:
    """Return the valid fields of the second step, with some replaced; an empty list leaves a field out."""
    return {**period(world), **OF_PROFIL[profil], **given}


def delegate_as(world: World, browser: Browser, profil: str, **given: str | list[str]) -> Page:
    """Delegate to an unknown address; return the dashboard."""
    page = browser.submit(step_2(browser, profil), "/nouvelle/valider", **fields_of(world, profil, **given))
    assert "La délégation a bien été créée" in page.text, page.text
    return page


def losses(form: FormOnPage, given: Mapping[str, str | list[str]]) -> dict[str, str | list[str]]:
    """Return the typed values that the returned form lacks."""
    kept = {(control.name, control.value) for control in form.fields if control.kind != "checkbox" or control.checked}
    return {
        name: value
        for name, value in given.items()
        if not {(name, one) for one in (value if isinstance(value, list) else [value]) if one} <= kept
    }


def code_of(attempt: Callable[[], object]) -> Code:
    """Return why an act is refused."""
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code
