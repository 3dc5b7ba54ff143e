"""The script and the style as pages carry them: the lines of their files, without remarks and indentation."""

import re
from pathlib import Path

import pytest

from chalicelib.http.inline import without_remarks

_FILES = sorted(Path("chalicelib/web/static").glob("*.*s"))


@pytest.fixture(params=_FILES, ids=lambda file: file.name)
def text(request: pytest.FixtureRequest) -> str:
    """Return one file after the other."""
    return str(request.param.read_text(encoding="utf-8"))


def test_nothing_is_left_out_but_remarks_of_one_line(text: str) -> None:
    carried = without_remarks(text).splitlines()
    left_out = [line.strip() for line in text.splitlines() if line.strip() not in carried]
    assert left_out
    assert all(line.startswith("//") or line.find("*/") == len(line) - 2 for line in left_out if line)


def test_no_line_begins_inside_a_text_of_the_script(text: str) -> None:
    assert all(line.count("`") % 2 == 0 for line in text.splitlines())


def test_the_layout_knows_every_field_that_has_a_script() -> None:
    script = Path("chalicelib/web/static/fields.js").read_text(encoding="utf-8")
    sought = set(re.findall(r'document\.querySelectorAll\("[.\[]([\w-]+)', script))
    assert sought == {"secret", "data-regles", "data-jour", "data-relit", "data-filtre"}
    layout = Path("templates/pages/_layout.html").read_text(encoding="utf-8")
    (condition,) = re.findall(r"set has_fields = (.*) -%}", layout)
    assert {part for part in sought if part in condition} == sought


def test_the_lines_stay_in_order_and_apart() -> None:
    assert without_remarks("a {\n  /* one */\n\n  b: c;\n}\n// two\nd // e\n") == "a {\nb: c;\n}\nd // e"
