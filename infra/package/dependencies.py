"""The dependencies for Lambda, chosen by Chalice's own builder and kept until requirements.txt changes."""

import hashlib
import os
import platform
import shutil
import sys
from pathlib import Path

from chalice.deploy.packager import DependencyBuilder, PipRunner, SubprocessPip
from chalice.utils import OSUtils

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
        unfinished.rename(place)
    return place


def _builder(architecture: str) -> DependencyBuilder:
    osutils = OSUtils()
    return DependencyBuilder(osutils, PipRunner(SubprocessPip(osutils), osutils), architecture)
