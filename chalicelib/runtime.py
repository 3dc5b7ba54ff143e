"""Make the context of a request or a record from the clock, the settings and the keys in force."""

from collections.abc import Callable
from datetime import UTC, datetime

from chalicelib.context import Context
from chalicelib.settings import settings
from chalicelib.store.secrets import keyring

Clock = Callable[[], datetime]


def _system_clock() -> datetime:
    return datetime.now(UTC)


_clock: Clock = _system_clock


def set_clock(clock: Clock) -> None:
    """Use `clock` (aware, UTC) from now on. The local platform can advance its clock; the tests stop theirs."""
    global _clock  # noqa: PLW0603 - the process has one clock, chosen when it starts
    _clock = clock


def now() -> datetime:
    """Return the current time, aware, in UTC."""
    return _clock()


def context() -> Context:
    """Return the context for one request or one record."""
    return Context(now=now(), settings=settings(), keys=keyring())
