"""The user guide told by labels alone in Chromium, on a phone without script; in `make prove`, in other engines too.

There each sign-in and each creation is told, here one of each kind (`brief.py`).
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.delegation import BRUNO, CLAIRE, LINA
from tests.end_to_end.people import World
from tests.end_to_end.told.brief import BriefGuide
from tests.end_to_end.told.chromium import ChromiumWindow
from tests.end_to_end.told.guide import CARD
from tests.end_to_end.told.reader import Reader

PHONE = 390


@pytest.fixture
def guide(told_world: World, browser: Browser) -> Iterator[BriefGuide]:
    """Yield the guide on a phone without script."""
    window = ChromiumWindow.of(browser, PHONE, script=False)
    yield BriefGuide(Reader(window, told_world.platform.url), told_world)
    window.close()


def test_the_whole_guide_is_told_by_labels_alone(guide: BriefGuide) -> None:
    guide.tell("court")


def test_a_demand_is_accepted_in_three_taps_and_used_in_two_after_the_sign_in(guide: BriefGuide) -> None:
    reader = guide.reader
    guide.happens(LINA, known=True, days=20)
    link = guide.link(LINA, "J’accepte la délégation")
    reader.taps = 0
    reader.follows(link)
    reader.ticks("J’ai compris que j’agirai au nom et pour le compte de")
    reader.presses("J’accepte la délégation", then="La délégation a bien été acceptée.")
    assert reader.taps <= 3

    reader.opens("/connexion")
    reader.signs_in(LINA)
    reader.taps = 0
    reader.presses("Accéder à son espace : Mme Claire EXEMPLE")
    reader.presses("Tous mes paiements", then="pour le compte de")
    assert reader.taps <= 2


def test_a_demand_is_refused_in_two_taps(guide: BriefGuide) -> None:
    reader = guide.reader
    guide.happens(BRUNO, known=True, days=20)
    link = guide.link(BRUNO, "Je refuse la délégation")
    reader.taps = 0
    reader.follows(link)
    reader.presses("Je refuse la délégation", then="La délégation a bien été refusée.")
    assert reader.taps <= 2


def test_a_delegation_is_validated_from_the_mail_in_three_taps_and_the_card(guide: BriefGuide) -> None:
    reader, address = guide.reader, "gestes@essai.example"
    guide.happens(address)
    guide.opens_account(address)
    reader.leaves()
    link = guide.link(CLAIRE.address, "Valider la délégation")
    reader.taps = 0
    reader.follows(link)
    before = reader.taps
    reader.signs_in_by_card(CARD)
    reader.taps = before
    reader.reads("Vérifiez que cette personne est bien votre délégué", title="Validation de délégation")
    reader.presses("Valider", then="La délégation a bien été validée.")
    assert reader.taps <= 3
