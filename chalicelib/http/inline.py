"""The scripts, style and icon that pages contain instead of loading files; the policy allows each by its hash.

A first visit then makes one or two requests instead of four, and a page that starts an instance does not start three
others for its files.
"""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).parents[1] / "web" / "static"


class Inlined(NamedTuple):
    """The script, the icon as a `data:` URL, and the style, which self-contained pages hold too.

    `fields`: the script of the pages with a field that needs one; `passkeys`: that of the few that use passkeys.
    `script_source` allows all three.
    """

    script: str
    fields: str
    passkeys: str
    style: str
    icon: str
    script_source: str
    style_source: str


@cache
def inlined() -> Inlined:
    """Return the files of `web/static`, read once."""
    names = ("page.js", "fields.js", "passkeys.js", "style.css", "icon.svg")
    script, fields, passkeys, style, icon = (without_remarks((_FOLDER / name).read_text("utf-8")) for name in names)
    return Inlined(
        script=script,
        fields=fields,
        passkeys=passkeys,
        style=style,
        icon=f"data:image/svg+xml;base64,{b64encode(icon.encode()).decode()}",
        script_source=" ".join(map(source_of, (script, fields, passkeys))),
        style_source=source_of(style),
    )


def without_remarks(text: str) -> str:
    """Return a file without indentation, empty lines, and the lines of remarks: each page carries what remains."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def source_of(content: str) -> str:
    """Return the source by which a policy allows exactly this content (CSP 3, « hash-source »)."""
    return f"'sha256-{b64encode(sha256(content.encode()).digest()).decode()}'"
