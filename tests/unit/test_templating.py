"""How templates write days, moments and typed text."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from jinja2 import Environment
from markupsafe import Markup

from chalicelib.templating import (
    NBSP,
    TEMPLATES,
    Sources,
    cesure,
    court,
    html_environment,
    jour,
    moment,
    paragraphes,
    text_environment,
)

ROOT = TEMPLATES.parent
FILES = sorted(
    path.relative_to(ROOT).as_posix() for of in ("templates", "infra/local/pages") for path in (ROOT / of).rglob("*.*")
)
INVISIBLE = "\u00a0\u00ad\u2007\u200b\u2011\u202f\u2060"


def test_a_day_is_written_as_in_france() -> None:
    assert jour("2021-03-09") == jour(date(2021, 3, 9)) == "09/03/2021"
    assert jour(datetime(2021, 3, 8, 23, 30, tzinfo=UTC)) == "09/03/2021"


def test_a_moment_is_written_in_the_time_of_paris_and_never_broken() -> None:
    assert moment(datetime(2021, 3, 9, 13, 5, tzinfo=UTC)) == f"09/03/2021 à{NBSP}14{NBSP}h{NBSP}05"


def test_a_text_that_is_too_long_is_cut_visibly() -> None:
    assert court("a" * 80) == "a" * 80
    assert court("a" * 81) == "a" * 79 + "…"
    assert court(" un \r\n nom\t\x00\u200b ") == "un nom"


def test_an_address_may_break_after_its_at_sign_and_stays_text() -> None:
    assert cesure("zoe@exemple.fr") == "zoe@<wbr>exemple.fr"
    assert cesure("<b>@exemple.fr") == "&lt;b&gt;@<wbr>exemple.fr"


def test_a_name_breaks_between_its_words_and_inside_one_only_beyond_any_real_length() -> None:
    assert cesure("Marie-Antoinette de Saint-Exupéry") == "Marie-Antoinette de Saint-Exupéry"
    assert cesure("x" * 50) == f"{'x' * 24}<wbr>{'x' * 24}<wbr>xx"
    assert cesure("") == ""


@pytest.mark.parametrize("name", FILES)
def test_no_template_holds_a_space_or_a_hyphen_that_an_editor_does_not_show(name: str) -> None:
    source = (ROOT / name).read_text(encoding="utf-8")
    assert not set(INVISIBLE) & set(source), "write &nbsp;, in mails and in strings too"


@pytest.mark.parametrize("frame", [html_environment, text_environment])
def test_a_no_break_space_is_written_as_an_entity_in_text_and_in_strings(
    frame: Callable[[], Environment], tmp_path: Path
) -> None:
    (tmp_path / "x.jinja").write_text('Une question&nbsp;? {{ "Non&nbsp;!" }} {{ typed }}', encoding="utf-8")
    environment = frame().overlay(loader=Sources(tmp_path), cache_size=0)
    typed = "A&amp;nbsp;B" if environment.autoescape else "A&nbsp;B"
    shown = environment.get_template("x.jinja").render(typed="A&nbsp;B")
    assert shown == f"Une question{NBSP}? Non{NBSP}! {typed}"


def test_an_empty_line_separates_paragraphs() -> None:
    assert paragraphes(Markup("\nun\n\n\n\ndeux <b>mots</b>\n")) == "<p>un</p>\n<p>deux <b>mots</b></p>"
    assert paragraphes(Markup("un\ndeux"), "\n", "margin:0") == (
        '<p style="margin:0">un</p>\n<p style="margin:0">deux</p>'
    )


def test_a_block_element_is_not_wrapped_in_a_paragraph() -> None:
    block = Markup('<table role="presentation"><tr><td>x</td></tr></table>')
    assert paragraphes(Markup("un\n\n") + block) == Markup("<p>un</p>\n") + block
