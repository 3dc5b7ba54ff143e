"""Whatever bytes one line of the national file has, the load ends, and every other line is loaded."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.directory import extraction, sources
from chalicelib.directory.complements import ComplementRows
from chalicelib.directory.extraction import NEEDED, Rows
from chalicelib.directory.faults import BadExtraction, FaultyLine, LineFault
from chalicelib.directory.kinds import CONTRACTS, DIRECTORS, NUMBERS, PERSONS, Kind, Texts
from chalicelib.directory.persons import person_of_texts
from chalicelib.directory.shards import SHARDS, entries_of, spread
from chalicelib.texts.directory import person_named
from infra.local.extraction import COLUMNS, Line, header, rpps_of, text_of
from tests.integration.directory.files import Files, load_file, persons, sample_lines

MARKED = Line(f"8{rpps_of(1)}", "MARTIN", "ZOÉ", place="R1", finess="630000001", siret="12345678900011")
GOOD = Line(f"8{rpps_of(2)}", "AUTRE", "LÉA", place="R2")
BYTES = {
    "a byte of Latin-1": b"R9\xc9",
    "the half of a character": b"\xc3",
    "a lone surrogate": b"\xed\xa0\x80",
    "a character of no plane": b"\xf4\x90\x80\x80",
    "a NUL": b"R\x009",
    "a byte order mark": b"\xef\xbb\xbfR9",
    "a tab in quotes": b'"R\t9"',
    "a quote alone": b'"',
    "a CR": b"R\r9",
    "other ends of lines": "R\x1e9\x85\u2028".encode(),
    "spaces of every kind": " R\u00a09\u20039 ".encode(),
    "a colon": b"1:2:3",
    "another column": b"R|9",
    "a long text": b"R" * 501,
    "a text of megabytes": b"R" * 3_000_000,
}


def of_file(content: bytes, kind: Kind, folder: Path) -> tuple[Rows | ComplementRows, dict[str, Texts]]:
    """Return the rows of a file, read to the end, and its entries."""
    rows = Rows(_lines(content)) if kind is PERSONS else ComplementRows(_lines(content), kind.columns)
    spread(rows, folder)
    return rows, {key: texts for shard in range(SHARDS) for key, texts in entries_of(shard, folder, kind)}


def _lines(content: bytes) -> Iterator[bytes]:
    return iter(line + b"\n" for line in content.removesuffix(b"\n").split(b"\n"))


def with_bytes(column: str, wrong: bytes) -> bytes:
    """Return an extraction whose second line has these bytes in a column."""
    fields = text_of(MARKED).encode().removesuffix(b"\n").split(b"|")
    fields[COLUMNS.index(column)] = wrong
    return header().encode() + b"|".join(fields) + b"\n" + text_of(GOOD).encode()


@pytest.mark.parametrize("wrong", BYTES.values(), ids=BYTES)
def test_no_bytes_in_any_column_of_a_line_stop_the_load_or_change_another_line(tmp_path: Path, wrong: bytes) -> None:
    for column in COLUMNS:
        rows, entries = of_file(with_bytes(column, wrong), PERSONS, tmp_path)

        assert rows.count + rows.faults.count == 2, column
        assert all(line.number == 2 for line in rows.faults.first), column
        assert set(entries) >= {GOOD.national_id}
        for texts in entries.values():
            assert person_named(person_of_texts(texts))
            assert sum(map(len, texts.values())) <= 600, column


@pytest.mark.parametrize(
    "column", [column for column in NEEDED if column not in {"Numéro FINESS site", "Numéro SIRET site"}]
)
def test_every_column_that_is_kept_is_checked_for_its_encoding(tmp_path: Path, column: str) -> None:
    rows, entries = of_file(with_bytes(column, b"R9\xc9"), PERSONS, tmp_path)

    wanted = LineFault.NO_IDENTIFIER if column == extraction.NATIONAL_ID else LineFault.ENCODING
    assert rows.faults.first == [FaultyLine(2, wanted)]
    assert set(entries) == {GOOD.national_id}


def test_an_identifier_of_a_place_in_another_encoding_is_one_line_less_in_the_table(
    directory: None, files: Files
) -> None:
    lines = sample_lines(2_000)
    lines[3] = lines[3]._replace(place="R9XYZ")
    content = "".join([header(), *map(text_of, lines)]).encode()

    loaded = load_file(files.write(content.replace(b"R9XYZ", b"R9\xc9")))

    assert loaded.faults.first == [FaultyLine(5, LineFault.ENCODING)]
    assert loaded.lines == len(lines) - 1


def test_an_identifier_that_thousands_of_lines_share_is_an_entry_that_the_table_can_hold(
    directory: None, files: Files
) -> None:
    place = "R" + "9" * 380
    lines = [MARKED._replace(place=f"{place}{number}") for number in range(3_000)]

    assert load_file(files.of([*lines, GOOD])).faults.count == 0
    assert set(persons(MARKED.national_id, GOOD.national_id)) == {MARKED.national_id, GOOD.national_id}


def test_a_file_without_ends_of_lines_is_refused_before_it_fills_the_memory(files: Files) -> None:
    path = files.write(header().encode() + b"R" * 30_000_000)

    with pytest.raises(BadExtraction, match="no ends of lines"), sources.opened(path) as opened:
        for _ in opened.lines:
            pass


def test_an_archive_whose_bytes_are_damaged_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "PS_LibreAcces_202611290930.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PS_LibreAcces_Personne_activite_202611290930.txt", header() + text_of(GOOD) * 50_000)
    whole = bytearray(path.read_bytes())
    whole[120:160] = b"\xff" * 40
    path.write_bytes(whole)

    with pytest.raises(BadExtraction, match="damaged"), sources.opened(str(path)) as opened:
        for _ in opened.lines:
            pass


def test_an_archive_that_asks_for_a_password_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "PS_LibreAcces_202611290930.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("PS_LibreAcces_Personne_activite_202611290930.txt", header())
    whole = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        whole[whole.index(mark) + flags] |= 1
    path.write_bytes(whole)

    with pytest.raises(BadExtraction, match="cannot be read"), sources.opened(str(path)):
        pass


COMPLEMENTS = {
    "an end of a line in quotes": ('"R1\nR2"', 0),
    "the separator of rows": ("R1|R2", 0),
    "a NUL": ("R\0", 1),
    "a long text": ("R" * 1_001, 1),
}


@pytest.mark.parametrize("kind", [CONTRACTS, DIRECTORS, NUMBERS], ids=["contracts", "directors", "numbers"])
@pytest.mark.parametrize(("wrong", "faults"), COMPLEMENTS.values(), ids=COMPLEMENTS)
def test_no_text_in_any_column_of_a_list_of_the_operator_stops_its_load(
    tmp_path: Path, kind: Kind, wrong: str, faults: int
) -> None:
    good = ["801"] + ["x"] * (len(kind.columns) - 1)
    for place in range(len(kind.columns)):
        fields = ["802", *good[1:]]
        fields[place] = wrong
        content = "\n".join(";".join(row) for row in (kind.columns, fields, good)).encode()

        rows, entries = of_file(content, kind, tmp_path)

        assert rows.faults.count == faults
        assert rows.count == len(entries) == 2 - faults
        assert "801" in entries
