"""The message on top of a page after an act: its code stands in the URL to which the act redirects."""

import re
from pathlib import Path

from chalicelib.web import flash
from chalicelib.web.flash import FLASHES

_VIEWS = "\n".join(
    path.read_text(encoding="utf-8") for path in Path(flash.__file__).parent.glob("*.py") if path.stem != "flash"
)


def test_every_code_of_a_redirect_has_its_message() -> None:
    codes = set(re.findall(r"[?&]fait=([a-z-]+)", _VIEWS))
    assert codes
    assert codes <= FLASHES.keys()


def test_every_message_follows_an_act() -> None:
    assert [code for code in FLASHES if not re.search(rf"""(["']|fait=){code}["'{{]""", _VIEWS)] == []
