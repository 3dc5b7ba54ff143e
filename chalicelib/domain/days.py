"""Days as people write them: 10/12/2026, 10.12.26, 10122026, 10 décembre 2026, 1er janvier 2027, 2026-12-10."""

import re
from datetime import date

from chalicelib.domain.folding import folded

_MONTHS = (
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
    "decembre",
)  # fmt: skip
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_WRITTEN = r"[0-9a-z/., ]+"
_YEAR = "[12][0-9]{3}"
"""Another year is a typing error. The limit also leaves room to count days after a period."""

LAST_DAY = date(2999, 12, 31)
"""The last day that can be typed."""

_DIGITS_ALONE = rf"([0-9]{{2}})([0-9]{{2}})({_YEAR}|[0-9]{{2}})"
_DAY_FIRST = rf"([0-9]{{1,2}}) ([0-9]{{1,2}}|[a-z]{{3,}}) ({_YEAR}|[0-9]{{2}})"
_YEAR_FIRST = rf"({_YEAR}) ([0-9]{{1,2}}) ([0-9]{{1,2}})"
_WITHOUT_YEAR = r"[0-9]{1,2} ([0-9]{1,2}|[a-z]{3,})"

_UNREADABLE = "n’est pas valable. Saisissez-la sous la forme jj/mm/aaaa."


class NotADay(Exception):
    """A text that is no day. Its own text says why, after « La date de début »."""


def read_day(text: str) -> date:
    """Return the day that a text means, the day before the month; raise `NotADay`.

    A year of two digits is of this century. Nothing is guessed: a missing year, a month beyond 12 and a weekday that is
    not the day's are refused.
    """
    weekday, parts = _parts(text)
    if re.fullmatch(_WITHOUT_YEAR, parts):
        raise NotADay("est incomplète\u00a0: ajoutez l’année (jj/mm/aaaa).")
    year_first = re.fullmatch(_YEAR_FIRST, parts)
    match = year_first or re.fullmatch(_DAY_FIRST, parts)
    if not match:
        raise NotADay(_UNREADABLE)
    found = _day(*(match.groups()[::-1] if year_first else match.groups()))
    if weekday and _WEEKDAYS[found.weekday()] != weekday:
        raise NotADay(f"n’est pas valable\u00a0: le {found:%d/%m/%Y} n’est pas un {weekday}.")
    return found


def as_shown(text: str) -> str:
    """Return a typed day as jj/mm/aaaa, and a text that is no day as it was typed."""
    try:
        return f"{read_day(text):%d/%m/%Y}"
    except NotADay:
        return text


def _parts(text: str) -> tuple[str, str]:
    """Return the weekday, if it is written, and the day, the month and the year with a space between them."""
    plain = folded(text)
    alone = re.fullmatch(_DIGITS_ALONE, plain)
    if alone:
        return "", " ".join(alone.groups())
    if not re.fullmatch(_WRITTEN, plain):
        return "", ""
    words = re.findall(r"[0-9]+|[a-z]+", re.sub(r"\b1er\b", "1", plain.removeprefix("le ")))
    weekday = words.pop(0) if words and words[0] in _WEEKDAYS else ""
    return weekday, " ".join(words)


def _day(day: str, month: str, year: str) -> date:
    number = _month(month)
    if number is None:
        raise NotADay(_UNREADABLE)
    if number > len(_MONTHS):
        raise NotADay(f"n’est pas valable\u00a0: il n’y a pas de mois {month}. Saisissez le jour, puis le mois.")
    century = "20" if len(year) == 2 else ""
    try:
        return date(int(century + year), number, int(day))
    except ValueError:
        raise NotADay(f"n’est pas valable\u00a0: le {day}/{number:02}/{century}{year} n’existe pas.") from None


def _month(text: str) -> int | None:
    """Return the number of a month, written in digits or in words (« déc. »); None when it is no month, or several."""
    if text.isdigit():
        return int(text)
    found = [number for number, name in enumerate(_MONTHS, start=1) if name.startswith(text)]
    return found[0] if len(found) == 1 else None
