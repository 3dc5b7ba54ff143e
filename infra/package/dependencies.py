"""The dependencies for Lambda, chosen by Chalice's own builder and kept until requirements.txt changes.

Each file is one of those whose hashes requirements.txt gives, for another architecture than this machine's too.
"""

import hashlib
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from chalice.deploy.packager import DependencyBuilder, PipRunner, SubprocessPip
from chalice.utils import OSUtils
from packaging.utils import canonicalize_name

from infra.deploy.project import ROOT, Stopped

REQUIREMENTS = ROOT / "requirements.txt"
_KEPT = ROOT / "build" / "dependencies"


def abi() -> str:
    """Return the interface of the runtime: Chalice deploys for the interpreter that runs it."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}"


def machine() -> str:
    """Return what Lambda calls the architecture of this machine."""
    return {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def folder(architecture: str) -> Path:
    """Return a folder that holds the dependencies for `architecture`, downloaded when it has changed."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    place = _KEPT / f"{digest}-{abi()}-{architecture}"
    if not place.is_dir():
        unfinished = place.with_suffix(f".{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        _builder(architecture).build_site_packages(abi(), str(REQUIREMENTS), str(unfinished))
        if not any(unfinished.iterdir()):
            raise Stopped("No dependency was found for Lambda; see requirements.txt.")
        _keep(unfinished, place)
    return place


def _keep(unfinished: Path, place: Path) -> None:
    """Move a finished folder to its place, unless another run has just put the same there."""
    try:
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():
            raise
        shutil.rmtree(unfinished)


class _Pinned(PipRunner):
    """Pip, as Chalice calls it, that takes nothing without its hash: Chalice itself would, for another architecture."""

    def download_manylinux_wheels(
        self, abi: str, packages: list[str], directory: str, platforms: list[str] | None = None
    ) -> None:
        """Download the wheels that this machine would not use itself."""
        if not packages:
            return
        options = [option for one in platforms or () for option in ("--platform", one)]
        with tempfile.TemporaryDirectory() as folder:
            wanted = Path(folder) / "requirements.txt"
            wanted.write_text(pinned(packages), encoding="utf-8")
            where = ["--implementation", "cp", "--abi", abi, "--dest", directory]
            code, _, said = self._execute(
                "download",
                ["--only-binary=:all:", "--no-deps", "--require-hashes", *options, *where, "-r", str(wanted)],
            )
        if code:
            raise Stopped(f"The dependencies for Lambda cannot be downloaded: {said.decode(errors='replace').strip()}")

    def download_sdists(self, packages: list[str], directory: str) -> None:
        """Download no sources: what is built here is not what was pinned, nor for the functions' architecture."""
        if packages:
            raise Stopped(f"There is no wheel for Lambda of {', '.join(sorted(packages))}.")


def pinned(packages: Iterable[str]) -> str:
    """Return the lines of requirements.txt, hashes included, of some packages given as `name==version`."""
    found = {}
    for entry in re.split(r"\n(?=\S)", REQUIREMENTS.read_text(encoding="utf-8")):
        name, _, rest = entry.partition("==")
        found[_key(name, rest.split()[0]) if rest else ""] = entry
    try:
        return "".join(f"{found[_key(*package.split('=='))]}\n" for package in packages)
    except KeyError as error:
        raise Stopped(f"{error.args[0]} is not in requirements.txt.") from error


def _key(name: str, version: str) -> str:
    return f"{canonicalize_name(name)}=={version}"


def _builder(architecture: str) -> DependencyBuilder:
    osutils = OSUtils()
    return DependencyBuilder(osutils, _Pinned(SubprocessPip(osutils), osutils), architecture)
