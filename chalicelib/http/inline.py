"""What stands in the pages themselves rather than in a file of its own, and how the policy names it: by its hash.

A first visit then asks once or twice instead of four times, and a page that just started an instance does not make
three others start for its files.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parents[1] / "web" / "static"


class Inlined(NamedTuple):
    """The script, the icon as an address, and the style, which pages that are seen once hold too."""

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
    """Return how a policy allows exactly this content (CSP 3, « hash-source »)."""
    return f"'sha256-{b64encode(sha256(content).digest()).decode()}'"
