"""`python -m tests.prove.decisions.runner --rounds N`: delete and ask, on the AWS of the environment; print JSON.

In each round four services ask continuously, over HTTP with the client of docs/, while the délégant deletes. Each
records its answers with their times; no question asked after the end of the deletion may be answered yes.
"""

import argparse
import json
import logging
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest.mock import patch

from app import app
from chalicelib import runtime
from chalicelib.access import oauth
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.store import credentials
from infra.local.server import create_server
from tests.integration.access.service import CLAIRE as CLAIRES_SPACE
from tests.integration.access.service import PAUL, PortalService
from tests.integration.access.test_client import load
from tests.integration.scenes import CLAIRE
from tests.prove.races.stage import Stage, provision, stage

ASKERS = 4
BEFORE = 3
"""Answers that each asker has had to each of its questions before the deletion begins."""


@dataclass(frozen=True)
class Told:
    """One answer: its question, the times of both, and whether it is a yes."""

    question: str
    asked_at: float
    answered_at: float
    yes: bool


class Asker:
    """A service that repeatedly asks for a decision and introspects a token, until it is stopped."""

    def __init__(self, client: Any, token: str) -> None:
        self._questions: dict[str, Callable[[], bool]] = {
            "decision": lambda: client.may(PAUL, "paiements", CLAIRES_SPACE)["decision"],
            "token": lambda: client.is_alive(token),
        }
        self.told: list[Told] = []

    def ask(self) -> None:
        """Ask both questions."""
        for question, asked in self._questions.items():
            asked_at, yes = time.monotonic(), asked()
            self.told.append(Told(question, asked_at, time.monotonic(), yes))

    def ask_until(self, over: threading.Event) -> None:
        """Ask continuously until the event is set."""
        while not over.is_set():
            self.ask()


@contextmanager
def _served() -> Iterator[str]:
    """Serve the application as `make run` does, each request in its own thread; yield the address."""
    server = create_server(app, 0, settings().base_path)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{settings().base_path}"
    server.shutdown()
    server.server_close()


def _round(scene: Stage, address: str) -> Counter[str]:
    found = scene.validated()
    clients = [
        load().Delegations(address, PortalService(scene.world, name=f"portail-{number}").bearer)
        for number in range(ASKERS)
    ]
    token = clients[0].token_for("paul", "claire", "paiements", "amelipro")
    askers = [Asker(client, token) for client in clients]
    over = threading.Event()
    threads = [threading.Thread(target=partial(asker.ask_until, over)) for asker in askers]
    for thread in threads:
        thread.start()
    while min(len(asker.told) for asker in askers) < 2 * BEFORE:
        time.sleep(0.001)
    deleting_at = time.monotonic()
    delete(runtime.context(), scene.session(CLAIRE), found, Hint())
    deleted_at = time.monotonic()
    at_once = Asker(clients[0], token)
    at_once.ask()
    over.set()
    for thread in threads:
        thread.join()
    return _count([told for asker in (*askers, at_once) for told in asker.told], deleting_at, deleted_at)


def _count(told: list[Told], deleting_at: float, deleted_at: float) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in told:
        when = "before" if one.answered_at < deleting_at else "after" if one.asked_at > deleted_at else "during"
        counted[f"{when}: {one.question} {'yes' if one.yes else 'no'}"] += 1
    return counted


def _run(rounds: int) -> Counter[str]:
    counted: Counter[str] = Counter()
    with _served() as address:
        for _ in range(rounds):
            with stage() as scene:
                credentials.forget()
                counted += _round(scene, address)
    return counted


def main() -> None:
    """Run the rounds and print the answers before, during and after the deletions."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    signer = LocalSigner()
    with patch.object(oauth, "signer", lambda: signer):
        provision()
        json.dump(_run(options.rounds), sys.stdout)


if __name__ == "__main__":
    main()
