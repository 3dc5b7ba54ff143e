"""What situations are made of: sessions, stored delegations, the links of their mails, passwords and addresses."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, TypeVar

from chalicelib import links, runtime
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.periods import day_in_paris
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, PasswordItem, alias_item, password_item
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import epoch, find, read
from tests.cheap_passwords import hash_of
from tests.integration.replays import replayed
from tests.integration.sending import Requests
from tests.integration.world import LOOKUP, World
from tests.sessions import open_session_of

P = ParamSpec("P")
S = TypeVar("S", bound="SceneParts")
T = TypeVar("T")


class Progress(NamedTuple):
    """How many delegations were created, the first day that none of them has, and what their first mails sign."""

    created: int
    free_from: date | None
    first_links: Mapping[str, LinkFacts]


def built_once(build: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Let a builder of a situation put back what it has built from the same moment in another test."""

    @wraps(build)
    def put_back(scenes: S, /, *given: P.args, **named: P.kwargs) -> T:
        def happen() -> tuple[T, Progress]:
            return build(scenes, *given, **named), scenes.progress

        created, free_from, _ = scenes.progress
        name = (build.__module__, build.__qualname__, given, *named.items(), scenes.length, created, free_from)
        found, scenes.progress = replayed(name, happen)
        return found

    return put_back


class SceneParts(Requests):
    """A world, its sessions and what it has stored."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._created = 0
        self._free_from: date | None = None
        self._first_links: dict[str, LinkFacts] = {}

    @property
    def length(self) -> timedelta:
        """How long its delegations last."""
        raise NotImplementedError

    @property
    def progress(self) -> Progress:
        """What was created."""
        return Progress(self._created, self._free_from, {**self._first_links})

    @progress.setter
    def progress(self, progress: Progress) -> None:
        self._created, self._free_from = progress.created, progress.free_from
        self._first_links |= progress.first_links

    @property
    def today(self) -> date:
        """The present day in Paris."""
        return day_in_paris(self.world.now)

    def session(self, account_id: str, mode: Mode = Mode.CARTE) -> Session:
        """Return a session of a person, for acts called without a browser."""
        return open_session_of(account_id, mode, self.world.now)

    def delegation(self, delegation_id: str) -> Delegation:
        """Return a delegation as stored."""
        key = keys.delegation(delegation_id)
        item = find(read([key]), DelegationItem, key)
        assert item is not None
        return from_item(item)

    def note_first_link(self, delegation_id: str) -> None:
        """Keep what the first mail about a delegation signs, for the time when the delegation is gone."""
        self._first_links[delegation_id] = self._link_facts(delegation_id)

    def _link_facts(self, delegation_id: str) -> LinkFacts:
        found = self.delegation(delegation_id)
        return LinkFacts(found.id, found.delegue.account_id, found.nonce, found.terms_version)

    def token(self, delegation_id: str, purpose: Purpose) -> str:
        """Sign a link as in the newest mail about the delegation, or as in the first mail when it is gone."""
        key = keys.delegation(delegation_id)
        stands = find(read([key]), DelegationItem, key) is not None
        facts = self._link_facts(delegation_id) if stands else self._first_links[delegation_id]
        context = runtime.context()
        return links.sign(purpose, facts, context.keys, context.now)

    def link(self, delegation_id: str, purpose: Purpose) -> str:
        """Return the path of a link."""
        return f"/lien/{purpose}/{self.token(delegation_id, purpose)}"

    def give_password(self, account_id: str, password: str) -> None:
        """Give an account a password."""
        item = password_item(account_id, hash_of(password))
        item.used_at = epoch(self.world.now)
        item.save()

    def give_address(self, account_id: str, address: str) -> None:
        """Give an account an address that it has proved."""
        HeadItem(*keys.head(account_id)).update(actions=[HeadItem.address.set(address)])
        alias_item(address, account_id, LOOKUP).save()


def password_hash(account_id: str) -> str:
    """Return the stored password of an account; empty without one."""
    key = keys.password(account_id)
    item = find(read([key]), PasswordItem, key)
    return item.hash if item else ""
