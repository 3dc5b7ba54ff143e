"""Facts that Pro Santé Connect or the directory leaves out are unknown: the known ones stay."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib import runtime
from infra.local import samples
from tests.integration.cards import CLAIRES, HUGOS, Cards, Userinfo, activities, userinfo_of
from tests.integration.kept_world import Kept, begun_once
from tests.integration.scenes import CLAIRE, Scenes
from tests.small_directory import directory_at

Change = Callable[[Userinfo], object]

TECHNICAL, FINESS, SIRET = "identifiantTechniqueDeLaStructure", "numeroFinessSite", "numeroSiretSite"


@pytest.fixture
def cards(scenes: Scenes) -> Iterator[Cards]:
    """Return the sample délégant Claire, after a complete card and directory entry."""
    with directory_at(str(samples.DIRECTORY_FILE)):
        built = Cards(scenes)
        built.knows(CLAIRE, CLAIRES)
        built.signs_in(userinfo_of(CLAIRES))
        yield built


_given: Kept[dict[str, str]] = {}


def _without(*names: str) -> Change:
    """Return a change that removes fields from the userinfo, or from all activities."""

    def change(said: Userinfo) -> None:
        for place in (said, *activities(said)):
            for name in set(names) & place.keys():
                del place[name]

    return change


def _exercices(value: object) -> Change:
    return lambda said: said["SubjectRefPro"].update(exercices=value)


def _first(*names: str) -> Change:
    return lambda said: activities(said)[0].update(dict.fromkeys(names, ""))


def _last(*names: str) -> Change:
    return lambda said: activities(said)[-1].update(dict.fromkeys(names, ""))


def _silent_exercice(said: Userinfo) -> None:
    del said["SubjectRefPro"]["exercices"][0]["activities"]


POOR: dict[str, Change] = {
    "without SubjectRefPro": _without("SubjectRefPro"),
    "SubjectRefPro is null": lambda said: said.update(SubjectRefPro=None),
    "SubjectRefPro is a list": lambda said: said.update(SubjectRefPro=[]),
    "without exercices": lambda said: said["SubjectRefPro"].clear(),
    "exercices is null": _exercices(None),
    "exercices is empty": _exercices([]),
    "exercices of nothing": _exercices([None, {}]),
    "exercices without activities": _silent_exercice,
    "activities is null": lambda said: said["SubjectRefPro"]["exercices"][0].update(activities=None),
    "a cabinet without its technical id": _first(TECHNICAL),
    "every place without its technical id": _without(TECHNICAL),
    "a centre without its technical id": _last(TECHNICAL),
    "a centre by its SIRET alone": _last(TECHNICAL, FINESS),
    "a centre by its FINESS alone": _last(TECHNICAL, SIRET),
    "a centre by its technical id alone": _last(FINESS, SIRET),
    "every identifier missing": _without(TECHNICAL, FINESS, SIRET),
    "without names": lambda said: (
        said.update(given_name="", family_name="", codeCivilite=""),
        said.pop("SubjectRefPro"),
    ),
    "without savoir-faire": lambda said: said["SubjectRefPro"]["exercices"][0].update(codeSavoirFaire=""),
    "without profession": lambda said: said["SubjectRefPro"]["exercices"][0].update(codeProfession=""),
    "a place twice, once without its technical id": lambda said: activities(said).append(
        {**activities(said)[-1], TECHNICAL: ""}
    ),
    "without RPPS": _without("otherIds"),
}


@pytest.mark.parametrize("change", POOR.values(), ids=POOR)
def test_an_incomplete_answer_changes_neither_the_practice_nor_a_delegation(cards: Cards, change: Change) -> None:
    begun_once(cards.world, _given, None, cards.three)
    before = cards.snapshot()
    said = userinfo_of(CLAIRES)
    change(said)

    browser = cards.signs_in(said)

    assert cards.snapshot() == before
    page = browser.get("/compte/lieux-exercice").text
    assert all(place in page for place in ("Cabinet du Dr Exemple", "Les Volcans", "Centre de Santé Municipal"))
    assert "Créer une nouvelle délégation" in browser.get("/compte").text


def _write(folder: Path, content: str) -> str:
    file = folder / "directory.json"
    file.write_text(content, encoding="utf-8")
    return str(file)


WRONG_DIRECTORIES = {
    "nobody in it": "{}",
    "cut in the middle": '{"899900001019": {"numeros_am"',
    "a list": "[]",
    "an entry of another kind": json.dumps({CLAIRES: [], HUGOS: "directeur"}),
    "an entry without its fields": json.dumps({CLAIRES: {}, HUGOS: {}}),
    "an entry of nulls": json.dumps(
        {one: {"numeros_am": None, "director_of": None, "liberal_activity": None} for one in (CLAIRES, HUGOS)}
    ),
}


@pytest.mark.parametrize("content", WRONG_DIRECTORIES.values(), ids=WRONG_DIRECTORIES)
def test_an_empty_or_failing_directory_removes_nothing(cards: Cards, tmp_path: Path, content: str) -> None:
    cards.three()
    cards.person("hugo", HUGOS)
    cards.signs_in(userinfo_of(HUGOS))
    assert cards.practice("hugo").director
    before = cards.snapshot()

    with directory_at(_write(tmp_path, content)):
        claire, hugo = cards.signs_in(userinfo_of(CLAIRES)), cards.signs_in(userinfo_of(HUGOS))

    assert cards.snapshot() == before
    assert "631900015" in claire.get("/compte/cpam").text
    assert "Créer une nouvelle délégation" in hugo.get("/compte").text


def test_a_missing_directory_stops_no_sign_in(cards: Cards, tmp_path: Path) -> None:
    cards.three()
    before = cards.snapshot()

    with directory_at(str(tmp_path / "absent.json")):
        cards.signs_in(userinfo_of(CLAIRES))

    assert cards.snapshot() == before


def test_a_failing_directory_does_not_delay_the_effects_of_the_card(cards: Cards, tmp_path: Path) -> None:
    found = cards.three()
    said = userinfo_of(CLAIRES)
    del activities(said)[0]

    with directory_at(str(tmp_path / "absent.json")):
        cards.signs_in(said)

    assert "R99900000101" not in cards.structures(found["validee"])


def test_an_entry_that_removes_a_contract_is_believed(cards: Cards, tmp_path: Path) -> None:
    entry = {"assistant_medical_contract": True}
    with directory_at(_write(tmp_path, json.dumps({CLAIRES: entry}))):
        cards.signs_in(userinfo_of(CLAIRES))
    assert cards.practice(CLAIRE).assistant_contract

    no_longer = tmp_path / "later"
    no_longer.mkdir()
    with directory_at(_write(no_longer, json.dumps({CLAIRES: {"assistant_medical_contract": False}}))):
        cards.signs_in(userinfo_of(CLAIRES))
    assert not cards.practice(CLAIRE).assistant_contract
    assert runtime.context()
