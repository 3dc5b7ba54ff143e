"""Traces of use: the days on which a délégué used each service of a delegation (specification §6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chalicelib.domain.periods import Validity, day_in_paris

YEAR = timedelta(days=365)
"""How far back uses are shown; what is older is removed with the history."""


@dataclass(frozen=True)
class Uses:
    """The days of use of one delegation, by service, from `first` on; the days of a service are in order."""

    first: date
    days: Mapping[str, tuple[date, ...]]

    def of(self, service: str) -> tuple[date, ...]:
        """Return the days on which a service was used."""
        return self.days.get(service, ())

    @property
    def last(self) -> date | None:
        """The last day on which any service was used; None when no use is known."""
        return max((days[-1] for days in self.days.values()), default=None)


def uses_of(pairs: Iterable[tuple[str, date]], today: date) -> Uses:
    """Return the uses of the year that ends `today`, from pairs of a service and a day."""
    first = today - YEAR
    by_service: dict[str, set[date]] = {}
    for service, day in pairs:
        if first <= day <= today:
            by_service.setdefault(service, set()).add(day)
    return Uses(first, {service: tuple(sorted(days)) for service, days in by_service.items()})


def months_of_year(today: date) -> tuple[str, str]:
    """Return the first and the last month that hold a day of the year that ends `today`, as `2026-11`."""
    return f"{today - YEAR:%Y-%m}", f"{today:%Y-%m}"


def is_unused(last_use: date | None, validity: Validity, validated_at: datetime, today: date, after: timedelta) -> bool:
    """Whether a delegation that is open has not been used for the time `after`.

    Without a use, the time counts from the day on which it opened.
    """
    until = today - after
    if last_use:
        return last_use <= until
    return validity.start <= until and day_in_paris(validated_at) <= until
