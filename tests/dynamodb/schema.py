"""The keys of the table and of its index, as infra/local/table.json defines them."""

import json

from infra.local.provision import TABLE_DEFINITION

DEFINITION = json.loads(TABLE_DEFINITION.read_text(encoding="utf-8"))


def _key(schema: list[dict[str, str]]) -> tuple[str, str]:
    (first,) = (part["AttributeName"] for part in schema if part["KeyType"] == "HASH")
    (second,) = (part["AttributeName"] for part in schema if part["KeyType"] == "RANGE")
    return first, second


HASH, RANGE = _key(DEFINITION["KeySchema"])
INDEXES = {index["IndexName"]: _key(index["KeySchema"]) for index in DEFINITION["GlobalSecondaryIndexes"]}
INDEX_KEYS = {name: longest for keys in INDEXES.values() for name, longest in zip(keys, (2048, 1024), strict=True)}
"""The longest value of each attribute that is a key of an index."""
TYPES = {one["AttributeName"]: one["AttributeType"] for one in DEFINITION["AttributeDefinitions"]}
PROJECTED = {
    index["IndexName"]: {HASH, RANGE, *INDEXES[index["IndexName"]], *index["Projection"]["NonKeyAttributes"]}
    for index in DEFINITION["GlobalSecondaryIndexes"]
}
"""What each index holds of an item."""
