"""The dependencies for Lambda, installed by plain pip: only wheels, each with a hash of requirements.txt.

They are the same on every machine, and are kept until requirements.txt changes.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from infra.deploy.project import ROOT, Stopped

REQUIREMENTS = ROOT / "requirements.txt"
_KEPT = ROOT / "build" / "dependencies"
_GLIBC = {"cp311": 26}
"""The minor version of glibc 2 beside the runtimes of Lambda on Amazon Linux 2; later ones are on Amazon Linux 2023."""
_LATER_GLIBC, _OLDEST_GLIBC = 34, 17


def abi() -> str:
    """Return the ABI of the runtime. Chalice deploys for the interpreter that runs it."""
    return f"cp{sys.version_info.major}{sys.version_info.minor}"


def machine() -> str:
    """Return Lambda's name for the architecture of this machine."""
    return {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


def folder(architecture: str) -> Path:
    """Return a folder with the dependencies for `architecture`, downloaded if requirements.txt has changed."""
    digest = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()[:16]
    place = _KEPT / f"{digest}-{abi()}-{architecture}"
    if not place.is_dir():
        unfinished = place.with_suffix(f".{os.getpid()}")
        shutil.rmtree(unfinished, ignore_errors=True)
        install(REQUIREMENTS, architecture, unfinished)
        _keep(unfinished, place)
    return place


def install(requirements: Path, architecture: str, target: Path) -> None:
    """Install wheels for Lambda into `target`; raise `Stopped` when one is missing or is not the pinned one."""
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile"),
        *("--only-binary=:all:", "--no-deps", "--require-hashes", "--implementation=cp", f"--abi={abi()}"),
        *(f"--platform={one}" for one in _platforms({"arm64": "aarch64"}.get(architecture, architecture))),
        *("--requirement", str(requirements), "--target", str(target)),
    ]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    if process.returncode:
        raise Stopped(f"The dependencies for Lambda cannot be installed: {process.stderr.strip()}")


def _platforms(processor: str) -> list[str]:
    """Return the platforms of acceptable wheels, the newest first. pip needs each name separately."""
    newest = _GLIBC.get(abi(), _LATER_GLIBC)
    by_glibc = [f"manylinux_2_{minor}_{processor}" for minor in range(newest, _OLDEST_GLIBC - 1, -1)]
    return [*by_glibc, f"manylinux2014_{processor}"]


def _keep(unfinished: Path, place: Path) -> None:
    """Move a finished folder to its place, unless another run has just put the same one there."""
    try:
        unfinished.rename(place)
    except OSError:
        if not place.is_dir():
            raise
        shutil.rmtree(unfinished)
