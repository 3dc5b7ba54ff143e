"""Usual periods, one click each, with their days in the label: from today alone to the end of the year."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from chalicelib.domain.periods import Validity


def _week(monday: date) -> Validity:
    return Validity(monday, monday + timedelta(days=6))


def _first_of_next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _rest_of_month(day: date) -> Validity:
    return Validity(day, _first_of_next_month(day) - timedelta(days=1))


_PERIODS: Mapping[str, tuple[str, Callable[[date], Validity]]] = {
    "jour": ("Aujourd’hui", lambda today: Validity(today, today)),
    "demain": ("Demain", lambda today: Validity(today + timedelta(days=1), today + timedelta(days=1))),
    "semaine": ("Cette semaine", lambda today: Validity(today, today + timedelta(days=6 - today.weekday()))),
    "prochaine": ("La semaine prochaine", lambda today: _week(today + timedelta(days=7 - today.weekday()))),
    "mois": ("Ce mois-ci", _rest_of_month),
    "suivant": ("Le mois prochain", lambda today: _rest_of_month(_first_of_next_month(today))),
    "trimestre": ("Trois mois", lambda today: Validity(today, today + timedelta(days=91))),
    "annee": ("Le reste de l’année", lambda today: Validity(today, today.replace(month=12, day=31))),
}


def presets_of(today: date) -> list[tuple[str, str, str]]:
    """Return the value, the label and the days of each period: « Le mois prochain », « du 01/12 au 31/12 ».

    Of periods with the same days, on the last day of a week or a month, the first alone is offered.
    """
    offered: dict[Validity, tuple[str, str, str]] = {}
    for value, (label, period_from) in _PERIODS.items():
        period = period_from(today)
        offered.setdefault(period, (value, label, _days(period, today)))
    return list(offered.values())


def _days(period: Validity, today: date) -> str:
    start, end = (f"{day:%d/%m}" if day.year == today.year else f"{day:%d/%m/%Y}" for day in period)
    if period.days == 1:
        return f"le\u00a0{end}"
    return f"jusqu’au\u00a0{end}" if period.start == today else f"du\u00a0{start} au\u00a0{end}"


def period_of(preset: str, today: date) -> dict[str, str]:
    """Return the fields `debut` and `fin` of a period; nothing for any other text."""
    if preset not in _PERIODS:
        return {}
    period = _PERIODS[preset][1](today)
    return {"debut": f"{period.start:%d/%m/%Y}", "fin": f"{period.end:%d/%m/%Y}"}
