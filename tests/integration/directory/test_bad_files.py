"""A faulty file is refused as a whole, or reported line by line; the known persons stay."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from chalicelib.acts.load_directory import TooManyChanges
from chalicelib.directory.faults import BadExtraction, FaultyLine, LineFault
from chalicelib.directory.kinds import PERSONS
from chalicelib.store.directory_state import read_last_load
from infra.local.extraction import COLUMNS, Line, header, rpps_of, text_of
from tests.integration.directory.files import PEOPLE, Files, load_file, persons, sample_lines, text

LINES = sample_lines()
TEXT = text(LINES)


def cut(content: str, share: float) -> bytes:
    """Return the beginning of a file, up to the middle of a line."""
    data = content.encode()
    end = int(len(data) * share)
    return data[: end - 1] if data[end - 1 : end] == b"\n" else data[:end]


def without(column: str) -> str:
    """Return the extraction without a column."""
    place = COLUMNS.index(column)
    rows = [line.split("|") for line in TEXT.splitlines()]
    return "\n".join("|".join(row[:place] + row[place + 1 :]) for row in rows) + "\n"


REFUSED = {
    "an empty file": (b"", "empty"),
    "a header alone": (header(), "no line that can be read"),
    "another encoding": (TEXT.encode("latin-1", "replace"), "not in UTF-8"),
    "UTF-16": (TEXT.encode("utf-16"), "UTF-16"),
    "a column that is missing": (without("Code genre activité"), "« Code genre activité »"),
    "a column that was renamed": (TEXT.replace("Code rôle|", "Code du rôle|", 1), "« Code rôle »"),
    "a column that stands twice": (TEXT.replace("Libellé rôle|", "Code rôle|", 1), "twice"),
    "a file that was cut": (cut(TEXT, 0.9), "middle of a line"),
    "a file of 79 %": (text(LINES[: int(len(LINES) * 0.79)]), "under 80%"),
    "a file full of bad lines": (TEXT.replace("|L|", "|L", 20), "cannot be read"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_faulty_file_is_refused_whole(directory: None, files: Files, content: str | bytes, reason: str) -> None:
    load_file(files.of(LINES))
    before = read_last_load(PERSONS)

    with pytest.raises(BadExtraction, match=reason):
        load_file(files.write(content), days=1)

    assert read_last_load(PERSONS) == before
    assert len(persons(*(f"8{rpps_of(number)}" for number in range(PEOPLE)))) == PEOPLE


def test_added_or_moved_columns_change_nothing(directory: None, files: Files) -> None:
    load_file(files.of(LINES))
    rows = [line.split("|") for line in TEXT.splitlines()]
    moved = "".join("|".join([*row[30:], *row[:30], "Nouveau"]) + "|\n" for row in rows)

    assert load_file(files.write(moved), days=1).counts.touched == 0


def test_an_unreadable_line_is_skipped_and_reported(directory: None, files: Files) -> None:
    lines = sample_lines(2_000)
    rows = [text_of(line) for line in lines]
    bad = header().encode() + b"".join(
        [
            rows[0].encode(),
            rows[1].replace("|", "", 1).encode(),
            rows[2].replace(lines[2].nom, "MART\0IN").encode(),
            rows[3].replace(lines[3].nom, "H\xc9L\xc8NE").encode("latin-1"),
            "".join(rows[4:]).encode(),
        ]
    )

    loaded = load_file(files.write(bad))

    assert loaded.faults.first == [
        FaultyLine(3, LineFault.COLUMNS),
        FaultyLine(4, LineFault.NUL),
        FaultyLine(5, LineFault.ENCODING),
    ]
    assert loaded.lines == len(lines) - 3


def test_a_person_with_nine_activities_and_one_with_only_an_adeli_are_read(directory: None, files: Files) -> None:
    nine = [Line(f"8{rpps_of(950)}", "NEUF", "ZOÉ", place=f"R{place}") for place in range(9)]
    adeli = Line("0750012345", "ADELI", "PAUL", profession=("70", "Masseur-Kinésithérapeute"), savoir_faire=("", ""))

    load_file(files.of([*nine, adeli]))

    found = persons(nine[0].national_id, adeli.national_id)
    assert len(found[nine[0].national_id].places) == 9
    assert found[adeli.national_id].exercices == ("70:",)


def test_a_name_with_quotes_and_a_cedex_are_kept_unchanged(directory: None, files: Files) -> None:
    line = Line(f"8{rpps_of(951)}", 'MARTIN dit "TINO"', "N'DEYE", place="R1", town=("63031", "CLERMONT CEDEX 9"))

    load_file(files.of([line]))

    assert persons(line.national_id)[line.national_id].nom == 'MARTIN dit "TINO"'


def test_the_file_of_activities_is_read_from_an_archive(directory: None, files: Files) -> None:
    path = files.archive(
        {
            "PS_LibreAcces_Dipl_AutExerc_202611290930.txt": "Autre|Fichier\n",
            "PS_LibreAcces_Personne_activite_202611290930.txt": TEXT,
            "PS_LibreAcces_SavoirFaire_202611290930.txt": "Autre|Fichier\n",
        }
    )

    loaded = load_file(path)

    assert loaded.counts.added == PEOPLE
    assert loaded.published == datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def test_an_archive_without_the_file_of_activities_is_refused(directory: None, files: Files) -> None:
    with pytest.raises(BadExtraction, match=r"0 files of activities among: autre\.txt"):
        load_file(files.archive({"autre.txt": TEXT}))


def test_a_damaged_archive_is_refused(directory: None, files: Files) -> None:
    path = files.archive({"PS_LibreAcces_Personne_activite_202611290930.txt": TEXT})
    half = Path(path).read_bytes()[:1500]

    with pytest.raises(BadExtraction, match="damaged"):
        load_file(files.write(half, "half.zip"))


def test_a_file_older_than_the_last_is_refused(directory: None, files: Files) -> None:
    load_file(files.write(TEXT, "PS_LibreAcces_Personne_activite_202611290930.txt"))

    with pytest.raises(BadExtraction, match="older than the one loaded last"):
        load_file(files.write(TEXT, "PS_LibreAcces_Personne_activite_202611280930.txt"), days=1)


def test_a_file_that_changes_a_fifth_of_the_persons_needs_a_confirmation(directory: None, files: Files) -> None:
    load_file(files.of(LINES))
    renamed = [line._replace(nom="AUTRE") for line in LINES]

    with pytest.raises(TooManyChanges, match=f"{PEOPLE} of {PEOPLE} entries would change"):
        load_file(files.of(renamed), days=1)
    assert load_file(files.of(renamed), days=1, accept_changes=True).counts.changed == PEOPLE


def test_a_missing_file_is_reported(directory: None, files: Files) -> None:
    with pytest.raises(BadExtraction, match="cannot be read"):
        load_file("/nowhere/extraction.txt")
