"""A plain map is stored exactly as PynamoDB's own map, and read back as the same value."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pynamodb.attributes import MapAttribute

from chalicelib.store.plain_map import PlainMap

VALUES = st.recursive(
    st.text(max_size=5) | st.booleans() | st.integers(-(10**15), 10**15),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1, max_size=4), inner, max_size=3),
    max_leaves=8,
)
MAPS = st.dictionaries(st.text(min_size=1, max_size=4), VALUES, max_size=4)


@given(MAPS)
def test_it_is_read_back_as_it_was(value: dict[str, Any]) -> None:
    stored = PlainMap().serialize(value)
    assert PlainMap().deserialize(stored) == value


def test_it_is_stored_as_pynamodb_stores_a_map() -> None:
    value: dict[str, Any] = {"a": "é", "b": "", "n": 3, "t": True, "l": ["x", 1, {"y": [False]}], "m": {"k": {}}}
    own: MapAttribute[str, Any] = MapAttribute()
    assert PlainMap().serialize(value) == own.serialize(value)
    assert PlainMap().deserialize(own.serialize(value)) == value
