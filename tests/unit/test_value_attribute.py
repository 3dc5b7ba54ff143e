"""A value in an attribute is stored exactly as PynamoDB stores a map, and read back as the same value."""

from hypothesis import given
from hypothesis import strategies as st
from pynamodb.attributes import MapAttribute

from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.lines import Summary
from chalicelib.store.value_attribute import ValueAttribute, number

SUMMARIES = st.from_type(Summary)
STORED = ValueAttribute(Summary)


@given(SUMMARIES)
def test_it_is_read_back_as_it_was(value: Summary) -> None:
    assert STORED.deserialize(STORED.serialize(value)) == value


@given(SUMMARIES)
def test_it_is_stored_as_pynamodb_stores_a_map_without_what_is_as_by_default(value: Summary) -> None:
    usual = {name: to_plain(part) for name, part in Summary._field_defaults.items()}
    told = {name: part for name, part in to_plain(value).items() if name not in usual or usual[name] != part}
    assert STORED.serialize(value) == MapAttribute().serialize(told)


@given(SUMMARIES)
def test_one_of_an_earlier_release_which_stored_every_field_is_read_alike(value: Summary) -> None:
    assert STORED.deserialize(MapAttribute().serialize(to_plain(value))) == value


@given(SUMMARIES)
def test_it_is_read_as_a_map_is(value: Summary) -> None:
    plain = MapAttribute().deserialize(STORED.serialize(value))
    assert STORED.deserialize(STORED.serialize(value)) == from_plain(Summary, plain)


@given(SUMMARIES)
def test_a_field_of_another_version_is_ignored_and_one_that_is_missing_has_its_default(value: Summary) -> None:
    stored = {**STORED.serialize(value), "later": {"L": [{"M": {"n": {"N": "1"}}}]}}
    stored.pop("ended", None)
    assert STORED.deserialize(stored) == value._replace(ended=False)


@given(st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_is_read(value: float) -> None:
    assert number(repr(value)) == value
