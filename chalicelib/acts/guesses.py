"""Guesses of a password, counted before they are checked, at the sign-in and inside a session."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused, when_again
from chalicelib.identity.browsers import Known
from chalicelib.identity.user_agents import UNKNOWN_BROWSER
from chalicelib.settings import Settings
from chalicelib.store import keys, locks
from chalicelib.store.accounts import Head
from chalicelib.store.locks import Rule
from chalicelib.store.table import Key

_FAILURES = "échecs pour cette adresse"
_FAILURES_OF_A_NETWORK = "échecs depuis votre réseau, toutes adresses confondues"


@dataclass(frozen=True)
class Caller:
    """The origin of a request: its network address, and its browser in plain words.

    `known`: the accounts that have signed in in this browser.
    """

    origin: str
    known: Known = field(default_factory=dict)
    browser: str = UNKNOWN_BROWSER

    def is_known_to(self, head: Head) -> bool:
        """Whether the account has signed in in this browser, and has not had its browsers forgotten since."""
        browser = self.known.get(head.account.id)
        return browser is not None and browser.at > head.browsers_since

    def as_known_to(self, head: Head | None) -> "Caller":
        """Return this caller without an account that has had this browser forgotten."""
        if head is None or self.is_known_to(head):
            return self
        known = {account_id: browser for account_id, browser in self.known.items() if account_id != head.account.id}
        return replace(self, known=known)


@dataclass(frozen=True)
class Guess:
    """A counted guess; `origin` is the count of its network origin, if that counts too."""

    own: Key
    origin: Key | None

    def was_right(self) -> None:
        """Reset the count, and take this guess back from the count of the origin, which others share."""
        locks.forget(self.own)
        if self.origin:
            locks.give_back(self.origin)


def count_guess(context: Context, address: str, account_id: str, caller: Caller) -> Guess:
    """Count a guess of the password of the account at this address; raise `Refused` when it is one too many.

    A browser in which the account has signed in before has its own count, so that a stranger cannot lock the owner out.
    All others share the count of the address, even of one without an account, and the count of their network origin
    for all addresses.
    """
    settings, secret = context.settings, context.keys.lookup
    browser = caller.known.get(account_id)
    if browser:
        own = keys.lock(f"browser:{account_id}:{browser.id}", secret)
        _count(context, own, _growing(settings), _FAILURES)
        return Guess(own, None)
    own, origin = keys.lock(address, secret), keys.lock(f"origin:{caller.origin}", secret)
    _count(context, own, _growing(settings), _FAILURES)
    _count(context, origin, _constant(settings), _FAILURES_OF_A_NETWORK)
    return Guess(own, origin)


def _growing(settings: Settings) -> Rule:
    """Return the rule of an address and of a browser: each wait is twice as long as the one before."""
    first, longest = settings.login_lock_minutes, settings.login_lock_longest_minutes
    return Rule(
        settings.login_failures,
        timedelta(minutes=first),
        timedelta(minutes=longest),
        timedelta(hours=settings.login_quiet_hours),
    )


def _constant(settings: Settings) -> Rule:
    """Return the rule of a network, whose people must not wait longer and longer for each other's failures."""
    wait = timedelta(minutes=settings.login_lock_minutes)
    return Rule(settings.login_failures_per_origin, wait, wait, quiet=timedelta(0))


def _count(context: Context, key: Key, rule: Rule, what: str) -> None:
    left = locks.attempt(key, rule, context.now)
    if not left:
        return
    message = (
        f"Après {rule.most} {what}, la connexion est suspendue. Merci de réessayer {when_again(left)}, ou de choisir "
        "un nouveau mot de passe par «\u00a0Mot de passe oublié\u00a0»."
    )
    raise Refused(Code.LIMIT, message, retry_after=left)
