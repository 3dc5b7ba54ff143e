"""The operator's command: its output, its refusals, and the threshold of changes."""

from pathlib import Path

import pytest

from infra.local.extraction import Line, rpps_of
from infra.operations.directory import main
from tests.integration.directory.files import Files, persons, sample_lines

pytestmark = pytest.mark.usefixtures("world")

HELENE = Line(f"8{rpps_of(9_000)}", "DURAND", "HÉLÈNE", place="R900", genre="GENR01")


def test_load_prints_the_written_and_the_skipped_lines(
    directory: None, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    content = files.of([HELENE, *sample_lines(2_000)])
    with Path(content).open("a", encoding="utf-8") as file:
        file.write("une ligne|trop courte\n")

    assert main(["load", content]) == 0

    out, err = capsys.readouterr()
    assert "2001 entries loaded: 2001 new, 0 changed, 0 gone" in out
    assert "passed over: another number of columns" in out
    assert "write 100%" in err


def test_check_writes_nothing(directory: None, files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", files.of([HELENE])]) == 0

    assert "1 entries would be loaded: 1 new" in capsys.readouterr().out
    assert persons(HELENE.national_id) == {}


def test_show_prints_the_person_of_an_rpps(directory: None, files: Files, capsys: pytest.CaptureFixture[str]) -> None:
    main(["load", files.of([HELENE])])
    main(["complements", "contracts", files.write(f"identifiantNational\n{HELENE.national_id}\n")])
    capsys.readouterr()

    assert main(["show", HELENE.national_id[1:]]) == 0

    out = capsys.readouterr().out
    assert "DURAND" in out
    assert "is_liberal  True" in out
    assert "contract    True" in out


def test_a_refused_file_gives_a_message_and_status_1(
    directory: None, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", files.write("a|b\n")]) == 1

    assert "Refused: the header lacks" in capsys.readouterr().err


def test_a_load_that_changes_a_fifth_asks_for_a_confirmation(
    directory: None, files: Files, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["load", files.of(sample_lines(10))])
    renamed = files.of(line._replace(nom="AUTRE") for line in sample_lines(10))

    assert main(["load", renamed]) == 1
    assert "--accept-changes" in capsys.readouterr().err
    assert main(["load", renamed, "--accept-changes"]) == 0


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("contracts", "identifiantNational;nom\n899900000019;Exemple\n"),
        (
            "directors",
            "identifiantNational;identifiantTechniqueDeLaStructure;numeroFinessSite;numeroSiretSite;raisonSocialeSite;"
            "enseigneCommercialeSite;numeroVoie;indiceRepetitionVoie;codeTypeDeVoie;libelleVoie;codePostal;bureauCedex\n"
            '3929900019/1;F929900019;929900019;;"CLINIQUE ""DES LILAS""";LES LILAS;1;B;R;DES LILAS;92100;\n',
        ),
        ("numbers", "structure;numeroAm;debut;fin\nR1;631900015;2020-01-01;\n"),
    ],
)
def test_complements_are_loaded_once_and_the_same_file_writes_nothing(
    directory: None, files: Files, capsys: pytest.CaptureFixture[str], what: str, content: str
) -> None:
    path = files.write("\ufeff" + content, "complement.csv")

    assert main(["complements", what, path]) == 0
    assert "1 entries loaded: 1 new" in capsys.readouterr().out
    assert main(["complements", what, path]) == 0
    assert "0 new, 0 changed, 0 gone" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("structure;numeroAm\nR1;631900015\n", "the header lacks « debut », « fin »"),
        (b"structure;numeroAm;debut;fin\n" + b"R1;63190001\xe9;;\n", "not in UTF-8"),
        ("", "the header lacks"),
    ],
    ids=["columns", "encoding", "empty"],
)
def test_a_faulty_complement_is_refused(
    directory: None, files: Files, capsys: pytest.CaptureFixture[str], content: str | bytes, reason: str
) -> None:
    assert main(["complements", "numbers", files.write(content, "numbers.csv")]) == 1

    assert reason in capsys.readouterr().err
