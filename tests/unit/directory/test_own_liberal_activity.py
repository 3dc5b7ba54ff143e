"""The owner of a liberal activity, by the register's file and by a card: both agree with one table.

The table is typed from the description of the register: an activity is a liberal one of one's own when its mode is L,
its genre and its role replace nobody, and it names a place by its technical id, its FINESS or its SIRET.
"""

from itertools import product

import pytest

from chalicelib.directory.extraction import Rows, activity_of
from chalicelib.directory.persons import Person, person_of
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.userinfo import CardIdentity, identity_of
from infra.local.extraction import Line, header, text_of

RPPS = "899900001076"
MODES = {"L": "libéral", "S": "salarié", "B": "bénévole", "": ""}
GENRES = {
    "GENR01": "its own",
    "GENR02": "replaces",
    "GENR03": "replaces",
    "GENR04": "its own",
    "GENR99": "its own",
    "": "its own",
}
ROLES = {
    "FON-01": "its own",
    "FON-04": "replaces",
    "FON-22": "replaces",
    "FON-47": "replaces",
    "FON-51": "replaces",
    "FON-AU": "its own",
    "": "its own",
}
PLACES = {
    "technical": ("R99900009999", "", ""),
    "finess": ("", "639900017", ""),
    "siret": ("", "", "99999999900017"),
    "all three": ("R99900009999", "639900017", "99999999900017"),
    "none": ("", "", ""),
}
PROFESSIONS = ("10", "21", "40", "50", "60", "70", "80", "91", "92")


def is_own(mode: str, genre: str, role: str, place: str) -> bool:
    """Answer by the table."""
    replaces = "replaces" in {GENRES[genre], ROLES[role]}
    return MODES[mode] == "libéral" and not replaces and place != "none"


def in_the_file(mode: str, genre: str, role: str, place: str, profession: str) -> Person:
    """Return the person of a file of one line."""
    technical, finess, siret = PLACES[place]
    line = Line(
        RPPS, "EXEMPLE", "ALEX", profession=(profession, ""), mode=mode, genre=genre, role=role,
        place=technical, finess=finess, siret=siret,
    )  # fmt: skip
    lines = [header().encode(), text_of(line).encode()]
    return person_of(activity_of(row) for _, row in Rows(iter(lines)))


def on_the_card(mode: str, genre: str, role: str, place: str, profession: str) -> CardIdentity:
    """Return the identity of a card with one activity, with an empty directory."""
    technical, finess, siret = PLACES[place]
    activity = {
        "codeModeExercice": mode,
        "codeGenreActivite": genre,
        "codeRole": role,
        "identifiantTechniqueDeLaStructure": technical,
        "numeroFinessSite": finess,
        "numeroSiretSite": siret,
    }
    exercice = {"codeProfession": profession, "activities": [activity]}
    return identity_of({"SubjectNameID": RPPS, "SubjectRefPro": {"exercices": [exercice]}}, DirectoryEntry())


@pytest.mark.parametrize("profession", PROFESSIONS)
@pytest.mark.parametrize("mode", MODES)
def test_the_file_and_the_card_agree_with_the_table(mode: str, profession: str) -> None:
    for genre, role, place in product(GENRES, ROLES, PLACES):
        where = (mode, genre, role, place, profession)
        own = is_own(mode, genre, role, place)
        person, identity = in_the_file(*where), on_the_card(*where)

        assert person.is_liberal is own, where
        assert person.is_locum is (mode == "L" and not own), where
        assert identity.liberal_activity is own, where
        assert identity.practice.liberal is own, where


def test_one_own_activity_among_others_is_enough() -> None:
    locum = Line(RPPS, "EXEMPLE", "ALEX")
    lines = [locum, locum._replace(genre="GENR02", place="R1"), locum._replace(place="R2"), locum._replace(mode="S")]
    content = [header().encode(), *(text_of(line).encode() for line in lines)]
    person = person_of(activity_of(row) for _, row in Rows(iter(content)))

    assert (person.is_liberal, person.is_locum, person.places) == (True, True, ("R2",))
