"""Guesses of a password, counted before they are made, wherever one can be typed: the log-in, and inside a session."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.browsers import Known
from chalicelib.store import keys, locks
from chalicelib.store.table import Key


@dataclass(frozen=True)
class Caller:
    """Where a request comes from: its network origin, and the accounts that signed in in its browser before."""

    origin: str
    known: Known = field(default_factory=dict)


@dataclass(frozen=True)
class Guess:
    """A guess that was counted; `origin` is the count of its network origin, when that counts too."""

    own: Key
    origin: Key | None

    def was_right(self) -> None:
        """Begin the count anew, and take this guess back from the origin, where others may have failed meanwhile."""
        locks.forget(self.own)
        if self.origin:
            locks.give_back(self.origin)


def count_guess(context: Context, address: str, account_id: str, caller: Caller) -> Guess:
    """Count a guess of the password of the account at this address; raises `Refused` when it is one too many.

    A browser in which the account signed in before has a count of its own, so that a stranger cannot close the account
    to its owner. All others share the count of the address, whether it has an account or not, and that of their
    network origin, whatever the addresses.
    """
    settings, secret = context.settings, context.keys.lookup
    browser_id = caller.known.get(account_id)
    if browser_id:
        own = keys.lock(f"browser:{account_id}:{browser_id}", secret)
        _count(context, own, settings.login_failures)
        return Guess(own, None)
    own, origin = keys.lock(address, secret), keys.lock(f"origin:{caller.origin}", secret)
    _count(context, own, settings.login_failures)
    _count(context, origin, settings.login_failures_per_origin)
    return Guess(own, origin)


def _count(context: Context, key: Key, most: int) -> None:
    left = locks.attempt(key, most, timedelta(minutes=context.settings.login_lock_minutes), context.now)
    if not left:
        return
    minutes = -(-left // 60)
    unit = "minute" if minutes == 1 else "minutes"
    message = f"Après plusieurs échecs, la connexion est suspendue. Merci de réessayer dans {minutes} {unit}."
    raise Refused(Code.LIMIT, message, retry_after=left)
