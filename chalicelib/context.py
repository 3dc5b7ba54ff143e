"""The surroundings of an act (time, settings, keys), passed in as one value."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from chalicelib.domain.admission import Admission
from chalicelib.domain.modes import Mode
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.policy import Policy
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings


class Context(NamedTuple):
    """The time, the settings and the keys for one request or one record."""

    now: datetime
    settings: Settings
    keys: Keyring

    @property
    def today(self) -> date:
        """The current day in Paris."""
        return day_in_paris(self.now)

    def admission(self, mode: Mode | None) -> Admission:
        """Return what a sign-in of this mode opens on this stage; None when the mode is not known."""
        return Admission(mode, self.settings.modes_of_profils)

    @property
    def policy(self) -> Policy:
        """The delays and limits of the rules, as set."""
        return policy_of(self.settings)


def policy_of(settings: Settings) -> Policy:
    """Return the delays and limits in the settings."""
    return Policy(
        purge_after=timedelta(days=settings.purge_after_days),
        reminder_before=timedelta(days=settings.reminder_before_days),
        closed_kept=timedelta(days=settings.closed_kept_days),
        end_notice_before=timedelta(days=settings.end_notice_days),
        resends_per_day=settings.resends_per_day,
        resends_in_all=settings.resends_in_all,
        asks_per_day=settings.asks_per_day,
        open_wishes=settings.open_wishes,
        asks_per_link=settings.asks_per_link,
    )
