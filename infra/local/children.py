"""Child processes of the local platform: started together, answering before use, ended with it."""

import contextlib
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"

_SECONDS_TO_START = 60.0
_SECONDS_TO_END = 1.0


class DidNotStart(Exception):
    """A process of the platform ended, or did not answer, before it was ready."""


def is_free(port: int) -> bool:
    """Whether nobody listens on `port`; a server that has just ended does not count."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


class Child:
    """A process that lives as long as this one.

    It has a session of its own, so that Ctrl-C reaches the platform alone, which then ends its children in order;
    its standard input is the lifeline that ends it if this process cannot (`lifeline.py`).
    """

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._process = subprocess.Popen(
            arguments,
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )

    def wait_until_answers(self, url: str, check: Callable[[], None]) -> None:
        """Return once `url` answers; raises `DidNotStart` when the process ends or stays silent.

        `check` is called between two attempts; what it raises ends the wait.
        """
        deadline = time.monotonic() + _SECONDS_TO_START
        while not _answers(url):
            check()
            if self._process.poll() is not None:
                raise DidNotStart(f"{self.name} s’est arrêté au démarrage (code {self._process.returncode}).")
            if time.monotonic() > deadline:
                raise DidNotStart(f"{self.name} ne répond pas à l’adresse {url}.")
            time.sleep(0.05)

    def ask_to_stop(self) -> None:
        """Ask the process to end, and do not wait for it."""
        self._process.terminate()

    def stop(self) -> None:
        """End the process: politely, then at once. It keeps nothing, so nothing is lost."""
        self.ask_to_stop()
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):
                self._process.stdin.close()


def _answers(url: str) -> bool:
    # A proxy of this machine must not see loopback addresses.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False
