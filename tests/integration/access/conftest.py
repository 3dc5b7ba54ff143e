"""Fixtures: a service of the portal, and keys for tokens."""

from collections.abc import Iterator

import pytest

from chalicelib.access import oauth, well_known
from chalicelib.identity.tokens import LocalSigner
from chalicelib.store import credentials
from tests.integration.access.service import PortalService
from tests.integration.world import World


@pytest.fixture(scope="session")
def local_signer() -> LocalSigner:
    """Return keys of this process, made once because that is slow."""
    return LocalSigner()


@pytest.fixture
def keyed(local_signer: LocalSigner, monkeypatch: pytest.MonkeyPatch) -> LocalSigner:
    """Let the application sign with the keys of this process."""
    for module in (oauth, well_known):
        monkeypatch.setattr(module, "signer", lambda: local_signer)
    return local_signer


@pytest.fixture
def portal(world: World) -> Iterator[PortalService]:
    """Return a service that may ask about every service of the catalogue."""
    world.delegant()
    world.delegue()
    credentials.forget()
    yield PortalService(world)
    credentials.forget()
