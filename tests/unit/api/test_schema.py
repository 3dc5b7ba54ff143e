"""Each kind of value accepts exactly the values that its JSON Schema admits."""

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.http.operations import Operation
from chalicelib.http.routes import API
from chalicelib.http.schema import Anything, Choice, Day, Flag, Kind, Many, Maybe, Record, Text, Whole
from tests.whole import examples

OPERATIONS: list[Operation] = [endpoint.load() for endpoint in API]
TAKEN = {operation.body.name: operation.body for operation in OPERATIONS if isinstance(operation.body, Record)}
"""Every record that an operation takes."""

EXAMPLE: dict[str, Any] = {
    "adresse": "paul@exemple.fr",
    "verification": "abc.def",
    "profil": "comptable",
    "debut": "2026-03-02",
    "fin": "2026-03-31",
    "fin_proche": True,
    "resume": True,
    "revue": True,
    "delegations": [{"id": "une-delegation", "fin": "2026-03-31"}],
    "mois": 3,
    "structures": ["cabinet-1"],
    "toutes_structures": True,
    "rpps_adeli": "10101010101",
    "rpps": "10101010101",
    "categorie": "medecin",
    "specialite": "01",
    "cpe": "3750100125/0000000042",
    "version": 1,
    "compris": True,
}

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
names = st.sampled_from([*EXAMPLE, "surprise", "~/"])


def faults_of(kind: Kind, value: Any) -> dict[str, str]:
    """Return the faults that a kind finds, by pointer."""
    found: dict[str, str] = {}
    kind.check(value, "#", found.__setitem__)
    return found


def admits(kind: Kind, value: Any) -> bool:
    """Whether the JSON Schema of a kind admits a value, with the definitions it refers to."""
    return bool(_validator(kind).is_valid(value))


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    schemas = {record.name: record.definition() for record in kind.records()}
    whole = {**kind.schema(), "components": {"schemas": schemas}}
    return Draft202012Validator(whole, format_checker=FormatChecker())


@pytest.mark.parametrize("record", TAKEN.values(), ids=TAKEN.keys())
@settings(max_examples=examples(40, 150), deadline=None)
@given(st.data())
def test_each_kind_checks_exactly_its_json_schema(record: Record, data: st.DataObject) -> None:
    example = {name: EXAMPLE[name] for name in record.fields}
    assert not faults_of(record, example)
    changed = {**example, **data.draw(st.dictionaries(names, values, max_size=2))}
    for name in data.draw(st.lists(names, max_size=2)):
        changed.pop(name, None)
    value = data.draw(st.sampled_from([changed, changed, changed, data.draw(values)]))
    if "\\n" in json.dumps(value):
        return  # Python's `$` stops before a last line break, that of JSON Schema does not
    assert bool(faults_of(record, value)) is not admits(record, value), value


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Text(longest=3, shortest=1), ["a", "éèà", "👩a"], ["", "abcd", "a\n", "\x7f", "\ud800", 1, None, ["a"]]),
        (Day(), ["2024-02-29", "2999-12-31"], ["2023-02-29", "2026-3-2", "20260302", "02/03/2026", "2026-W10-1", 1]),
        (Whole(least=1, most=9), [1, 9, 2.0], [0, 10, 1.5, True, "1", None, 1e400]),
        (Flag(), [True, False], [0, 1, "true", None]),
        (Flag(ticked=True), [True], [False]),
        (Choice(values=("a", "b")), ["a"], ["c", "", None, ["a"]]),
        (Many(of=Flag(), most=2), [[], [True, False]], [[True] * 3, [1], True, {"0": True}]),
        (Many(of=Flag(), least=1), [[True]], [[]]),
        (Maybe(of=Flag()), [None, True], ["non"]),
        (Anything(), [None, 1, "x", [], {}], []),
        (Text(pattern=""), ["a\x00", "a\n"], ["\ud800", 1]),
        (Record(name="F", fields={"a": Flag()}), [{"a": True}], [{"a": True, "b": 1}, {}, []]),
        (Record(name="O", fields={"a": Flag()}, others=Anything()), [{"a": True, "b": 1}], [{"a": 1}, {"b": 1}]),
        (Record(name="T", fields={}, others=Text()), [{"b": "x"}], [{"b": 1}]),
    ],
)
def test_a_kind_takes_valid_values_and_refuses_the_others(kind: Kind, good: list[Any], bad: list[Any]) -> None:
    assert not [value for value in good if faults_of(kind, value)]
    assert not [value for value in bad if not faults_of(kind, value)]


def test_every_fault_is_reported_at_its_pointer() -> None:
    inner = Record(name="I", fields={"jour": Day()})
    record = Record(name="O", fields={"liste": Many(of=inner), "texte": Text()}, optional=frozenset({"texte"}))
    assert faults_of(record, {"liste": [{"jour": "x"}, {}], "texte": 1, "a/b~c": 1}).keys() == {
        "#/liste/0/jour",
        "#/liste/1/jour",
        "#/texte",
        "#/a~1b~0c",
    }


def test_a_query_parameter_is_read_as_its_kind() -> None:
    assert Whole().read(["25"]) == 25
    assert Whole().read(["vingt"]) == "vingt"
    assert Many(of=Whole()).read(["1", "2"]) == [1, 2]
    assert Text().read(["a", "b"]) == ["a", "b"]
    assert faults_of(Text(), ["a", "b"])
