"""The facts that a sign-in and an act read from the directory."""

from datetime import date

from chalicelib.acts.directory import NoDirectory, TableDirectory, directory, look_up_or_none
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.settings import settings
from infra.local.extraction import Line, rpps_of
from infra.operations.directory import main
from tests.integration.directory.files import Files, load_file

RPPS = rpps_of(9_000)
HELENE = Line(f"8{RPPS}", "DURAND", "HÉLÈNE", place="R900", genre="GENR01")
TODAY = date(2026, 3, 2)
DIRECTOR_HEADER = (
    "identifiantNational;identifiantTechniqueDeLaStructure;numeroFinessSite;numeroSiretSite;raisonSocialeSite;"
    "enseigneCommercialeSite;numeroVoie;indiceRepetitionVoie;codeTypeDeVoie;libelleVoie;codePostal;bureauCedex\n"
)


def test_an_unknown_person_is_unknown_and_keeps_his_rights(directory: None, files: Files) -> None:
    load_file(files.of([HELENE]))

    assert TableDirectory().lookup("899999999999", (), TODAY) == DirectoryEntry()
    assert TableDirectory().person_of_rpps("99999999999") is None


def test_the_extraction_says_whether_there_is_a_liberal_activity_of_ones_own(directory: None, files: Files) -> None:
    locum = HELENE._replace(national_id=f"8{rpps_of(9_001)}", place="", genre="")
    load_file(files.of([HELENE, locum]))

    assert TableDirectory().lookup(HELENE.national_id, (), TODAY).liberal_activity is True
    assert TableDirectory().lookup(locum.national_id, (), TODAY).liberal_activity is False


def test_a_loaded_list_is_complete_and_a_missing_one_says_nothing(directory: None, files: Files) -> None:
    assert TableDirectory().lookup(HELENE.national_id, (), TODAY).assistant_contract is None

    main(["complements", "contracts", files.write("identifiantNational\n899900000019\n")])

    assert TableDirectory().lookup(HELENE.national_id, (), TODAY).assistant_contract is False
    assert TableDirectory().lookup("899900000019", (), TODAY).assistant_contract is True


def test_directors_are_returned_with_their_establishments(directory: None, files: Files) -> None:
    line = '3929900019/1;F929900019;929900019;;"CLINIQUE ""DES LILAS""";LES LILAS;1;B;R;DES LILAS;92100;PARIS CEDEX\n'
    main(["complements", "directors", files.write(DIRECTOR_HEADER + line)])

    (place,) = TableDirectory().lookup("3929900019/1", (), TODAY).director_of or ()

    assert place["raisonSocialeSite"] == 'CLINIQUE "DES LILAS"'
    assert (place["enseigneCommercialeSite"], place["indiceRepetitionVoie"]) == ("LES LILAS", "B")
    assert place["identifiantTechniqueDeLaStructure"] == "F929900019"
    assert TableDirectory().lookup(HELENE.national_id, (), TODAY).director_of == ()


def test_a_numero_am_counts_only_on_its_valid_days(directory: None, files: Files) -> None:
    rows = ["R1;631900015;2020-01-01;", "R2;631900023;;2026-03-01", "R3;631900031;2026-03-02;2026-03-02"]
    main(["complements", "numbers", files.write("structure;numeroAm;debut;fin\n" + "\n".join(rows) + "\n")])

    found = TableDirectory().lookup(HELENE.national_id, ("R1", "R2", "R3", "R4"), TODAY)

    assert found.numeros_am == {"R1": "631900015", "R3": "631900031"}


def test_a_stage_without_a_directory_knows_nobody(directory: None) -> None:
    assert NoDirectory().lookup(HELENE.national_id, (), TODAY) == DirectoryEntry()


def test_an_unreadable_directory_stops_no_sign_in() -> None:
    assert look_up_or_none(settings(), HELENE.national_id, (), TODAY) is None


def test_the_directory_is_that_of_the_settings() -> None:
    assert isinstance(directory(settings()), TableDirectory)
    assert isinstance(directory(settings()._replace(directory_table="")), NoDirectory)
