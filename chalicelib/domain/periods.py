"""Validity periods, in whole days of Europe/Paris, both ends included (specification §3)."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
ONE_DAY = timedelta(days=1)


def day_in_paris(moment: datetime) -> date:
    """Return the day in Paris at `moment` (aware)."""
    return moment.astimezone(PARIS).date()


@lru_cache(maxsize=10_000)
def start_of_day(day: date) -> datetime:
    """Return the first instant of `day` in Paris, in UTC."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def whole_second(moment: datetime) -> datetime:
    """Return `moment` without its fraction of a second; the table compares whole seconds, so the rules do as well."""
    return moment.replace(microsecond=0)


def end_of_day(moment: datetime) -> datetime:
    """Return the first instant (UTC) after the day in Paris on which `moment` falls.

    People read a deadline as a day, so it ends when that day is over in Paris, 23, 24 or 25 hours after its start.
    """
    return start_of_day(day_in_paris(moment) + ONE_DAY)


def last_day_before(deadline: datetime) -> date:
    """Return the last whole day in Paris before `deadline`, which is the day to show to people."""
    return day_in_paris(deadline) - ONE_DAY


class Validity(NamedTuple):
    """A period from the first instant of `start` to the last instant of `end`, in Paris."""

    start: date
    end: date

    @property
    def starts_at(self) -> datetime:
        """The first instant of the period (UTC)."""
        return start_of_day(self.start)

    @property
    def ends_at(self) -> datetime:
        """The first instant after the period (UTC)."""
        return start_of_day(self.end + ONE_DAY)

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.end - self.start).days + 1

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` is within the period."""
        return self.starts_at <= moment < self.ends_at

    def overlaps(self, other: "Validity") -> bool:
        """Whether the two periods share at least one day."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: "Validity") -> bool:
        """Whether every day of `other` is in this period."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: "Validity") -> "Validity | None":
        """Return the period that both share, None when they share no day."""
        if not self.overlaps(other):
            return None
        return Validity(max(self.start, other.start), min(self.end, other.end))


def errors_of_validity(
    start: date, end: date, today: date, longest_days: int, kept_start: date | None = None
) -> dict[str, str]:
    """Return the errors of a requested period, by field (`debut`, `fin`).

    `kept_start` is the first day of the delegation that is being changed: it may be in the past if it stays the same.
    """
    if start < today and start != kept_start:
        return {"debut": "La date de début ne peut pas être passée."}
    if end < start:
        return {"fin": "La date de fin doit être égale ou postérieure à la date de début."}
    if end < today:
        return {"fin": "La date de fin ne peut pas être passée."}
    if Validity(start, end).days > longest_days:
        return {"fin": f"La période ne peut pas dépasser {longest_days} jours."}
    return {}
