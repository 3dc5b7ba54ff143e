"""A card takes away, at the very moment when it is given, a structure or the exclusivity of a remplaçant."""

from dataclasses import replace

import pytest

from chalicelib import runtime
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Reason, Status
from tests.builders import DAY
from tests.integration.cards import Cards
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes, asked_terms
from tests.integration.test_accounts import card
from tests.integration.test_story import create_comptable

CLAIRES, PAULS = "899900001111", "899900002222"
NOTING_A_CARD = "PRACTICE"
"""Stands in the transaction that notes what a card says."""


@pytest.fixture
def cards(scenes: Scenes) -> Cards:
    """Give Claire and Paul their cards; Claire has two cabinets, Paul none."""
    found = Cards(scenes)
    found.knows(CLAIRE, CLAIRES)
    found.knows(PAUL, PAULS)
    return found


def _claires_card_names_cabinet_2_alone(cards: Cards) -> None:
    cards.signs_in(card(CLAIRES, "cabinet-2").userinfo)


def _pauls_card_names_a_cabinet(cards: Cards) -> None:
    cards.signs_in(card(PAULS, "cabinet-9").userinfo)


def _only_delegation(scenes: Scenes) -> str:
    (item,) = scenes.world.of_kind("delegation")
    return str(item["pk"]["S"]).removeprefix("DELEG#")


def _replace_claire(scenes: Scenes) -> str:
    """Have Claire create a delegation for Paul, who replaces her."""
    day = scenes.today
    terms = replace(asked_terms(day, day + 9 * DAY), structures=(), toutes_structures=True)
    asked = Asked(ProfilId.REMPLACANT.value, terms, Identifiers(PAULS[1:], categorie=MEDECIN, specialite="01"))
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    return create(runtime.context(), scenes.session(CLAIRE), shown, asked, "remplacement")


def test_a_structure_that_a_card_takes_away_before_a_creation_is_written_is_not_given(
    scenes: Scenes, cards: Cards
) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    with meanwhile(TRANSACTION, lambda: _claires_card_names_cabinet_2_alone(cards)):
        page = create_comptable(scenes.world, browser, KNOWN[PAUL])

    assert page.status == 400
    assert "les vôtres" in page.text
    assert scenes.world.of_kind("delegation") == []


def test_a_structure_given_before_a_card_that_takes_it_away_is_noted_is_lost(scenes: Scenes, cards: Cards) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    with meanwhile(TRANSACTION, lambda: create_comptable(scenes.world, browser, KNOWN[PAUL]), NOTING_A_CARD):
        _claires_card_names_cabinet_2_alone(cards)

    assert cards.structures(_only_delegation(scenes)) == set()


def _add_cabinet_1(scenes: Scenes, found: str) -> int:
    browser = scenes.world.signed_in(CLAIRE)
    page = browser.get(f"/delegations/{found}/modifier")
    validity = scenes.delegation(found).terms.validity
    fields: dict[str, str | list[str]] = {
        "debut": validity.start.isoformat(),
        "fin": validity.end.isoformat(),
        "structures": ["cabinet-1", "cabinet-2"],
    }
    return browser.submit(page, "/modifier", **fields).status


def _at_cabinet_2(scenes: Scenes) -> str:
    """Have Claire create a delegation for Paul at the cabinet that she keeps."""
    day = scenes.today
    asked = Asked(
        ProfilId.COMPTABLE.value, replace(asked_terms(day, day + 9 * DAY), structures=("cabinet-2",)), Identifiers()
    )
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    return create(runtime.context(), scenes.session(CLAIRE), shown, asked, "cabinet-2")


def test_a_structure_that_a_card_takes_away_before_a_change_is_written_is_not_added(
    scenes: Scenes, cards: Cards
) -> None:
    found = _at_cabinet_2(scenes)
    with meanwhile(TRANSACTION, lambda: _claires_card_names_cabinet_2_alone(cards)):
        status = _add_cabinet_1(scenes, found)

    assert status == 400
    assert cards.structures(found) == {"cabinet-2"}


def test_a_structure_added_before_a_card_that_takes_it_away_is_noted_is_lost(scenes: Scenes, cards: Cards) -> None:
    found = _at_cabinet_2(scenes)
    with meanwhile(TRANSACTION, lambda: _add_cabinet_1(scenes, found), NOTING_A_CARD):
        _claires_card_names_cabinet_2_alone(cards)

    assert cards.structures(found) == {"cabinet-2"}


def test_a_remplacant_whose_card_names_a_cabinet_before_a_creation_is_written_is_refused(
    scenes: Scenes, cards: Cards
) -> None:
    with (
        pytest.raises(Refused) as refused,
        meanwhile(TRANSACTION, lambda: _pauls_card_names_a_cabinet(cards)),
    ):
        _replace_claire(scenes)

    assert refused.value.code is Code.NOT_EXCLUSIVE
    assert scenes.world.of_kind("delegation") == []


def test_a_remplacant_is_given_nothing_that_lasts_before_a_card_that_names_his_cabinet_is_noted(
    scenes: Scenes, cards: Cards
) -> None:
    with meanwhile(TRANSACTION, lambda: _replace_claire(scenes), NOTING_A_CARD):
        _pauls_card_names_a_cabinet(cards)

    delegation = scenes.delegation(_only_delegation(scenes))
    assert (delegation.status, delegation.reason) == (Status.NON_ABOUTIE, Reason.NON_EXCLUSIF)
