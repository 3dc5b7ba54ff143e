"""Each test begins with empty caches of Pro Santé Connect, as a new process does."""

from collections.abc import Iterator

import pytest

from chalicelib.identity.psc.provider import forget


@pytest.fixture(autouse=True)
def _empty_caches() -> Iterator[None]:
    forget()
    yield
    forget()
