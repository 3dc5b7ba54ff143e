"""The delays and limits that the rules of a delegation depend on (specification §7)."""

from datetime import timedelta
from typing import NamedTuple


class Policy(NamedTuple):
    """Delays and limits. Each one is a setting of the service."""

    purge_after: timedelta = timedelta(days=30)
    reminder_before: timedelta = timedelta(days=7)
    closed_kept: timedelta = timedelta(days=90)
    longest_validity_days: int = 3 * 365 + 1
    resends_per_day: int = 3
    resends_in_all: int = 10
