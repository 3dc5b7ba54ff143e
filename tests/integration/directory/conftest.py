"""Fixtures: a directory in this process's AWS, and files in the published format."""

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from chalicelib.directory import comparison, shards
from chalicelib.settings import settings
from tests import small_directory
from tests.dynamodb.memory import hook, service
from tests.integration.cards import ALEXANDRES, CLAIRES, Cards, userinfo_of
from tests.integration.directory import nights as nights_of
from tests.integration.directory.files import Files
from tests.integration.directory.nights import Nights
from tests.integration.replays import replayed
from tests.integration.scenes import CLAIRE, PAUL, Scenes


@pytest.fixture
def directory(aws: None) -> Iterator[None]:
    """An empty directory of two groups of shards: each shard is three files of a load."""
    service.create(settings().directory_table)
    few = 2 * comparison.TOGETHER
    with small_directory.table(), patch.object(shards, "SHARDS", few), patch.object(comparison, "SHARDS", few):
        yield
    hook.delete_table(settings().directory_table)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Extractions, written on demand."""
    return Files(tmp_path)


@pytest.fixture
def nights(scenes: Scenes, directory: None, files: Files) -> Nights:
    """Return the sample délégant Claire and a locum, both signed in by card, and a directory that names them."""
    built = Nights(Cards(scenes), files)
    replayed("nights", lambda: _begin(built))
    return built


def _begin(nights: Nights) -> None:
    nights.cards.knows(CLAIRE, CLAIRES)
    nights.cards.knows(PAUL, ALEXANDRES)
    nights.cards.signs_in(userinfo_of(CLAIRES))
    nights.cards.signs_in(userinfo_of(ALEXANDRES))
    nights.load(*nights_of.CLAIRE, nights_of.LOCUM)
