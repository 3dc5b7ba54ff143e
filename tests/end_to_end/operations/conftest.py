"""The account of both files, empty until the first deployment of docs/operations.md.

test_deployed.py looks at it first, because the day's work of test_operations_page.py removes it at the end.
"""

import shutil
from collections.abc import Iterator

import pytest

from tests.end_to_end.operations.site import Site, deployed_site
from tests.end_to_end.operations.terminal import Operator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the day's work for the end, in whatever order the files are named."""
    items.sort(key=lambda item: item.path.name == "test_operations_page.py")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Yield the account after a first deployment, from a fresh clone of the project."""
    folder = tmp_path_factory.mktemp("operations")
    with deployed_site(folder) as found:
        yield found
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def operator(site: Site) -> Operator:
    """Return who deployed it."""
    return site.operator
