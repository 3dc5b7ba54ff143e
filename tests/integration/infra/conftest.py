"""Fixtures: the package of the tree, which takes seconds to build."""

import zipfile
from functools import cache
from pathlib import Path

import pytest

from infra.package.build import Package, architecture, build
from infra.package.dependencies import machine
from tests.integration.infra import commanded
from tests.integration.infra.packages import DEPLOYED, Built


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Return a builder of the tree's package for an architecture; each is built once.

    That of the functions is made by the command, in a copy of the tree. That for this machine says of which commit it
    is, as that of a deployment does.
    """

    @cache
    def once(processor: str) -> Package:
        if processor == architecture():
            return commanded.write(tmp_path_factory.mktemp("commanded"))
        return build(tmp_path_factory.mktemp("built"), processor, DEPLOYED if processor == machine() else "")

    return once


@pytest.fixture(scope="session")
def package(built: Built) -> Package:
    """Return the package of the tree."""
    return built(architecture())


@pytest.fixture(scope="session")
def local(built: Built) -> Package:
    """Return the package for this machine, which tests can run."""
    return built(machine())


@pytest.fixture(scope="session")
def names(package: Package) -> list[str]:
    """Return every path in the package."""
    with zipfile.ZipFile(package.zip) as archive:
        return archive.namelist()


@pytest.fixture(scope="session")
def unzipped(local: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the package for this machine, unpacked as Lambda does."""
    folder = tmp_path_factory.mktemp("unzipped")
    with zipfile.ZipFile(local.zip) as archive:
        archive.extractall(folder)
    return folder
