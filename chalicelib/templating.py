"""Jinja2 environments over the folder `templates/`, for pages and mails, in HTML and in plain text.

A mail is one template, rendered by both environments; `layout` names the frame of the part that is being rendered. In
every template `&nbsp;` is written for a no-break space, which would be invisible.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from markupsafe import Markup

from chalicelib.domain.days import as_shown
from chalicelib.domain.mailboxes import in_letters
from chalicelib.domain.periods import PARIS, day_in_paris, last_day_before

TEMPLATES = Path(__file__).parents[1] / "templates"
"""`templates/` is beside `chalicelib/`, in the repository and at the root of the Lambda package."""

COMPILED = TEMPLATES.with_name("templates_compiled")
"""The templates as Python modules. `infra.package` puts them in place of `templates/`, so nothing is compiled later."""

NBSP = "\u00a0"


@cache
def html_environment() -> Environment:
    """Return the environment of HTML templates; every value is escaped."""
    return _environment(autoescape=True)


@cache
def text_environment() -> Environment:
    """Return the environment of plain text, for the subjects and the text parts of mails."""
    return _environment(autoescape=False)


def jour(day: date | str) -> str:
    """Write a day (a date, a moment or ISO text) as « 09/03/2021 »."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    elif isinstance(day, datetime):
        day = day_in_paris(day)
    return f"{day:%d/%m/%Y}"


_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def mois(day: date) -> str:
    """Write a month in short: « mars 2026 », « févr. 2026 »."""
    return f"{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def moment(instant: datetime | str) -> str:
    """Write an aware moment, or its ISO text, in Paris time: « 09/03/2021 à 14 h 05 ».

    A line can break only before « à ».
    """
    if isinstance(instant, str):
        instant = datetime.fromisoformat(instant)
    local = instant.astimezone(PARIS)
    return f"{jour(local)} " + NBSP.join(("à", str(local.hour), "h", f"{local:%M}"))


def court(text: str, longest: int = 80) -> str:
    """Shorten a text that somebody typed, on one line and without invisible characters that reorder or hide text."""
    visible = text
    if not text.isprintable():
        visible = "".join(" " if char.isspace() else char for char in text if char.isspace() or _shows(char))
    line = " ".join(visible.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


_LONGEST_WHOLE = 24
"""Letters of the longest word that a narrow column must hold on one line."""


def cesure(text: str) -> Markup:
    """Let a line break after the « @ » of an address, and inside a word only if it is longer than any name."""
    words = re.split(r"(?<=[@\s])", text)
    pieces = [word[at : at + _LONGEST_WHOLE] for word in words for at in range(0, len(word), _LONGEST_WHOLE)]
    return Markup("").join(
        piece if piece[-1].isspace() or number == len(pieces) else Markup("{}<wbr>").format(piece)
        for number, piece in enumerate(pieces, 1)
    )


def paragraphes(html: Markup, between: str = "\n\n", style: str = "") -> Markup:
    """Make each part of `html` a paragraph, except a part that is a block already."""
    opening = Markup('<p style="{}">').format(style) if style else Markup("<p>")
    parts = (part.strip() for part in html.split(between))
    return Markup("\n").join(
        part if part.startswith(_BLOCKS) else opening + part + Markup("</p>") for part in parts if part
    )


_BLOCKS = ("<table", "<p ", "<h2 ")


def _shows(char: str) -> bool:
    """Whether a character is visible; controls, bidirectional overrides and surrogates (Unicode C*) are not."""
    return not unicodedata.category(char).startswith("C")


class Sources(FileSystemLoader):
    """Loads the files of `templates/`, with a real no-break space for each `&nbsp;`: plain text has no entities."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, unchanged = super().get_source(environment, template)
        return source.replace("&nbsp;", NBSP), path, unchanged


def _loader(folder: str) -> BaseLoader:
    return ModuleLoader(COMPILED / folder) if COMPILED.is_dir() else Sources(TEMPLATES)


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=_loader("html" if autoescape else "text"),
        autoescape=autoescape,  # noqa: S701 - off for plain text only
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        jour=jour,
        jour_saisi=as_shown,
        dernier_jour=last_day_before,
        moment=moment,
        mois=mois,
        court=court,
        adresse=in_letters,
        cesure=cesure,
        paragraphes=paragraphes,
    )
    environment.globals["layout"] = f"mails/_layout.{'html' if autoescape else 'txt'}"
    return environment
