"""The function of a stage that wants lives, in this process."""

import pytest

from chalicelib.access import oauth
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.workers import front_door, synthetic, synthetic_life
from tests.integration.synthetic.beats import Beats
from tests.integration.world import World


@pytest.fixture(scope="session")
def keys_of_tokens() -> LocalSigner:
    """Return keys of this process, made once because that is slow."""
    return LocalSigner()


@pytest.fixture
def beats(
    world: World, keys_of_tokens: LocalSigner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> Beats:
    """Return the function, whose requests come to this process."""
    built = Beats(world, caplog)
    monkeypatch.setattr(synthetic, "settings", lambda: settings()._replace(synthetic=1))
    monkeypatch.setattr(oauth, "signer", lambda: keys_of_tokens)
    monkeypatch.setattr(front_door, "carry", world._carry)
    monkeypatch.setattr(synthetic_life, "pause", built.wait)
    caplog.set_level("INFO")
    return built
