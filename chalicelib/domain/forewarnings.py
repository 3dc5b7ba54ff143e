"""The mail of a day that tells a délégant which delegations end soon: one for all of them (specification §3)."""

from datetime import UTC, date, datetime, time, timedelta

from chalicelib.domain.periods import PARIS, day_in_paris

_LEAVES_AT = time(8)
"""The hour in Paris. Dates are reached at midnight: by then the schedule has found all that the mail tells."""


def leaves_at(day: date) -> datetime:
    """Return when the mail of `day` may leave."""
    return datetime.combine(day, _LEAVES_AT, PARIS).astimezone(UTC)


def next_mail_day(now: datetime) -> date:
    """Return the first day whose mail has not left by `now`."""
    today = day_in_paris(now)
    return today if now < leaves_at(today) else today + timedelta(days=1)
