"""Validity in whole days of Europe/Paris, both ends included (spec §3)."""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def day_in_paris(moment: datetime) -> date:
    """Return the day it is in Paris at `moment` (aware)."""
    return moment.astimezone(PARIS).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of `day` in Paris, in UTC."""
    return datetime.combine(day, time.min, PARIS).astimezone(UTC)


def whole_second(moment: datetime) -> datetime:
    """Return `moment` without its fraction: what the table compares, and so what the rules compare too."""
    return moment.replace(microsecond=0)


def end_of_day(moment: datetime) -> datetime:
    """Return the first instant, in UTC, that no longer belongs to the day of Paris on which `moment` falls.

    A deadline is told as a day, so it holds until that day is over in Paris: 23, 24 or 25 hours after it began.
    """
    return start_of_day(day_in_paris(moment) + timedelta(days=1))


def last_day_before(deadline: datetime) -> date:
    """Return the last day of Paris that is over by `deadline`: the day to tell, as all of it is still in time."""
    return day_in_paris(deadline) - timedelta(days=1)


class Validity(NamedTuple):
    """From the first instant of `start` to the last of `end`, in Paris."""

    start: date
    end: date

    @property
    def starts_at(self) -> datetime:
        """The first instant at which the period holds (UTC)."""
        return start_of_day(self.start)

    @property
    def ends_at(self) -> datetime:
        """The first instant at which the period no longer holds (UTC)."""
        return start_of_day(self.end + timedelta(days=1))

    @property
    def days(self) -> int:
        """The number of days, both ends included."""
        return (self.end - self.start).days + 1

    def holds(self, moment: datetime) -> bool:
        """Whether `moment` lies within the period."""
        return self.starts_at <= moment < self.ends_at

    def overlaps(self, other: "Validity") -> bool:
        """Whether the two periods share at least one day."""
        return self.start <= other.end and other.start <= self.end

    def contains(self, other: "Validity") -> bool:
        """Whether every day of `other` is in this period."""
        return self.start <= other.start and other.end <= self.end

    def intersection(self, other: "Validity") -> "Validity | None":
        """Return the days common to both, None when there are none."""
        if not self.overlaps(other):
            return None
        return Validity(max(self.start, other.start), min(self.end, other.end))


def errors_of_validity(
    start: date, end: date, today: date, longest_days: int, kept_start: date | None = None
) -> dict[str, str]:
    """Return what is wrong with a period asked for, by field (`debut`, `fin`).

    `kept_start` is the start of the delegation being changed: it may lie in the past when it stays (spec §3).
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
