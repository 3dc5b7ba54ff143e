"""The national directory of the local platform: the sample people, and some hundred invented others.

Import it once the environment is set.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from chalicelib.acts.load_directory import load
from chalicelib.directory.complements import CONTRACT_COLUMNS, DIRECTOR_COLUMNS, NUMBER_COLUMNS
from chalicelib.directory.kinds import CONTRACTS, DIRECTORS, NUMBERS, PERSONS, Kind
from infra.local import samples
from infra.local.extraction import Line, header, lines_of, text_of

OTHERS = range(5_000, 5_300)
"""Numbers of the invented people beside the samples, whose RPPS are of lower numbers."""


def load_directory() -> None:
    """Load an extraction and the three complements, as an operator would."""
    with TemporaryDirectory(prefix="directory-local-") as name:
        folder = Path(name)
        _load(PERSONS, _extraction(folder / "extraction.txt"))
        entries = samples.directory()
        contracts = [(one,) for one, entry in entries.items() if entry["assistant_medical_contract"]]
        _load(CONTRACTS, _complement(folder / "contracts.csv", CONTRACT_COLUMNS, contracts))
        _load(DIRECTORS, _complement(folder / "directors.csv", DIRECTOR_COLUMNS, _directors(entries)))
        _load(NUMBERS, _complement(folder / "numbers.csv", NUMBER_COLUMNS, _numbers(entries)))


def _load(kind: Kind, file: Path) -> None:
    load(kind, str(file), datetime.now(UTC), lambda *_: None)


def _extraction(path: Path) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(header())
        file.writelines(map(text_of, register()))
    return path


def register() -> Iterator[Line]:
    """Yield what the register of the platform says while it agrees with the cards."""
    yield from _sample_lines()
    for number in OTHERS:
        yield from lines_of(number)


def _sample_lines() -> Iterator[Line]:
    """Yield the lines of every sample person who has an RPPS, as his card describes him."""
    for national_id, userinfo in samples.practitioners().items():
        if not national_id.isalnum():  # an employee's card: the register does not hold him
            continue
        for exercice in userinfo["SubjectRefPro"]["exercices"]:
            yield from _lines(national_id, userinfo, exercice)


def _lines(national_id: str, userinfo: Mapping[str, Any], exercice: Mapping[str, Any]) -> Iterator[Line]:
    person = Line(
        national_id,
        exercice.get("nomDexercice", "") or userinfo.get("family_name", ""),
        exercice.get("prenomDexercice", "") or userinfo.get("given_name", ""),
        civilite=userinfo.get("codeCivilite", ""),
        profession=(exercice.get("codeProfession", ""), ""),
        categorie=exercice.get("codeCategorieProfessionnelle", "") or "C",
        savoir_faire=(exercice.get("codeSavoirFaire", ""), ""),
        mode="",
    )
    for activity in exercice.get("activities", ()):
        yield person._replace(
            mode=activity.get("codeModeExercice", ""),
            genre=activity.get("codeGenreActivite", ""),
            role=activity.get("codeRole", ""),
            place=activity.get("identifiantTechniqueDeLaStructure", ""),
            finess=activity.get("numeroFinessSite", ""),
            siret=activity.get("numeroSiretSite", ""),
            enseigne=activity.get("raisonSocialeSite", ""),
        )
    if not exercice.get("activities"):
        yield person


def _directors(entries: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [
        (national_id, *(place.get(column, "") for column in DIRECTOR_COLUMNS[1:]))
        for national_id, entry in entries.items()
        for place in entry["director_of"]
    ]


def _numbers(entries: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, ...]]:
    return [(place, numero, "", "") for entry in entries.values() for place, numero in entry["numeros_am"].items()]


def _complement(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(columns)
        writer.writerows(rows)
    return path
