"""What many tests begin with happens once: the same act from the same moment is put back, with all that it left.

A moment is the time, the settings, the keys, the tables, the mails that left, and where requests come from. No item is
ever changed in place, so an item that was numbered keeps its number. Acts under a patch of what they do happen `anew`
(`conftest.py`: in each test that patches anything itself).
"""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple, ParamSpec, TypeVar

from chalice.local import LambdaEventConverter

from chalicelib import runtime
from chalicelib.identity.sessions import Mode
from chalicelib.settings import settings
from chalicelib.store import keys
from tests import small_directory
from tests.browser import Browser
from tests.dynamodb.memory import service
from tests.dynamodb.memory.table import key_of
from tests.dynamodb.sizes import Image
from tests.integration import aws_calls, small_aws
from tests.integration.world import Exchange, World

P = ParamSpec("P")
T = TypeVar("T")
Tables = dict[str, list[Image]]
"""The items of each table that stands."""

_allowed: list[bool] = []
_worlds: list[World] = []


class _Left(NamedTuple):
    """What an act left; the mails before it, which are known by their identities, stay alive."""

    tables: Tables
    mails: list[small_aws.Sent]
    exchanges: list[Exchange]
    now: datetime
    known: tuple[set[str], Counter[tuple[str, Mode]]]
    result: Any


_left: dict[Hashable, _Left] = {}
_numbers: dict[int, tuple[int, Image]] = {}
_contents: dict[str, int] = {}
"""The number of each item by its identity, and of each content."""


@contextmanager
def allowed() -> Iterator[None]:
    """Put back what happened before, meanwhile; then forget it."""
    _allowed.append(True)
    try:
        yield
    finally:
        _allowed.pop()
        for remembered in (_left, _numbers, _contents):
            remembered.clear()


@contextmanager
def anew() -> Iterator[None]:
    """Let everything happen, meanwhile."""
    _allowed.append(False)
    try:
        yield
    finally:
        _allowed.pop()


@contextmanager
def in_world(world: World) -> Iterator[None]:
    """Let acts happen in this world."""
    _worlds.append(world)
    try:
        yield
    finally:
        _worlds.pop()


def again(act: Callable[P, T]) -> Callable[P, T]:
    """Let an act of the tests happen once from each moment, for the same arguments and browsers."""

    @wraps(act)
    def put_back(*given: P.args, **named: P.kwargs) -> T:
        browsers = [one for one in (*given, *named.values()) if isinstance(one, Browser)]

        def happen() -> tuple[T, list[dict[str, str]]]:
            return act(*given, **named), [{**browser.cookies} for browser in browsers]

        taken = (*map(_told, given), *((key, _told(value)) for key, value in named.items()))
        result, cookies = replayed((act.__module__, act.__qualname__, *taken), happen)
        for browser, kept in zip(browsers, cookies, strict=True):
            browser.cookies = {**kept}
        return _fresh(result) if isinstance(result, Browser) and _worlds else result

    return put_back


def _fresh(browser: Any) -> Any:
    """Return a new browser with the same cookies and headers, with which a test may go on."""
    found = _worlds[-1].browser()
    found.cookies, found.headers = {**browser.cookies}, {**browser.headers}
    return found


def _told(value: Any) -> Hashable:
    """Return what an act takes of an argument; a world is told by its moment."""
    if isinstance(value, World):
        return None
    if isinstance(value, Browser):
        return (*value.cookies.items(), *value.headers.items())
    told: Hashable = value
    return told


def replayed(name: Hashable, happen: Callable[[], T]) -> T:
    """Return what `happen` returns and leave what it leaves; `name` says all that it takes beside the moment."""
    if not (_worlds and _allowed and _allowed[-1]) or aws_calls.is_counting():
        return happen()
    world, before = _worlds[-1], _tables()
    moment = (name, *_moment(world, before))
    left = _left.get(moment)
    if left is None:
        sent = len(world.exchanges)
        result = happen()
        known = {*world._people}, Counter(world._browsers)
        _left[moment] = _Left(_tables(), [*small_aws.MAILS], world.exchanges[sent:], world.now, known, result)
        return result
    for table, items in left.tables.items():
        _put_back(table, before[table], items)
    small_aws.MAILS[:] = left.mails
    world.exchanges += left.exchanges
    world.now = left.now
    people, browsers = left.known
    world._people, world._browsers = {*people}, Counter(browsers)
    return left.result  # type: ignore[no-any-return]


def _tables() -> Tables:
    names = (settings().table_name, settings().directory_table)
    return {name: service.table(name).items() for name in names if service.stands(name)}


def _moment(world: World, tables: Tables) -> Iterator[Hashable]:
    yield runtime.context()
    yield frozenset(world._people)
    yield frozenset(world._browsers.items())
    yield keys.DUE_SHARDS
    yield LambdaEventConverter.LOCAL_SOURCE_IP
    yield small_directory.in_force()
    yield tuple(map(id, small_aws.MAILS))
    for name, items in tables.items():
        yield name
        yield frozenset(map(_number, items))


def _number(item: Image) -> int:
    """Return the number of what an item holds."""
    known = _numbers.get(id(item))
    if known is None:
        known = _contents.setdefault(repr(item), len(_contents)), item
        _numbers[id(item)] = known
    return known[0]


def _put_back(name: str, before: list[Image], after: list[Image]) -> None:
    table, there, stays = service.table(name), {id(item) for item in before}, {key_of(item) for item in after}
    for item in before:
        if key_of(item) not in stays:
            table.remove(key_of(item))
    for item in after:
        if id(item) not in there:
            table.put(item)
