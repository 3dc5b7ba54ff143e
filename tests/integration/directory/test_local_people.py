"""The directory of the local platform agrees with the cards of the sample people."""

from chalicelib.acts.directory import TableDirectory
from infra.local import samples
from infra.local.extraction import rpps_of
from infra.local.people import OTHERS, load_directory
from tests.builders import TODAY


def test_the_local_directory_knows_the_sample_people_and_some_others(directory: None) -> None:
    load_directory()

    found = TableDirectory()
    for national_id in samples.practitioners():
        if national_id.isalnum():
            assert found.person_of_rpps(national_id[1:]), national_id
    assert found.person_of_rpps(rpps_of(OTHERS[0]))


def test_the_local_directory_agrees_with_the_sample_file(directory: None) -> None:
    load_directory()

    for national_id, entry in samples.directory().items():
        if national_id not in samples.practitioners():
            continue
        said = TableDirectory().lookup(national_id, entry["numeros_am"], TODAY)
        assert bool(said.liberal_activity) is entry["liberal_activity"], national_id
        assert said.assistant_contract is entry["assistant_medical_contract"]
        assert said.numeros_am == entry["numeros_am"]
        assert len(said.director_of or ()) == len(entry["director_of"])
