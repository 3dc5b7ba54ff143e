"""Where the context of a request or a record comes from: the clock, the settings, the keys in force."""

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
    """Take the time from `clock` (aware, UTC): the local platform's can be advanced, the tests' stands still."""
    global _clock  # noqa: PLW0603 - one clock for the process, chosen once at its start
    _clock = clock


def now() -> datetime:
    """Return the time it is, aware, in UTC."""
    return _clock()


def context() -> Context:
    """Return what the acts of one request or one record need to know."""
    return Context(now=now(), settings=settings(), keys=keyring())
