"""A right lost by a card closes at once, and returns when the card names it again within 30 days."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Reason, Status
from chalicelib.settings import settings
from infra.local import samples
from tests.integration.cards import (
    ALEXANDRES,
    CLAIRES,
    TYPED_BY_DELEGANT,
    Cards,
    Userinfo,
    activities,
    userinfo_of,
)
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes
from tests.small_directory import directory_at

CABINET, CENTRE = "R99900000101", "F639900017"
ALL = {CABINET, "R99900000102", "R99900000103", CENTRE}


@pytest.fixture
def cards(scenes: Scenes) -> Iterator[Cards]:
    """Return the sample délégant Claire, and Paul with the card of a locum."""
    with directory_at(str(samples.DIRECTORY_FILE)):
        built = Cards(scenes)
        built.knows(CLAIRE, CLAIRES)
        built.knows(PAUL, ALEXANDRES)
        built.signs_in(userinfo_of(CLAIRES))
        yield built


def _without(*places: str) -> Userinfo:
    said = userinfo_of(CLAIRES)
    said["SubjectRefPro"]["exercices"][0]["activities"] = [
        activity for activity in activities(said) if activity["identifiantTechniqueDeLaStructure"] not in places
    ]
    return said


# Structures


def test_a_lost_structure_closes_at_once_and_both_sides_are_notified(cards: Cards) -> None:
    found = cards.three()
    cards.signs_in(_without(CABINET))

    assert all(cards.structures(one) == ALL - {CABINET} for one in found.values())
    assert cards.grants(found["validee"]) == ALL - {CABINET}
    assert "ne sont plus les vôtres" in cards.notifications(CLAIRE)
    assert "ne sont plus celles de" in cards.notifications(PAUL)


def test_a_structure_that_is_named_again_is_given_back_and_both_sides_are_notified(cards: Cards) -> None:
    found = cards.three()
    cards.signs_in(_without(CABINET, CENTRE))
    cards.world.pass_time(days=3)

    cards.signs_in(userinfo_of(CLAIRES))

    assert all(cards.structures(one) == ALL for one in found.values())
    assert cards.grants(found["validee"]) == ALL
    assert {name: cards.scenes.delegation(one).status.value for name, one in found.items()} == {
        name: name for name in found
    }
    assert "sont de nouveau les vôtres" in cards.notifications(CLAIRE)
    assert "sont de nouveau celles de" in cards.notifications(PAUL)
    page = cards.scenes.browser(CLAIRE).get(f"/delegations/{found['validee']}").text
    assert "Retour de structures du délégant" in page


def test_losing_everything_and_naming_it_again_restores_everything(cards: Cards) -> None:
    found = cards.three()
    cards.signs_in(_without(*ALL))
    assert all(cards.structures(one) == set() for one in found.values())
    assert cards.grants(found["validee"]) == set()

    cards.signs_in(userinfo_of(CLAIRES))

    assert all(cards.structures(one) == ALL for one in found.values())
    assert cards.grants(found["validee"]) == ALL


def test_a_demand_is_sent_again_with_the_restored_structures_and_its_earlier_link_says_so(cards: Cards) -> None:
    found = cards.three()["en_cours"]
    cards.signs_in(_without(CABINET))
    cards.world.deliver()
    earlier = cards.scenes.link(found, Purpose.ACCEPT)

    cards.signs_in(userinfo_of(CLAIRES))

    assert "Cabinet du Dr Exemple" in cards.world.mail("paul@exemple.fr", "délégation").text
    assert cards.world.browser().get(earlier).status == 409
    assert cards.world.browser().get(cards.scenes.link(found, Purpose.ACCEPT)).status == 200


@pytest.mark.parametrize(("days", "is_given_back"), [(30, True), (31, False)])
def test_a_structure_is_given_back_for_thirty_days(cards: Cards, days: int, is_given_back: bool) -> None:
    cards.create(ProfilId.COMPTABLE, PAUL)
    found = cards.create(ProfilId.COMPTABLE, PAUL)
    accept_in_space(runtime.context(), cards.scenes.session(PAUL), found, 1)
    cards.signs_in(_without(CABINET))
    cards.world.pass_time(days=days)

    cards.signs_in(userinfo_of(CLAIRES))

    assert (CABINET in cards.grants(found)) is is_given_back


def test_a_delegue_who_accepted_the_remaining_structures_keeps_only_those(cards: Cards) -> None:
    found = cards.create(ProfilId.COMPTABLE, PAUL)
    cards.signs_in(_without(CABINET))
    accept_in_space(runtime.context(), cards.scenes.session(PAUL), found, 2)

    cards.signs_in(userinfo_of(CLAIRES))

    assert cards.grants(found) == ALL - {CABINET}


def test_a_structure_that_the_delegant_removed_does_not_return_by_his_card(cards: Cards) -> None:
    found = cards.three()["validee"]
    cards.signs_in(_without(CABINET))
    terms = cards.scenes.delegation(found).terms.validity
    asked = AskedTerms(terms.start.isoformat(), terms.end.isoformat(), (CENTRE,))
    change(runtime.context(), cards.scenes.session(CLAIRE), found, Hint(), 2, asked, "cle")

    cards.signs_in(userinfo_of(CLAIRES))

    assert cards.grants(found) == {CENTRE}


def test_a_place_that_returns_under_another_identifier_is_the_same_place(cards: Cards) -> None:
    found = cards.three()["validee"]
    cards.signs_in(_without(CENTRE))
    again = userinfo_of(CLAIRES)
    activities(again)[-1]["identifiantTechniqueDeLaStructure"] = ""
    activities(again)[-1]["numeroFinessSite"] = ""

    cards.signs_in(again)
    cards.signs_in(userinfo_of(CLAIRES))

    assert len(cards.grants(found)) == len(cards.practice(CLAIRE).structures) == 4
    assert cards.structures(found) == {place.id for place in cards.practice(CLAIRE).structures}


def test_a_deletion_wins_against_a_sign_in_that_gives_back(cards: Cards) -> None:
    found = cards.three()["validee"]
    cards.signs_in(_without(CABINET))

    with meanwhile(TRANSACTION, lambda: delete(runtime.context(), cards.scenes.session(CLAIRE), found, Hint())):
        cards.signs_in(userinfo_of(CLAIRES))

    assert cards.grants(found) == set()


# A remplaçant who is exclusive after all


@contextmanager
def _limited(live: int) -> Iterator[None]:
    """Limit the delegations in force of a délégant to this number."""
    full = settings()._replace(live_delegations=live)
    with patch("chalicelib.runtime.settings", lambda: full):
        yield


def _once_liberal() -> Userinfo:
    said = userinfo_of(ALEXANDRES)
    said["SubjectRefPro"]["exercices"][0]["activities"] = [{**activities(userinfo_of(CLAIRES))[0]}]
    return said


def _remplacant(cards: Cards) -> str:
    found = cards.create(ProfilId.REMPLACANT, PAUL, TYPED_BY_DELEGANT, period=0)
    accept_in_space(runtime.context(), cards.scenes.session(PAUL), found, 1)
    return found


def test_a_locum_loses_his_delegation_for_one_wrong_card_and_gets_it_back(cards: Cards) -> None:
    found = _remplacant(cards)
    cards.signs_in(_once_liberal())
    ended = cards.scenes.delegation(found)
    assert (ended.status, ended.reason) == (Status.NON_ABOUTIE, Reason.NON_EXCLUSIF)
    assert cards.grants(found) == set()
    cards.world.pass_time(days=2)

    cards.signs_in(userinfo_of(ALEXANDRES))

    back = cards.scenes.delegation(found)
    assert (back.status, back.reason, back.gone_at) == (
        Status.VALIDEE,
        None,
        ended.interrupted and ended.interrupted.gone_at,
    )
    assert cards.grants(found) == ALL
    assert "n’est plus signalée" in cards.notifications(CLAIRE)
    assert "n’est plus signalée" in cards.notifications(PAUL)
    assert "Reprise" in cards.scenes.browser(CLAIRE).get(f"/delegations/{found}").text


def test_a_demand_to_a_locum_is_restored_as_a_demand(cards: Cards) -> None:
    found = cards.create(ProfilId.REMPLACANT, PAUL, TYPED_BY_DELEGANT)
    cards.signs_in(_once_liberal())
    cards.world.deliver()
    before = len(cards.world.mails())

    cards.signs_in(userinfo_of(ALEXANDRES))

    assert cards.scenes.delegation(found).status is Status.EN_COURS
    cards.world.deliver()
    sent = [mail for mail in cards.world.mails()[before:] if mail.subject != "Nouvelle connexion à votre compte"]
    assert [mail.to for mail in sent] == ["paul@exemple.fr"]
    assert cards.world.browser().get(cards.scenes.link(found, Purpose.ACCEPT)).status == 200


def test_a_delegation_without_room_stays_ended_and_no_period_is_given_twice(cards: Cards) -> None:
    found = _remplacant(cards)
    cards.signs_in(_once_liberal())
    with _limited(1):
        cards.create(ProfilId.COMPTABLE, LEA)
        cards.signs_in(userinfo_of(ALEXANDRES))
    assert cards.scenes.delegation(found).status is Status.NON_ABOUTIE
    anew = _remplacant(cards)
    cards.signs_in(_once_liberal())
    assert {cards.scenes.delegation(one).status for one in (found, anew)} == {Status.NON_ABOUTIE}

    cards.signs_in(userinfo_of(ALEXANDRES))

    statuses = [cards.scenes.delegation(one).status for one in (found, anew)]
    assert sorted(statuses) == [Status.NON_ABOUTIE, Status.VALIDEE]


def test_the_delegants_lost_structures_do_not_return_with_the_locum(cards: Cards) -> None:
    found = _remplacant(cards)
    cards.signs_in(_once_liberal())
    cards.signs_in(_without(CABINET))

    cards.signs_in(userinfo_of(ALEXANDRES))
    assert cards.grants(found) == ALL - {CABINET}

    cards.signs_in(userinfo_of(CLAIRES))
    assert cards.grants(found) == ALL


def test_an_incomplete_answer_does_not_turn_a_liberal_doctor_into_a_locum(cards: Cards) -> None:
    found = _remplacant(cards)
    cards.signs_in(_once_liberal())
    poor = _once_liberal()
    del poor["SubjectRefPro"]

    cards.signs_in(poor)

    assert cards.scenes.delegation(found).status is Status.NON_ABOUTIE
