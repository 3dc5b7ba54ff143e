"""A window of any browser, and the labels by which a reader finds his way in it."""

from typing import Any, Protocol

_NBSP = "\u00a0"


class Window(Protocol):
    """A window. `path` is an XPath; where several elements fit, the last one is meant."""

    narrow: bool

    def open(self, url: str) -> None:
        """Go to an address."""

    def back(self) -> None:
        """Press the browser's Back."""

    def forward(self) -> None:
        """Press the browser's Forward."""

    def reload(self) -> None:
        """Press the browser's Reload."""

    def tab(self) -> "Window":
        """Open another tab with the same cookies."""

    def title(self) -> str:
        """Return the title of the window."""

    def address(self) -> str:
        """Return the address of the page."""

    def has(self, path: str) -> bool:
        """Whether the page has such an element; a page that is being replaced has none."""

    def click(self, path: str) -> None:
        """Click an element."""

    def write(self, path: str, text: str) -> None:
        """Replace the text of a field."""

    def choose(self, path: str, label: str) -> None:
        """Choose an option of a list."""

    def value(self, path: str) -> str:
        """Return the text of a field."""

    def forget(self) -> None:
        """Forget the cookies."""

    def cookies(self) -> Any:
        """Return the cookies, as the browser has them."""

    def bring_back(self, cookies: Any) -> None:
        """Have only these cookies, which the browser had before."""


def words(of: str = ".") -> str:
    """Return the XPath of a text on one line, with plain spaces."""
    return f"normalize-space(translate({of}, '{_NBSP}', ' '))"


def quoted(text: str) -> str:
    """Return a text as an XPath string; typographic apostrophes need no care."""
    assert '"' not in text
    return f'"{text}"'


def control(label: str) -> str:
    """Return the XPath of a button, or a link, with this name."""
    name = quoted(label)
    return f"(//button | //a | //summary)[{words()} = {name} or {words('@aria-label')} = {name}]"


def label_of(text: str) -> str:
    """Return the XPath of a label that begins with this text."""
    return f"//label[starts-with({words()}, {quoted(text)})]"


def field(label: str) -> str:
    """Return the XPath of the field with this label."""
    return f"(//input | //select)[@id = {label_of(label)}/@for]"


def saying(text: str) -> str:
    """Return the XPath of the content of a page, if it contains this text."""
    return f"//main[contains({words()}, {quoted(text)})]"
