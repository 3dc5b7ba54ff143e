"""A locum's delegation over several nights: the register names his own cabinet, then corrects the mistake."""

from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts import follow_rights
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.load_directory import TooManyChanges
from chalicelib.acts.stored import act_on_stored
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.statuses import Reason, Status
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from tests.integration.access.service import QUESTION, TRANSPORT, PortalService
from tests.integration.cards import ALEXANDRES, CLAIRES, TYPED_BY_DELEGANT, activities, userinfo_of
from tests.integration.directory.nights import CLAIRE, LOCUM, OWN_CABINET, Nights, stranger
from tests.integration.scenes import CLAIRE as DELEGANT
from tests.integration.scenes import PAUL

CABINET = "R99900000101"
WITHOUT_CABINET = CLAIRE[1:]
SALARIED = [line._replace(mode="S") for line in CLAIRE]


def delegate_to_locum(nights: Nights) -> str:
    """Let Claire delegate to the locum, who accepts: Validée."""
    found = nights.cards.create(ProfilId.REMPLACANT, PAUL, TYPED_BY_DELEGANT)
    accept_in_space(runtime.context(), nights.cards.scenes.session(PAUL), found, 1)
    return found


def _status(nights: Nights, found: str) -> Status:
    return nights.cards.scenes.delegation(found).status


def _is_open(nights: Nights) -> bool:
    """Ask for the access decision, as a service of the portal does."""
    return PortalService(nights.world).may({**QUESTION, "action": TRANSPORT})


def test_a_cabinet_of_his_own_ends_a_locums_delegation_on_the_second_night_and_a_correction_gives_it_back(
    nights: Nights,
) -> None:
    found = delegate_to_locum(nights)
    assert _is_open(nights)

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"wait": 1}
    assert _is_open(nights)

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert not _is_open(nights)
    ended = nights.cards.scenes.delegation(found)
    assert (ended.status, ended.reason) == (Status.NON_ABOUTIE, Reason.NON_EXCLUSIF)
    for person in (DELEGANT, PAUL):
        assert "activité libérale" in nights.notifications(person)

    assert nights.next(*CLAIRE, LOCUM).doubts == {"give_back": 1}
    assert _is_open(nights)
    assert _status(nights, found) is Status.VALIDEE
    for person in (DELEGANT, PAUL):
        assert "n’est plus signalée" in nights.notifications(person)
    assert nights.world.of_kind("doubt") == []


def test_one_bad_night_removes_nothing(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)

    assert nights.next(*CLAIRE, LOCUM).doubts == {"drop": 1}
    assert nights.world.of_kind("doubt") == []
    nights.next(*CLAIRE, OWN_CABINET)

    assert _status(nights, found) is Status.VALIDEE


def test_the_same_night_again_ends_nothing(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)

    assert nights.load(*CLAIRE, OWN_CABINET).doubts == {"wait": 1}
    assert _status(nights, found) is Status.VALIDEE


def test_a_person_missing_from_the_file_loses_nothing(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(LOCUM, stranger())
    nights.next(stranger())
    nights.next(stranger())

    assert _status(nights, found) is Status.VALIDEE
    assert len(nights.cards.structures(found)) == 4
    assert nights.world.of_kind("doubt") == []


def test_a_night_without_data_neither_confirms_nor_clears_a_doubt(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)
    assert nights.next(*CLAIRE).doubts == {"wait": 1}
    assert _status(nights, found) is Status.VALIDEE

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert _status(nights, found) is Status.NON_ABOUTIE


def test_a_missing_place_closes_on_the_second_night_and_returns(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*WITHOUT_CABINET, LOCUM)
    assert CABINET in nights.cards.grants(found)

    nights.next(*WITHOUT_CABINET, LOCUM)
    assert CABINET not in nights.cards.grants(found)
    assert len(nights.cards.grants(found)) == 3
    assert "ne sont plus les vôtres" in nights.notifications(DELEGANT)
    assert "ne sont plus celles de" in nights.notifications(PAUL)
    assert CABINET not in {place.id for place in nights.cards.practice(DELEGANT).structures}

    nights.next(*CLAIRE, LOCUM)
    assert CABINET in nights.cards.grants(found)
    assert CABINET in {place.id for place in nights.cards.practice(DELEGANT).structures}
    assert "sont de nouveau les vôtres" in nights.notifications(DELEGANT)


def test_a_delegant_without_liberal_activity_opens_nothing_until_he_has_one_again(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*SALARIED, LOCUM)
    assert _is_open(nights)

    nights.next(*SALARIED, LOCUM)
    assert not _is_open(nights)
    assert nights.cards.grants(found) == set()
    assert not nights.cards.practice(DELEGANT).liberal

    nights.next(*CLAIRE, LOCUM)
    assert _is_open(nights)
    assert len(nights.cards.grants(found)) == 4


def test_a_card_that_agrees_with_the_register_changes_nothing(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*WITHOUT_CABINET, LOCUM)
    nights.next(*WITHOUT_CABINET, LOCUM)
    before = nights.cards.snapshot()
    said = userinfo_of(CLAIRES)
    said["SubjectRefPro"]["exercices"][0]["activities"] = [
        one for one in activities(said) if one["identifiantTechniqueDeLaStructure"] != CABINET
    ]

    nights.cards.signs_in(said)

    assert nights.cards.snapshot() == before
    assert CABINET not in nights.cards.grants(found)


def test_a_sign_in_by_card_after_one_bad_night_removes_nothing(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)

    nights.cards.signs_in(userinfo_of(ALEXANDRES))
    assert _status(nights, found) is Status.VALIDEE

    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert _status(nights, found) is Status.NON_ABOUTIE


def test_an_exclusive_card_restores_nothing_against_the_register(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)
    nights.next(*CLAIRE, OWN_CABINET)

    nights.cards.signs_in(userinfo_of(ALEXANDRES))
    assert _status(nights, found) is Status.NON_ABOUTIE

    nights.next(*CLAIRE, LOCUM)
    assert _status(nights, found) is Status.VALIDEE


def test_thirty_days_later_nothing_is_given_back(nights: Nights) -> None:
    found = delegate_to_locum(nights)
    nights.next(*CLAIRE, OWN_CABINET)
    nights.next(*CLAIRE, OWN_CABINET)
    nights.world.pass_time(days=30)

    nights.next(*CLAIRE, LOCUM)

    assert _status(nights, found) is Status.NON_ABOUTIE


def test_a_first_load_follows_nothing(nights: Nights) -> None:
    assert nights.world.of_kind("doubt") == []


def test_a_load_that_changes_a_fifth_follows_nothing(nights: Nights) -> None:
    many = [stranger(number) for number in range(20)]
    with pytest.raises(TooManyChanges):
        nights.next(*CLAIRE, OWN_CABINET, *(stranger(8_000 + place) for place, _ in enumerate(many)))
    assert nights.world.of_kind("doubt") == []


def test_a_delegation_that_cannot_follow_does_not_block_others_and_follows_the_next_night(
    nights: Nights, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [delegate_to_locum(nights) for _ in range(3)]
    nights.next(*CLAIRE, OWN_CABINET)
    follow = act_on_stored

    def all_but_one(context: Any, delegation_id: str, step: Any) -> None:
        if delegation_id == found[1]:
            raise ConnectionError
        follow(context, delegation_id, step)

    monkeypatch.setattr(follow_rights, "act_on_stored", all_but_one)
    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"failed": 1}
    assert [_status(nights, one) for one in found] == [Status.NON_ABOUTIE, Status.VALIDEE, Status.NON_ABOUTIE]

    monkeypatch.setattr(follow_rights, "act_on_stored", follow)
    assert nights.next(*CLAIRE, OWN_CABINET).doubts == {"end": 1}
    assert {_status(nights, one) for one in found} == {Status.NON_ABOUTIE}


def test_a_typed_number_does_not_follow_the_register(nights: Nights) -> None:
    (pk, sk), other = keys.alias("psc", ALEXANDRES, "lookup-key"), keys.alias("rpps", ALEXANDRES[1:], "lookup-key")
    for key in ((pk, sk), other):
        item = HeadItem(*key)
        item.delete()

    nights.next(*CLAIRE, OWN_CABINET)

    assert nights.world.of_kind("doubt") == []
