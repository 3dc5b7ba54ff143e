"""« Cette nuit » on the local platform: a new entry of a sample person, and its effects."""

import pytest
from chalice.app import Response

from chalicelib.domain.statuses import Status
from infra.local.night import AS_BEFORE, OWN_CABINET, Nights
from infra.local.night_page import NightPage
from infra.local.people import register
from tests.integration.cards import ALEXANDRES
from tests.integration.directory.nights import OTHERS
from tests.integration.directory.nights import Nights as Scene
from tests.integration.directory.test_nights import delegate_to_locum


@pytest.fixture
def night(nights: Scene) -> NightPage:
    """Return the page, after a night in which the register agreed with the cards."""
    page = NightPage(Nights(lambda: nights.world.pass_time(days=1), lambda: [*OTHERS, *register()]), "")
    _play(page, AS_BEFORE)
    return page


def _play(page: NightPage, choice: str) -> str:
    answer = page.play(f"personne={ALEXANDRES}&annuaire={choice}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/local/annuaire")
    return _text(page.show())


def _text(answer: Response) -> str:
    return str(answer.body)


def test_a_night_is_chosen_played_and_reported(nights: Scene, night: NightPage) -> None:
    found = delegate_to_locum(nights)

    assert "en attente d’une seconde nuit" in _play(night, OWN_CABINET)
    assert nights.cards.scenes.delegation(found).status is Status.VALIDEE

    assert "confirmé par cette nuit" in _play(night, OWN_CABINET)
    assert nights.cards.scenes.delegation(found).status is Status.NON_ABOUTIE

    assert "corrigé, et rendu" in _play(night, AS_BEFORE)
    assert nights.cards.scenes.delegation(found).status is Status.VALIDEE


def test_an_empty_form_plays_no_night(nights: Scene, night: NightPage) -> None:
    before = nights.world.now

    answer = night.play("personne=personne&annuaire=autre")

    assert answer.status_code == 400
    assert "Choisissez une personne" in _text(answer)
    assert nights.world.now == before
