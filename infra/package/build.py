"""The build of the package: trimmed dependencies, our code, templates as modules, all of it compiled, patterns too."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import chalice
from chalice import app as chalice_app

from chalicelib.version import COMMIT
from infra.deploy.configure import read_config
from infra.deploy.project import ROOT, Stopped
from infra.package import archive, dependencies, sbom, templates, trim

BUILT = ROOT / "build" / "package"
LARGEST = 10_200_000
"""Bytes of the zip file. A larger package starts slowly, so its growth needs a reason. The last ones: 200 kB of common
passwords, 90 kB of `fido2` for the passkeys, 100 kB of `segno` for the QR code, and our own code and templates, which
have come to 2.7 MB. What no landing page needs is imported by its own routes alone."""
_OURS = ("app.py", "chalice", "chalicelib")
"""The parts that keep their sources in the package."""


@dataclass(frozen=True)
class Package:
    """The archive and its bill of materials."""

    zip: Path
    bill: Path


def architecture() -> str:
    """Return the architecture of the functions."""
    return str(read_config()["lambda_architecture"])


def build(target: Path = BUILT, processor: str = "", commit: str = "") -> Package:
    """Build the package in `target`; raise `Stopped` when it is too large.

    `processor` replaces that of the functions, to run the package on this machine (`dependencies.machine`).
    `commit` is what the application says of its origin.
    """
    target.mkdir(parents=True, exist_ok=True)
    package = Package(target / "deployment.zip", target / "sbom.json")
    site_packages = dependencies.folder(processor or architecture())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path, content in [*_dependencies(site_packages), *_application()]:
            place = folder / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        if commit:
            (folder / COMMIT.relative_to(ROOT)).write_text(commit, encoding="ascii")
        _run("bytecode.py", folder, *_OURS)
        _run("patterns.py", folder)
        archive.write(package.zip, _files(folder))
    package.bill.write_text(sbom.of(site_packages), encoding="utf-8")
    size = package.zip.stat().st_size
    if size > LARGEST:
        raise Stopped(f"The package has {size:,} bytes, more than {LARGEST:,}.")
    return package


def _dependencies(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path, content in _files(folder):
        if trim.keeps(path):
            yield trim.lightened(path, content)


def _application() -> Iterator[tuple[str, bytes]]:
    """Yield our own files, and the two modules of Chalice that run in Lambda."""
    yield "app.py", (ROOT / "app.py").read_bytes()
    yield "chalice/__init__.py", Path(chalice.__file__).read_bytes()
    yield "chalice/app.py", Path(chalice_app.__file__).read_bytes()
    for path, content in _files(ROOT / "chalicelib"):
        if "__pycache__" not in path:
            yield f"chalicelib/{path}", content
    yield from templates.modules()


def commit() -> str:
    """Return the commit of the tree in short, with « -dirty » when files differ from it; empty outside of git."""
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=7", "--exclude=*"]
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def _run(script: str, folder: Path, *arguments: str) -> None:
    """Run a script of this folder on the unfinished package, in its own interpreter, always with the same hashes."""
    environment = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PATH": os.environ.get("PATH", os.defpath)}
    command = [sys.executable, "-S", str(Path(__file__).with_name(script)), str(folder), *arguments]
    process = subprocess.run(command, env=environment, capture_output=True, check=False)
    if process.returncode:
        raise Stopped(f"{script} fails on the package: {process.stderr.decode(errors='replace')}")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def copy_to(package: Package, folder: Path) -> None:
    """Copy the archive and its bill of materials to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (package.zip, package.bill):
        shutil.copyfile(path, folder / path.name)
