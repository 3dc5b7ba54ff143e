"""A load writes only the differences from the last one."""

import pytest

from chalicelib.directory.kinds import PERSONS
from chalicelib.directory.persons import Person
from chalicelib.store.calls import Raced
from chalicelib.store.directory import read_entries
from chalicelib.store.directory_state import read_last_load, take_lease
from infra.local.extraction import Line, rpps_of
from tests.builders import NOW
from tests.integration.directory.files import PEOPLE, Files, load_file, persons, sample_lines

HELENE = Line(f"8{rpps_of(900)}", "DURAND", "HÉLÈNE", place="R900", genre="GENR01")


def test_a_first_load_writes_every_person_once(directory: None, files: Files) -> None:
    loaded = load_file(files.of([*sample_lines(), *sample_lines()]))

    assert (loaded.counts.entries, loaded.counts.added) == (PEOPLE, PEOPLE)
    assert len(persons(*(f"8{rpps_of(number)}" for number in range(PEOPLE)))) == PEOPLE


def test_a_person_is_read_back_as_the_file_has_it(directory: None, files: Files) -> None:
    salaried = HELENE._replace(place="R901", mode="S")
    load_file(files.of([HELENE, salaried, HELENE._replace(profession=("60", "Infirmier"), savoir_faire=("", ""))]))

    (person,) = persons(HELENE.national_id).values()
    assert person == Person("MME", "HÉLÈNE", "DURAND", ("10:SM26", "60:"), False, True, False, ("R900", "R901"))


def test_the_item_of_a_person_is_small(directory: None, files: Files) -> None:
    load_file(files.of(sample_lines()))

    found = read_entries((PERSONS, f"8{rpps_of(number)}") for number in range(PEOPLE))
    key = len("pkskD") + len(f"P#8{rpps_of(0)}")
    sizes = [key + sum(len(name) + len(text.encode()) for name, text in texts.items()) for texts in found.values()]
    assert sum(sizes) / PEOPLE < 150


def test_the_same_file_again_writes_nothing(directory: None, files: Files) -> None:
    path = files.of(sample_lines())
    load_file(path)

    assert load_file(path, days=1).counts.touched == 0


def test_the_order_of_the_lines_changes_nothing(directory: None, files: Files) -> None:
    load_file(files.of(sample_lines()))

    assert load_file(files.of(reversed(sample_lines())), days=1).counts.touched == 0


def test_only_the_changes_are_written(directory: None, files: Files) -> None:
    lines = [*sample_lines(), HELENE]
    load_file(files.of(lines))

    moved = [*sample_lines(), HELENE._replace(nom="DURAND-ROUX"), HELENE._replace(national_id=f"8{rpps_of(901)}")]
    counts = load_file(files.of(moved), days=1).counts

    assert (counts.added, counts.changed, counts.gone) == (1, 1, 0)
    assert persons(HELENE.national_id)[HELENE.national_id].nom == "DURAND-ROUX"


def test_a_person_who_left_the_file_leaves_the_table(directory: None, files: Files) -> None:
    load_file(files.of([*sample_lines(), HELENE]))

    assert load_file(files.of(sample_lines()), days=1).counts.gone == 1
    assert persons(HELENE.national_id) == {}


def test_a_second_load_at_the_same_time_is_refused(directory: None, files: Files) -> None:
    take_lease(PERSONS, "another", NOW, NOW.replace(year=NOW.year + 1))

    with pytest.raises(Raced):
        load_file(files.of(sample_lines()))
    assert read_last_load(PERSONS) is None


def test_a_failed_load_releases_its_lease(directory: None, files: Files) -> None:
    with pytest.raises(Exception, match="empty"):
        load_file(files.write(""))

    load_file(files.of(sample_lines()))
