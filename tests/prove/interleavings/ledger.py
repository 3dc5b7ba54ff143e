"""The table as a value: a state that calls lead on from, and to which one returns at will.

An answer depends on the table and on the call alone. So each call is made once from each state, and known from then on;
the items of a state that another one shares are not copied.
"""

import json
import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import uuid4

from botocore.exceptions import ClientError

from chalicelib.settings import settings
from chalicelib.store.table import connection
from tests.dynamodb.memory import service
from tests.dynamodb.memory.table import Table
from tests.prove.interleavings.footprint import Call, Key, key_of, written_by

Keys = str | tuple[str, ...]
"""How the keys of some items begin."""

_TOKEN = "ClientRequestToken"


@dataclass(frozen=True, eq=False)
class State:
    """What the table holds: the attributes of each item, as text. Two equal tables are one state, by its number."""

    number: int
    items: Mapping[Key, str]

    def raw(self) -> list[dict[str, Any]]:
        """Return every item in DynamoDB's own form."""
        return [json.loads(text) for text in self.items.values()]

    def shard_of(self, key: Key) -> str | None:
        """Return the shard of the index in which an item stands, if it does."""
        return _shard_in(self.items.get(key, "{}"))


@cache
def _shard_in(text: str) -> str | None:
    shard: str | None = json.loads(text).get("due_shard", {}).get("S")
    return shard


class Answer(NamedTuple):
    """What DynamoDB answers. Two answers that say the same have the same number as their `content`."""

    content: int
    given: bytes
    error: ClientError | None = None

    def give(self) -> Any:
        """Return what is given, or raise the error."""
        if self.error is not None:
            raise self.error.with_traceback(None)
        return pickle.loads(self.given)  # noqa: S301 - our own


class Ledger:
    """The states of one table, and where each call has led from each.

    `unguarded` begins the keys of items whose conditions hold whatever stands there: a guard of the product that is
    taken out, to see that it is missed.
    """

    def __init__(self, unguarded: Keys | None = None) -> None:
        self._unguarded = unguarded
        self._states: dict[frozenset[tuple[Key, str]], State] = {}
        self._led: dict[tuple[int, int], tuple[State, Answer]] = {}
        self._calls: dict[tuple[str, str], int] = {}
        self._numbered: dict[int, tuple[Call, int]] = {}
        self._contents: dict[bytes, int] = {}
        self._client: Any = connection().client
        self._in_table = self._state({key_of(item): _as_text(item) for item in self._table.items()})
        self.first = self._in_table

    def call(self, state: State, call: Call) -> tuple[State, Answer]:
        """Return the state that `call` leads to, and its answer."""
        key = (state.number, self._number(call))
        if key not in self._led:
            self._led[key] = self._make(state, call)
        return self._led[key]

    def _number(self, call: Call) -> int:
        """Return the number of this call, the same as that of an equal one."""
        if id(call) not in self._numbered:
            text = (call.operation, json.dumps(call.arguments, sort_keys=True, default=sorted))
            self._numbered[id(call)] = call, self._calls.setdefault(text, len(self._calls))
        return self._numbered[id(call)][1]

    def _make(self, state: State, call: Call) -> tuple[State, Answer]:
        self._load(state)
        arguments = dict(call.arguments)
        if _TOKEN in arguments:
            arguments[_TOKEN] = str(uuid4())  # another transaction than the same one from another state
            arguments["TransactItems"] = [self._without_guard(item) for item in arguments["TransactItems"]]
        try:
            given = self._client._make_api_call(call.operation, arguments)
        except ClientError as error:
            return state, Answer(self._content(repr(error).encode()), b"", error)
        self._in_table = state if call.is_read else self._after(state, [key for key, _ in written_by(call)])
        del given["ResponseMetadata"]
        said = pickle.dumps(given)
        return self._in_table, Answer(self._content(said), said)

    def _without_guard(self, item: Mapping[str, Any]) -> dict[str, Any]:
        ((name, write),) = item.items()
        pk, _ = key_of(write.get("Key") or write["Item"])
        if self._unguarded is None or not pk.startswith(self._unguarded) or "ConditionExpression" not in write:
            return dict(item)
        # All its names and values must be used: DynamoDB refuses what is not.
        always = f"({write['ConditionExpression']}) OR attribute_not_exists(#never)"
        names = {**write.get("ExpressionAttributeNames", {}), "#never": "never"}
        return {name: {**write, "ConditionExpression": always, "ExpressionAttributeNames": names}}

    def _content(self, said: bytes) -> int:
        return self._contents.setdefault(said, len(self._contents))

    def _after(self, state: State, written: list[Key]) -> State:
        items = dict(state.items)
        for key in written:
            text = self._text(key)
            if text is None:
                items.pop(key, None)
            elif text != items.get(key):
                items[key] = text
        return self._state(items)

    def _state(self, items: dict[Key, str]) -> State:
        content = frozenset(items.items())
        if content not in self._states:
            self._states[content] = State(len(self._states), items)
        return self._states[content]

    def _load(self, state: State) -> None:
        """Make the table hold this state: put right what differs."""
        there, wanted = self._in_table.items, state.items
        for key in there.keys() - wanted.keys():
            self._table.remove(key)
        for key, text in wanted.items():
            if there.get(key) is not text and there.get(key) != text:
                self._table.put(json.loads(text))
        self._in_table = state

    @property
    def _table(self) -> Table:
        return service.table(settings().table_name)

    def _text(self, key: Key) -> str | None:
        """Return what stands under a key."""
        found = self._table.item(key)
        return None if found is None else _as_text(found)


def _as_text(item: Mapping[str, Any]) -> str:
    """Return an item as text, its sets in order."""
    return json.dumps({name: _ordered(value) for name, value in item.items()}, sort_keys=True)


def _ordered(value: dict[str, Any]) -> dict[str, Any]:
    return {kind: sorted(inner) if kind in {"SS", "NS"} else inner for kind, inner in value.items()}
