"""Guesses of a password, counted before they are checked, at the sign-in and inside a session."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused, when_again
from chalicelib.identity.browsers import Known
from chalicelib.identity.user_agents import UNKNOWN_BROWSER
from chalicelib.settings import Settings
from chalicelib.store import keys, locks
from chalicelib.store.accounts import Head
from chalicelib.store.locks import Rule
from chalicelib.store.table import Key

_FAILURES, _FAILURES_OF_AN_ADDRESS = "échecs", "échecs pour cette adresse"
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
    """A counted guess: its own count, that of its network origin and that of the account, if those count too.

    `may_be_right`: with too many guesses of the account under all its names, the right password is as good as a wrong
    one, and looks the same: a stranger who locked one name must not learn from another that both are one account's.
    """

    own: Key
    origin: Key | None = None
    account: Key | None = None
    may_be_right: bool = True

    def reset_counts(self) -> None:
        """Reset the counts, and take this guess back from the count of the origin, which others share: it was right.

        The count that nobody sees goes first: a guess that the other lets through meanwhile then finds none.
        """
        if self.account:
            locks.forget(self.account)
        locks.forget(self.own)
        if self.origin:
            locks.give_back(self.origin)


def count_guess(context: Context, name: str, account_id: str, caller: Caller) -> Guess:
    """Count a guess of the password of the account with this name; raise `Refused` when it is one too many.

    `name` is the address or the number, as typed, in its normal form. A browser in which the account has signed in
    before has its own count, so that a stranger cannot lock the owner out. All others share the count of the name, even
    of one without an account, that of the account, and the count of their network origin for all names.
    """
    settings, secret = context.settings, context.keys.lookup
    browser, what = caller.known.get(account_id), _FAILURES_OF_AN_ADDRESS if "@" in name else _FAILURES
    if browser:
        own = keys.lock(f"browser:{account_id}:{browser.id}", secret)
        _count(context, own, _growing(settings), what)
        return Guess(own)
    own, origin = keys.lock(name, secret), keys.lock(f"origin:{caller.origin}", secret)
    _count(context, own, _growing(settings), what)
    _count(context, origin, _constant(settings), _FAILURES_OF_A_NETWORK)
    account = keys.account_lock(account_id, secret)
    return Guess(own, origin, account, locks.attempt_unseen(account, _growing(settings), context.now))


def forget_guesses(context: Context, account: Account, numbers: Iterable[str]) -> None:
    """Forget the guesses of strangers by any name of the account, after a link that proved its address."""
    locks.forget(keys.account_lock(account.id, context.keys.lookup))
    for name in (account.address, *numbers):
        locks.forget(keys.lock(name, context.keys.lookup))


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
