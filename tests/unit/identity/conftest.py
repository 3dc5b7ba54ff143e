"""Each test meets Pro Santé Connect as a new process does."""

from collections.abc import Iterator

import pytest

from chalicelib.identity.psc.provider import forget


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    forget()
    yield
    forget()
