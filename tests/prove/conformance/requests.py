"""Requests about a few items, drawn so that many of them meet: every operation, expression and refusal in use."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from tests.dynamodb.sizes import Image, Value

Request = tuple[str, dict[str, Any]]
TABLE = "delegation-conformance"
_PARTITIONS, _ROWS = ("a", "b"), ("1", "2#x", "é")
_CONDITIONS = (
    "attribute_not_exists(#pk)",
    "attribute_exists(#pk)",
    "#n = :n",
    "#n <> :n",
    "#n < :n",
    "#n >= :n AND attribute_exists(#t)",
    "NOT #n = :n",
    "(#n <= :n OR #t = :t) AND NOT attribute_exists(#x)",
    "attribute_not_exists(#n) OR #n > :n",
    "size(#l) < :two",
    "attribute_not_exists(#l) OR size(#l) >= :two",
    "size(#s) = :two",
    "contains(#s, :t)",
    "begins_with(#t, :t)",
    "#n BETWEEN :zero AND :n",
    "#m.#x = :n",
    "attribute_exists(#m.#x)",
    "attribute_not_exists(#m.#x)",
    "#f = :yes",
    "#f <> :yes",
)
_UPDATES = (
    "SET #n = :n",
    "SET #n = if_not_exists(#n, :zero) + :n",
    "SET #n = #n - :n",
    "SET #t = :t, #f = :yes REMOVE #n",
    "SET #l = list_append(if_not_exists(#l, :none), :l)",
    "SET #l = list_append(#l, :l)",
    "SET #l[0] = :t",
    "SET #m.#x = :n",
    "SET #m = :m",
    "REMOVE #t, #f",
    "ADD #n :n",
    "ADD #s :s",
    "DELETE #s :s",
    "ADD #n :n SET #due = :t, #at = :n",
    "REMOVE #due, #at",
    "ADD #t :n",
)
_ALONE = "REMOVE #m.#x ADD #n :n"
"""Of an item without the map: MiniStack takes it, moto has a transaction of it refused whole."""
_NAMES = {
    "#pk": "pk", "#n": "number", "#t": "text", "#x": "inside", "#l": "list", "#s": "set", "#m": "map", "#f": "flag",
    "#due": "due_shard", "#at": "due_at",
}  # fmt: skip


class Drawing:
    """Requests from one seed, always the same."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - not a secret
        self._kinds: tuple[Callable[[], Request], ...] = (
            self._simple, self._simple, self._transaction, self._transaction, self._batch_write, self._batch_get,
            self._query, self._query_due,
        )  # fmt: skip

    def request(self) -> Request:
        """Return the next one."""
        return self._random.choice(self._kinds)()

    # Values and keys

    def _number(self) -> Value:
        return {"N": self._random.choice(["0", "1", "2", "-3", "12", "1.5"])}

    def _text(self) -> Value:
        return {"S": self._random.choice(["u", "un", "deux", "é"])}

    def _set(self) -> Value:
        return {"SS": sorted(self._random.sample(["un", "deux", "u", "é"], self._random.randint(1, 3)))}

    def _key(self) -> Image:
        return {"pk": {"S": self._random.choice(_PARTITIONS)}, "sk": {"S": self._random.choice(_ROWS)}}

    def _keys(self, most: int) -> list[Image]:
        all_keys = [{"pk": {"S": pk}, "sk": {"S": sk}} for pk in _PARTITIONS for sk in _ROWS]
        return self._random.sample(all_keys, self._random.randint(1, most))

    def _item(self, key: Image) -> Image:
        held: Image = {
            "number": self._number(),
            "text": self._text(),
            "list": {"L": [self._text() for _ in range(self._random.randint(0, 3))]},
            "set": self._set(),
            "map": {"M": {"inside": self._number(), "other": {"L": [{"NULL": True}]}}},
            "flag": {"BOOL": self._random.random() < 0.5},
        }
        some = {name: value for name, value in held.items() if self._random.random() < 0.7}
        due = {"due_shard": self._text(), "due_at": self._number()} if self._random.random() < 0.5 else {}
        return {**key, "kind": {"S": "trial"}, **some, **due}

    def _values(self) -> Image:
        return {
            ":n": self._number(), ":t": self._text(), ":s": self._set(), ":zero": {"N": "0"}, ":two": {"N": "2"},
            ":none": {"L": []}, ":l": {"L": [self._text()]}, ":yes": {"BOOL": True},
            ":m": {"M": {"inside": self._number()}},
        }  # fmt: skip

    def _with_placeholders(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a body with what stands for the placeholders that its expressions use."""
        text = " ".join(str(value) for name, value in body.items() if name.endswith("Expression"))
        names = {name: real for name, real in _NAMES.items() if _uses(text, name)}
        values = {name: value for name, value in self._values().items() if _uses(text, name)}
        given = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
        return {**body, **{name: one for name, one in given.items() if one}}

    # Operations

    def _write(self, key: Image, kinds: tuple[str, ...], updates: Sequence[str]) -> tuple[str, dict[str, Any]]:
        kind = self._random.choice(kinds)
        body: dict[str, Any] = {"TableName": TABLE}
        body |= {"Item": self._item(key)} if kind == "Put" else {"Key": key}
        if kind == "Update":
            body["UpdateExpression"] = self._random.choice(updates)
        if kind == "ConditionCheck" or self._random.random() < 0.6:
            body["ConditionExpression"] = self._random.choice(_CONDITIONS)
        return kind, self._with_placeholders(body)

    def _simple(self) -> Request:
        kind, body = self._write(self._key(), ("Put", "Update", "Update", "Update", "Delete"), (*_UPDATES, _ALONE))
        wanted = ["NONE", "ALL_OLD", *(["ALL_NEW"] if kind == "Update" else [])]
        return f"{kind}Item", {**body, "ReturnValues": self._random.choice(wanted)}

    def _transaction(self) -> Request:
        kinds = ("Put", "Update", "Update", "Delete", "ConditionCheck")
        parts = [self._write(key, kinds, _UPDATES) for key in self._keys(3)]
        return "TransactWriteItems", {"TransactItems": [{kind: body} for kind, body in parts]}

    def _batch_write(self) -> Request:
        requests: list[dict[str, Any]] = [
            {"PutRequest": {"Item": self._item(key)}}
            if self._random.random() < 0.7
            else {"DeleteRequest": {"Key": key}}
            for key in self._keys(3)
        ]
        return "BatchWriteItem", {"RequestItems": {TABLE: requests}}

    def _batch_get(self) -> Request:
        return "BatchGetItem", {"RequestItems": {TABLE: {"Keys": self._keys(4), "ConsistentRead": True}}}

    def _query(self) -> Request:
        ranges = ("", " AND sk BETWEEN :first AND :last", " AND begins_with(sk, :first)", " AND sk <= :last")
        condition = "pk = :pk" + self._random.choice(ranges)
        values = {":pk": self._key()["pk"], ":first": {"S": "1"}, ":last": {"S": self._random.choice(_ROWS)}}
        given = {name: value for name, value in values.items() if name in condition}
        return "Query", self._asked({"KeyConditionExpression": condition, "ExpressionAttributeValues": given})

    def _query_due(self) -> Request:
        condition = "due_shard = :shard" + self._random.choice(("", " AND due_at <= :until"))
        values = {":shard": self._text(), ":until": self._number()}
        given = {name: value for name, value in values.items() if name in condition}
        asked = {"KeyConditionExpression": condition, "ExpressionAttributeValues": given, "IndexName": "due"}
        return "Query", self._asked(asked)

    def _asked(self, body: dict[str, Any]) -> dict[str, Any]:
        limit = {"Limit": self._random.randint(1, 3)} if self._random.random() < 0.3 else {}
        return {"TableName": TABLE, "ScanIndexForward": self._random.random() < 0.7, **body, **limit}


def _uses(text: str, placeholder: str) -> bool:
    """Whether a placeholder stands in a text, and is not the beginning of a longer one."""
    at = text.find(placeholder)
    while at >= 0:
        end = at + len(placeholder)
        if end == len(text) or not text[end].isalnum():
            return True
        at = text.find(placeholder, end)
    return False
