"""The deployment package: its contents, its size, its reproducibility, and that it runs."""

import json
import os
import sys
import zipfile
from pathlib import Path

import pytest

from infra.deploy.project import ROOT, Stopped
from infra.package import dependencies, trim
from infra.package.build import LARGEST, Package, architecture, build
from tests.integration.infra.natives import AARCH64, X86_64, machines
from tests.integration.infra.packages import DEPLOYED, Built, run
from tests.whole import IS_WHOLE, longer_in_prove, with_others

ABI = dependencies.abi()
PINNED = f"markupsafe==3.0.4 --hash=sha256:{64 * '0'}"


def test_the_package_is_small_enough(package: Package) -> None:
    assert package.zip.stat().st_size <= LARGEST <= 10_200_000


def test_the_package_holds_the_compiled_application(names: list[str]) -> None:
    tag = f"cpython-{sys.version_info.major}{sys.version_info.minor}"
    assert {"app.py", f"__pycache__/app.{tag}.pyc", "chalice/app.py"} <= set(names)
    for path in (ROOT / "chalicelib").rglob("*"):
        shipped = path.relative_to(ROOT)
        if not path.is_file() or "__pycache__" in shipped.parts:
            continue
        assert str(shipped) in names
        if path.suffix == ".py":
            assert str(shipped.parent / "__pycache__" / f"{path.stem}.{tag}.pyc") in names


def test_dependencies_and_templates_are_bytecode_only(names: list[str]) -> None:
    sources = [name for name in names if name.endswith(".py")]
    assert [name for name in sources if not name.startswith(("app.py", "chalice/", "chalicelib/"))] == []
    both, pages, texts = (len(list((ROOT / "templates").rglob(name))) for name in ("*.jinja", "*.html", "*.txt"))
    assert len([name for name in names if name.startswith("templates_compiled/html/")]) == pages + both
    assert len([name for name in names if name.startswith("templates_compiled/text/")]) == texts + both
    assert not [name for name in names if name.startswith("templates/")]


def test_the_package_holds_no_tests_commands_or_local_platform(names: list[str]) -> None:
    roots = {name.partition("/")[0] for name in names}
    assert not roots & {"tests", "infra", "vendor", "docs", ".chalice", "boto3", "moto", "pip", "setuptools", "dns"}
    services = {name.split("/")[2] for name in names if name.startswith("botocore/data/") and name.count("/") > 2}
    assert services == set(trim.SERVICES)


def test_the_bytecode_is_never_checked_against_its_source(unzipped: Path) -> None:
    files = list(unzipped.rglob("*.pyc"))
    assert len(files) > 500
    # PEP 552: the flags of a pyc that is never checked against its source.
    assert {path.read_bytes()[4:8] for path in files} == {b"\x01\x00\x00\x00"}


@pytest.mark.parametrize(("processor", "number"), [("arm64", AARCH64), ("x86_64", X86_64)])
def test_its_native_files_are_for_the_architecture_of_the_functions(
    processor: str, number: bytes, built: Built
) -> None:
    assert architecture() == "arm64", "what .chalice/config.json names"
    assert machines(built(processor).zip) == {number}


def offer(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Let pip find one file only, whose content does not match its name."""
    folder.mkdir()
    (folder / name).write_bytes(b"another file under the same name")
    for variable, value in (("PIP_NO_INDEX", "1"), ("PIP_FIND_LINKS", str(folder)), ("PIP_CONFIG_FILE", os.devnull)):
        monkeypatch.setenv(variable, value)


@longer_in_prove
@pytest.mark.parametrize(
    ("offered", "lines", "why"),
    with_others(
        [
            ("markupsafe-3.0.4-py3-none-any.whl", PINNED, "DO NOT MATCH THE HASHES"),
            ("markupsafe-3.0.4-py3-none-any.whl", "markupsafe==3.0.4", "Hashes are required in --require-hashes mode"),
            (f"markupsafe-3.0.4-{ABI}-{ABI}-manylinux_2_35_aarch64.whl", PINNED, "No matching distribution found"),
        ],
        [
            ("markupsafe-3.0.4.tar.gz", PINNED, "No matching distribution found for markupsafe==3.0.4"),
            (f"markupsafe-3.0.4-{ABI}-{ABI}-win_arm64.whl", PINNED, "No matching distribution found"),
        ],
    ),
    ids=with_others(["another wheel", "no hash", "a later glibc"], ["sources alone", "another system"]),
)
def test_only_a_pinned_wheel_for_lambda_is_installed(
    offered: str, lines: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(tmp_path / "offered", monkeypatch, offered)
    wanted = tmp_path / "requirements.txt"
    wanted.write_text(lines, encoding="utf-8")
    with pytest.raises(Stopped, match=why):
        dependencies.install(wanted, "arm64", tmp_path / "installed")


def test_the_packages_of_both_architectures_differ_only_in_native_files(built: Built) -> None:
    """One was built in a copy of the tree, with other hashes: a package is the same wherever it is built."""
    with zipfile.ZipFile(built("arm64").zip) as here, zipfile.ZipFile(built("x86_64").zip) as there:
        assert _plain(here) == _plain(there)


@longer_in_prove
@pytest.mark.skipif(not IS_WHOLE, reason="make prove builds the package a second time")
def test_the_package_is_reproducible_from_any_folder(package: Package, tmp_path: Path) -> None:
    again = build(tmp_path, architecture())
    assert again.zip.read_bytes() == package.zip.read_bytes()
    assert again.bill.read_bytes() == package.bill.read_bytes()


def _plain(archive: zipfile.ZipFile) -> list[tuple[object, ...]]:
    """Return what an archive says of the files that are the same for all processors, in its order."""
    plain = (one for one in archive.infolist() if not one.filename.endswith((".so", "commit.txt")))
    return [(one.filename, one.date_time, one.external_attr, one.compress_size, archive.read(one)) for one in plain]


def test_every_module_of_the_application_can_be_imported_from_it(unzipped: Path) -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in (ROOT / "chalicelib").rglob("*.py")
        if path.stem != "__init__"
    ]
    program = (
        f"import importlib\nfor name in {modules!r}: importlib.import_module(name)\nimport app, joserfc.jwt, argon2"
    )
    run(unzipped, program)


def test_paris_is_known_on_a_system_without_time_zones(unzipped: Path) -> None:
    told = run(
        unzipped,
        "import zoneinfo; zoneinfo.reset_tzpath(())\n"
        "from datetime import UTC, datetime\n"
        "from chalicelib.domain.periods import PARIS\n"
        "print(*(datetime(2026, month, 1, tzinfo=UTC).astimezone(PARIS).hour for month in (1, 7)))",
    )
    assert told.split() == ["1", "2"]


def test_the_commit_of_a_deployment_is_told_by_the_package_and_no_other_package_has_one(
    names: list[str], unzipped: Path
) -> None:
    assert "chalicelib/commit.txt" not in names
    assert (unzipped / "chalicelib" / "commit.txt").read_text(encoding="ascii") == DEPLOYED


def test_modules_imported_on_use_work_from_the_package(unzipped: Path) -> None:
    run(
        unzipped,
        """
from chalicelib.identity.addresses import normalise
from chalicelib.identity.passwords import hash_password
from chalicelib.store.table import connection
assert normalise("Zoe@Exemple.FR") == "zoe@exemple.fr"
assert hash_password("Jardin-Fleuri-27").startswith("$argon2id$")
for service in ("ssm", "sesv2", "sqs", "kms"):
    connection().session.create_client(service, region_name="eu-west-3")
from chalicelib.templating import html_environment, text_environment
assert html_environment().loader.has_source_access is False
for environment, frame in ((html_environment(), "mails/_layout.html"), (text_environment(), "mails/_layout.txt")):
    for name in ("mails/refus.jinja", "mails/_phrases.jinja", frame):
        environment.get_template(name)
""",
    )


def test_the_package_keeps_exactly_the_botocore_operations_that_it_calls(unzipped: Path) -> None:
    for service, operations in trim.CALLED.items():
        (path,) = (unzipped / "botocore" / "data" / service).rglob("service-2.json")
        assert set(json.loads(path.read_text(encoding="utf-8"))["operations"]) == operations


def test_the_bill_of_materials_names_every_shipped_distribution(package: Package, names: list[str]) -> None:
    bill = json.loads(package.bill.read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    shipped = {name.split("-", 1)[0].replace("_", "-").lower() for name in names if ".dist-info/" in name}
    assert {component["name"] for component in bill["components"]} == shipped
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    for component in bill["components"]:
        assert f"{component['name']}=={component['version']}" in pinned
        assert component["properties"], component["name"]
