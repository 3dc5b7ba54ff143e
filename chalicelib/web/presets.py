"""Usual periods of a locum, one click each: this week, this month, the next three months, the rest of the year."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

PRESETS = (
    ("semaine", "Cette semaine"),
    ("mois", "Ce mois-ci"),
    ("trimestre", "Trois mois"),
    ("annee", "Jusqu’à la fin de l’année"),
)


def _end_of_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


_ENDS: Mapping[str, Callable[[date], date]] = {
    "semaine": lambda today: today + timedelta(days=6 - today.weekday()),
    "mois": _end_of_month,
    "trimestre": lambda today: today + timedelta(days=91),
    "annee": lambda today: today.replace(month=12, day=31),
}


def period_of(preset: str, today: date) -> dict[str, str]:
    """Return the fields `debut` and `fin` of a preset that begins today; nothing for any other text."""
    end = _ENDS.get(preset)
    return {"debut": today.isoformat(), "fin": end(today).isoformat()} if end else {}
