"""The directory supplies what the card lacks."""

import json
from pathlib import Path

import pytest

from chalicelib.identity.directory import DirectoryEntry, FileDirectory, directory
from chalicelib.settings import Settings

SAMPLES = Path(__file__).parents[3] / "infra/local/samples/directory.json"


def test_sample_people_are_found_by_their_national_identifier() -> None:
    entry = directory(Settings(directory_file=str(SAMPLES))).lookup("899900001035")
    assert entry.liberal_activity
    assert entry.assistant_contract
    assert entry.numeros_am is not None
    assert entry.numeros_am["R99900000301"] == "441900012"
    assert entry.director_of == ()


def test_a_director_is_known_with_his_establishment() -> None:
    entry = directory(Settings(directory_file=str(SAMPLES))).lookup("3929900019/0000000007")
    (establishment,) = entry.director_of or ()
    assert establishment["identifiantTechniqueDeLaStructure"] == "F929900019"


def test_a_liberal_activity_is_found_by_rpps() -> None:
    found = directory(Settings(directory_file=str(SAMPLES)))
    assert found.liberal_activity_of_rpps("99900001068")
    assert not found.liberal_activity_of_rpps("99900001076")


def test_someone_unknown_has_an_empty_entry() -> None:
    assert FileDirectory({}).lookup("899900001019") == DirectoryEntry()
    assert not FileDirectory({}).liberal_activity_of_rpps("99900001019")


def test_an_absent_directory_knows_nobody() -> None:
    assert directory(Settings()).lookup("899900001019") == DirectoryEntry()


def test_an_entry_may_be_incomplete() -> None:
    assert FileDirectory({"8": {"numeros_am": None, "director_of": None}}).lookup("8") == DirectoryEntry()
    none = DirectoryEntry(False, False, {}, ())
    said = {"liberal_activity": False, "assistant_medical_contract": False, "numeros_am": {}, "director_of": []}
    assert FileDirectory({"8": said}).lookup("8") == none != DirectoryEntry()


def test_the_file_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "directory.json"
    file.write_text(json.dumps({"8": {"liberal_activity": True}}), encoding="utf-8")
    settings = Settings(directory_file=str(file))
    first = directory(settings)
    file.unlink()
    assert directory(settings) is first


def test_a_file_that_is_missing_is_a_fault_of_the_deployment(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        directory(Settings(directory_file=str(tmp_path / "absent.json")))
