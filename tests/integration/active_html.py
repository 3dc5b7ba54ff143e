"""Finds what is active in the HTML of a page or a mail: what somebody typed must never be."""

from html.parser import HTMLParser

from chalicelib.http.inline import inlined

_SCRIPTS = {inlined().script, inlined().fields, inlined().passkeys}


class _Active(HTMLParser):
    """Finds anything that a browser would run or fetch and that our templates do not contain.

    The library's parser reads it: ours is held to read our pages alike, and nothing that is hostile.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if (tag == "script" and "src" in given) or (tag == "img" and given.get("src") == "x"):
            self.found.append(tag)
        self.found += [name for name in given if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        # Pages contain our scripts; the policy allows no other.
        if self.lasttag == "script" and data.strip() and data not in _SCRIPTS:
            self.found.append("script")


def active(body: str) -> list[str]:
    """Return what a browser would run, fetch or compute of a page or a mail."""
    parser = _Active()
    parser.feed(body)
    return parser.found + (["{{7*7}} was computed"] if ">49" in body else [])
