"""Firefox without a screen, which takes WebDriver's commands over its own protocol, Marionette: no driver is needed."""

import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.end_to_end.local_platform import until
from tests.end_to_end.told.webdriver import Refusal, WebDriverWindow

PROGRAM = Path("/usr/bin/firefox-esr")
_SECONDS_TO_START = 60
_SECONDS_TO_ANSWER = 60
_NARROWEST = 500
"""Pixels of the screen: no window of Firefox is narrower, so that a narrow page is one of larger pixels."""


class Marionette:
    """A connection to Firefox: each message is its length, a colon, and JSON."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_SECONDS_TO_ANSWER)
        self._answers = self._socket.makefile("rb")
        self._sent = 0
        self._read()

    def send(self, command: str, /, **given: Any) -> Any:
        """Send a command, as `Commands` says."""
        self._sent += 1
        message = json.dumps([0, self._sent, f"WebDriver:{command}", given]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, _, error, result = self._read()
        if error:
            raise Refusal(f"{command}: {error['error']}: {error['message']}")
        return result.get("value", result) if isinstance(result, dict) else result

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._answers.read(1)
        return json.loads(self._answers.read(int(length[:-1])))


@contextmanager
def firefox(folder: Path, width: int, *, script: bool) -> Iterator[WebDriverWindow]:
    """Run Firefox with a fresh profile in `folder`, and yield its window."""
    larger = max(1.0, _NARROWEST / width)
    preferences = {
        "marionette.port": 0,
        "remote.prefs.recommended": True,
        "javascript.enabled": script,
        "layout.css.devPixelsPerPx": f"{larger:.3f}",
        "intl.accept_languages": "fr",
    }
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in preferences.items()]
    (folder / "user.js").write_text("\n".join(lines), encoding="utf-8")
    process = subprocess.Popen(  # noqa: S603 - a fixed program
        [str(PROGRAM), "-headless", "-marionette", "-no-remote", "-profile", str(folder)],
        env={**os.environ, "HOME": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        port = folder / "MarionetteActivePort"
        until(lambda: port.exists() and port.read_text(), _SECONDS_TO_START, "Firefox did not start")
        marionette = Marionette(int(port.read_text()))
        marionette.send("NewSession", capabilities={"alwaysMatch": {"acceptInsecureCerts": False}})
        marionette.send("SetWindowRect", width=max(width, _NARROWEST), height=800)
        yield WebDriverWindow(marionette, marionette.send("GetWindowHandle"), narrow=width < 600)
        marionette.close()
    finally:
        process.terminate()
        process.wait()
