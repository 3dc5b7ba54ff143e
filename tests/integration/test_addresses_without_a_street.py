"""A place with an unknown street or town is shown without it on pages, in mails and by the API."""

import re

import pytest

from chalicelib.store.accounts import practice_item
from tests.builders import a_practice, a_structure
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.test_story import begin, link_of

STRAY = re.compile(r"(?:^|[\s,:(]),|,\s*(?:$|[,.;)])", re.MULTILINE)
"""A comma that nothing stands before, or behind."""


@pytest.mark.parametrize("known", [{"street": ""}, {"city": ""}, {"street": "", "city": ""}], ids=str)
def test_an_unknown_street_or_town_leaves_no_stray_comma(scenes: Scenes, known: dict[str, str]) -> None:
    place = a_structure(1, name="Cabinet des Lilas", **known)
    practice_item(CLAIRE, a_practice(structures=(place,))).save()
    claire, paul, found = scenes.browser(CLAIRE), scenes.browser(PAUL), scenes.demand()
    demand = scenes.world.mail("paul@exemple.fr")
    pages = [paul.get(f"/recues/{found}"), paul.get(link_of(demand, "accepter"))]
    paul.submit(pages[0], "/accepter", compris="oui")
    pages += [paul.get(f"/recues/{found}"), paul.get(f"/pour-le-compte/{found}"), claire.get(f"/delegations/{found}")]
    pages += [claire.get("/compte/lieux-exercice"), claire.get("/compte/cpam")]
    pages.append(claire.submit(begin(claire, "zoe@exemple.fr"), "/nouvelle/profil", choix="comptable"))
    for page in pages:
        html = re.sub(r'<span class="visually-hidden">, </span>', "", page.body.partition("<main")[2])
        assert "Cabinet des Lilas" in html, page.url
        assert not STRAY.findall(re.sub(r"<[^>]*>", "\n", html)), page.url

    lines = [line.strip() for mail in scenes.world.mails() for line in mail.text.splitlines()]
    places = [line for line in lines if "Cabinet des Lilas" in line]
    assert places
    assert not [line for line in places if STRAY.search(line)]

    received = Api(scenes.world, PAUL).get(f"/received-delegations/{found}").json["structures"][0]
    assert received["adresse"] == " ".join(part for part in (place.street, place.city) if part)
