"""A directory in an AWS of this process, and files of its shape."""

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib.settings import settings
from infra.local.provision import create_directory_table
from tests import small_directory
from tests.integration.directory.files import Files


@pytest.fixture
def directory(aws: None) -> Iterator[None]:
    """An empty directory."""
    create_directory_table(settings().directory_table)
    with small_directory.table():
        yield
    boto3.client("dynamodb").delete_table(TableName=settings().directory_table)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Extractions, written on demand."""
    return Files(tmp_path)
