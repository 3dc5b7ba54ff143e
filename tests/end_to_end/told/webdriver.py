"""A window of any browser that obeys WebDriver's commands, whatever carries them."""

from typing import Any, Protocol

from tests.end_to_end.local_platform import until
from tests.end_to_end.told.window import words

_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name under which WebDriver returns an element."""

_SECONDS = 20


class Refusal(Exception):
    """A command that the browser refused; the text says which, and why."""


class Commands(Protocol):
    """Carries commands to a browser."""

    def send(self, command: str, /, **given: Any) -> Any:
        """Send a command under its name in WebDriver and return its value; raises `Refusal`."""


class WebDriverWindow:
    """A tab of a browser, as `Window` says."""

    def __init__(self, commands: Commands, handle: str, *, narrow: bool) -> None:
        self._commands = commands
        self._handle = handle
        self.narrow = narrow

    def open(self, url: str) -> None:
        self._send("Navigate", url=url)

    def back(self) -> None:
        self._send("Back")

    def forward(self) -> None:
        self._send("Forward")

    def reload(self) -> None:
        self._send("Refresh")

    def tab(self) -> "WebDriverWindow":
        self._send("SwitchToWindow", handle=self._handle)
        return WebDriverWindow(self._commands, self._send("NewWindow", type="tab")["handle"], narrow=self.narrow)

    def title(self) -> str:
        return str(self._send("GetTitle"))

    def address(self) -> str:
        return str(self._send("GetCurrentURL"))

    def has(self, path: str) -> bool:
        try:
            return bool(self._found(path))
        except Refusal:  # the page is being replaced
            return False

    def click(self, path: str) -> None:
        self._send("ElementClick", id=self._last(path))

    def write(self, path: str, text: str) -> None:
        found = self._last(path)
        self._send("ElementClear", id=found)
        self._send("ElementSendKeys", id=found, text=text)

    def choose(self, path: str, label: str) -> None:
        self.click(f'({path})[last()]/option[{words()} = "{label}"]')

    def value(self, path: str) -> str:
        return str(self._send("GetElementProperty", id=self._last(path), name="value"))

    def forget(self) -> None:
        self._send("DeleteAllCookies")

    def cookies(self) -> Any:
        return self._send("GetCookies")

    def bring_back(self, cookies: Any) -> None:
        self.forget()
        for cookie in cookies:
            if cookie["value"]:  # WebKit returns empty cookies, and takes none
                self._send("AddCookie", cookie=cookie)

    def _found(self, path: str) -> list[str]:
        elements = self._send("FindElements", using="xpath", value=path)
        return [element[_ELEMENT] for element in elements]

    def _last(self, path: str) -> str:
        return until(lambda: self._found(path), _SECONDS, f"{path} is not on « {self.title()} »")[-1]

    def _send(self, command: str, /, **given: Any) -> Any:
        self._commands.send("SwitchToWindow", handle=self._handle)
        return self._commands.send(command, **given)
