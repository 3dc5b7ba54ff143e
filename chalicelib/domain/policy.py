"""The delays and limits that the rules of a delegation depend on (specification §7)."""

from datetime import timedelta
from typing import NamedTuple


class Policy(NamedTuple):
    """Delays and limits. Each one is a setting of the service, which has the default."""

    purge_after: timedelta
    reminder_before: timedelta
    closed_kept: timedelta
    end_notice_before: timedelta
    resends_per_day: int
    resends_in_all: int
    asks_per_day: int
    open_wishes: int
    asks_per_link: int
