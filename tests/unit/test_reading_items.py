"""Items are built from what DynamoDB sends as PynamoDB itself would build them, only faster."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import pytest
from pynamodb.models import Model

from chalicelib import store
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store.lines import Summary
from chalicelib.store.table import Item
from chalicelib.store.value_attribute import ValueAttribute
from tests.builders import NOW, TODAY

SAMPLES: dict[str, Any] = {
    "S": "é",
    "N": "7",
    "BOOL": True,
    "SS": ["a", "b"],
    "L": [{"S": "a"}, {"N": "1.5"}],
    "M": {"a": {"S": "b"}, "c": {"M": {"d": {"N": "-1"}}}},
}


def kinds() -> list[type[Item]]:
    """Return every kind of item."""
    for module in pkgutil.iter_modules(store.__path__, f"{store.__name__}."):
        importlib.import_module(module.name)
    return sorted(_below(Item), key=lambda kind: kind.__name__)


def _below(kind: type[Item]) -> Iterator[type[Item]]:
    for sub in kind.__subclasses__():
        if Item.kind.get_discriminator(sub):  # others are the common part of several kinds
            yield sub
        yield from _below(sub)


def raw(kind: type[Item]) -> dict[str, Any]:
    """Return an item of a kind as DynamoDB sends it, with every attribute."""
    sent = {}
    for attribute in kind.get_attributes().values():
        value = SAMPLES[attribute.attr_type]
        if isinstance(attribute, ValueAttribute):
            line = Summary("d", Name(), "", ProfilId.COMPTABLE, Validity(TODAY, TODAY), 1, Status.EN_COURS, NOW, NOW)
            value = attribute.serialize(line)
        sent[attribute.attr_name] = {attribute.attr_type: value}
    return {**sent, "kind": {"S": Item.kind.serialize(kind)}}


def built_by_pynamodb(sent: dict[str, Any]) -> Item:
    """Return what PynamoDB builds."""
    item = Model.from_raw_data.__func__(Item, sent)  # type: ignore[attr-defined]
    assert isinstance(item, Item)
    return item


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_an_item_is_built_as_pynamodb_builds_it(kind: type[Item]) -> None:
    sent = raw(kind)
    variants = [sent, {**sent, "unknown": {"S": "of another version"}}]
    variants += [{**sent, name: {"NULL": True}} for name in sent if name != "kind"]
    variants += [{other: value for other, value in sent.items() if other != name} for name in sent if name != "kind"]
    for variant in variants:
        built, own = Item.from_raw_data(variant), built_by_pynamodb(variant)
        assert type(built) is type(own) is kind
        assert _plain(built) == _plain(own)


def test_a_kind_of_a_later_release_is_an_item_for_which_nobody_looks() -> None:
    later = Item.from_raw_data({"pk": {"S": "ACC#1"}, "sk": {"S": "A#LATER"}, "kind": {"S": "later"}, "n": {"N": "1"}})
    assert (type(later), later.key) == (Item, ("ACC#1", "A#LATER"))


def test_an_item_without_a_kind_is_one_for_which_nobody_looks() -> None:
    found = Item.from_raw_data({"pk": {"S": "ACC#1"}, "sk": {"S": "HEAD"}, "unread": {"N": "1"}})
    assert (type(found), found.key) == (Item, ("ACC#1", "HEAD"))


def _plain(item: Item) -> dict[str, Any]:
    return {name: _opened(value) for name, value in item.attribute_values.items() if value is not None}


def _opened(value: Any) -> Any:
    return value.as_dict() if hasattr(value, "as_dict") else value
