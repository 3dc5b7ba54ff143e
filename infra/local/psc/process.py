"""Starts the stand-in in a child process."""

import os
import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.local.children import Child, free_port
from infra.local.psc.config import Config

_CLIENT_ID = "delegation-local"


@dataclass(frozen=True)
class Psc:
    """The running stand-in, and what its client must know of it."""

    config: Config
    process: Child

    def wait_until_ready(self, check: Callable[[], None]) -> None:
        """Return once it answers; `check` as in `Child.wait_until_answers`."""
        self.process.wait_until_answers(self.config.discovery_url, check)


def start(public_base_url: str, clock_file: Path) -> Psc:
    """Start it on a free port, with one client: the application at `public_base_url`, under a fresh secret."""
    config = Config(free_port(), _CLIENT_ID, secrets.token_urlsafe(32), public_base_url, clock_file)
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONUTF8": "1",
        **config.to_environment(),
    }
    arguments = [sys.executable, "-m", "infra.local.psc"]
    return Psc(config, Child("Le substitut de Pro Santé Connect", arguments, environment))
