"""WebKitGTK's small browser on a screen in memory, through its driver."""

import http.client
import json
import os
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.end_to_end.local_platform import until
from tests.end_to_end.told.webdriver import Refusal, WebDriverWindow

DRIVER, SCREEN = Path("/usr/bin/WebKitWebDriver"), Path("/usr/bin/Xvfb")
_SECONDS_TO_START = 30
_SECONDS_TO_ANSWER = 60

_ROUTES: Mapping[str, tuple[str, str]] = {
    "Navigate": ("POST", "/url"),
    "Back": ("POST", "/back"),
    "Forward": ("POST", "/forward"),
    "Refresh": ("POST", "/refresh"),
    "GetTitle": ("GET", "/title"),
    "GetCurrentURL": ("GET", "/url"),
    "GetWindowHandle": ("GET", "/window"),
    "SwitchToWindow": ("POST", "/window"),
    "NewWindow": ("POST", "/window/new"),
    "SetWindowRect": ("POST", "/window/rect"),
    "DeleteAllCookies": ("DELETE", "/cookie"),
    "GetCookies": ("GET", "/cookie"),
    "AddCookie": ("POST", "/cookie"),
    "FindElements": ("POST", "/elements"),
    "ElementClick": ("POST", "/element/{id}/click"),
    "ElementClear": ("POST", "/element/{id}/clear"),
    "ElementSendKeys": ("POST", "/element/{id}/value"),
    "GetElementProperty": ("GET", "/element/{id}/property/{name}"),
}
"""The commands in use, as WebDriver has them over HTTP."""


class Driver:
    """A session of WebKitWebDriver."""

    def __init__(self, port: int, capabilities: Mapping[str, Any]) -> None:
        self._port = port
        self._session = ""
        given = {"capabilities": {"alwaysMatch": capabilities}}
        self._session = f"/session/{self._call('POST', '/session', given)['sessionId']}"

    def send(self, command: str, /, **given: Any) -> Any:
        """Send a command, as `Commands` says."""
        method, path = _ROUTES[command]
        return self._call(method, path.format(**given), given if method == "POST" else None)

    def end(self) -> None:
        """End the session and the browser."""
        self._call("DELETE", "", None)

    def _call(self, method: str, path: str, given: Mapping[str, Any] | None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS_TO_ANSWER)
        body = json.dumps(given) if given is not None else None
        connection.request(method, self._session + path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        value = json.load(response)["value"]
        connection.close()
        if response.status >= 400:
            raise Refusal(f"{method} {path}: {value['error']}: {value['message']}")
        return value


@contextmanager
def webkit(width: int, *, script: bool) -> Iterator[WebDriverWindow]:
    """Run the browser, and yield its window, which is at least 450 px wide."""
    with _screen() as display, _driver(display) as port:
        options = ["--automation", *([] if script else ["--enable-javascript=false"])]
        binary = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
        driver = Driver(port, {"webkitgtk:browserOptions": {"binary": str(binary), "args": options}})
        driver.send("SetWindowRect", width=width, height=800)
        yield WebDriverWindow(driver, driver.send("GetWindowHandle"), narrow=width < 600)
        driver.end()


@contextmanager
def _screen() -> Iterator[str]:
    """Run a screen in memory, and yield its name."""
    said, saying = os.pipe()
    process = subprocess.Popen(  # noqa: S603 - a fixed program
        [str(SCREEN), "-displayfd", str(saying), "-screen", "0", "1400x1000x24", "-nolisten", "tcp"],
        pass_fds=(saying,),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(saying)
    with os.fdopen(said) as name, _ended(process):
        yield f":{name.readline().strip()}"


@contextmanager
def _driver(display: str) -> Iterator[int]:
    """Run the driver on a screen, and yield its port."""
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 - a fixed program
        [str(DRIVER), f"--port={port}"],
        env={**os.environ, "DISPLAY": display, "GDK_BACKEND": "x11", "LANG": "fr_FR.UTF-8"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with _ended(process):
        until(lambda: _answers(port), _SECONDS_TO_START, "WebKitWebDriver did not start")
        yield port


@contextmanager
def _ended(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0
