"""Jinja2 over the folder `templates/`: pages and mails, in HTML or in plain text.

A mail is one template, compiled by both environments: `layout` is the frame of the part that is made. In every template
`&nbsp;` stands for a no-break space, which nobody would see.
"""

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined
from markupsafe import Markup

from chalicelib.domain.periods import PARIS, day_in_paris, last_day_before

TEMPLATES = Path(__file__).parents[1] / "templates"
"""In the Lambda package too: `templates/` lies beside `chalicelib/`, at the root of the archive."""

COMPILED = TEMPLATES.with_name("templates_compiled")
"""The same as Python modules, which `infra.package` puts in place of `templates/`: nothing left to compile."""

NBSP = "\u00a0"


@cache
def html_environment() -> Environment:
    """Return the environment of HTML templates: whatever is shown is escaped."""
    return _environment(autoescape=True)


@cache
def text_environment() -> Environment:
    """Return the environment of plain text: subjects and the text part of the mails."""
    return _environment(autoescape=False)


def jour(day: date | str) -> str:
    """Write a day, given as a date, a moment or ISO text: « 09/03/2021 »."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    elif isinstance(day, datetime):
        day = day_in_paris(day)
    return f"{day:%d/%m/%Y}"


_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def mois(day: date) -> str:
    """Write a month, shortened: « mars 2026 »."""
    return f"{_MONTHS[day.month - 1]}{NBSP}{day.year}"


def moment(instant: datetime) -> str:
    """Write an aware moment as it is in Paris: « 09/03/2021 à 14 h 05 »; a line may break before « à » only."""
    local = instant.astimezone(PARIS)
    return f"{jour(local)} " + NBSP.join(("à", str(local.hour), "h", f"{local:%M}"))


def court(text: str, longest: int = 80) -> str:
    """Shorten what somebody typed, on one line, without the invisible characters that reorder or hide text."""
    visible = "".join(" " if char.isspace() else char for char in text if char.isspace() or _shows(char))
    line = " ".join(visible.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


def cesure(address: str) -> Markup:
    """Let a line break after the « @ » of an address, rather than in the midst of a word."""
    return Markup("@<wbr>").join(address.split("@"))


def paragraphes(html: Markup, between: str = "\n\n", style: str = "") -> Markup:
    """Make a paragraph of each part of `html`, except of a part that begins a block by itself."""
    opening = Markup('<p style="{}">').format(style) if style else Markup("<p>")
    parts = (part.strip() for part in html.split(between))
    return Markup("\n").join(
        part if part.startswith(_BLOCKS) else opening + part + Markup("</p>") for part in parts if part
    )


_BLOCKS = ("<table", "<p ")


def _shows(char: str) -> bool:
    """Controls, bidirectional overrides, surrogates and the like (Unicode categories C*) show nothing themselves."""
    return not unicodedata.category(char).startswith("C")


class Sources(FileSystemLoader):
    """The files of `templates/`, with their no-break spaces: escaping would leave `&nbsp;` in text and in strings."""

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
        dernier_jour=last_day_before,
        moment=moment,
        mois=mois,
        court=court,
        cesure=cesure,
        paragraphes=paragraphes,
    )
    environment.globals["layout"] = f"mails/_layout.{'html' if autoescape else 'txt'}"
    return environment
