"""The script, style and icon that pages contain, and the hashes by which the Content Security Policy allows them.

A first visit then makes one or two requests instead of four, and a page that has just started an instance does not
start three more for its files.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parents[1] / "web" / "static"


class Inlined(NamedTuple):
    """The script, the style for pages that are seen once, the icon as a data URL; sources are for the policy."""

    script: str
    style: str
    icon: str
    script_source: str
    style_source: str


@cache
def inlined() -> Inlined:
    """Read the files of `web/static`, once."""
    script, style, icon = ((_FOLDER / name).read_bytes() for name in ("page.js", "style.css", "icon.svg"))
    return Inlined(
        script=script.decode(),
        style=style.decode(),
        icon=f"data:image/svg+xml;base64,{b64encode(icon).decode()}",
        script_source=source_of(script),
        style_source=source_of(style),
    )


def source_of(content: bytes) -> str:
    """Return the source that allows exactly this content (CSP 3, « hash-source »)."""
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"
