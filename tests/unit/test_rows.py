"""What a list reads of its lines is what PynamoDB reads of their items, though it builds no item."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.store.lines import Row, Summary, SummaryItem, items_beside, rows_below
from chalicelib.store.table import Item
from tests.unit.test_reading_items import built_by_pynamodb, kinds, raw

DAYS = st.none() | st.dates().map(str)


def stored(sk: str, summary: Summary, **days: Any) -> dict[str, Any]:
    """Return a line as DynamoDB sends it."""
    item = SummaryItem("ACC#one", sk, gone_at=0, content=summary, **days)
    sent: dict[str, Any] = item.to_dynamodb_dict()
    return sent


@given(st.from_type(Summary), DAYS, DAYS)
def test_a_row_is_what_pynamodb_reads(summary: Summary, used_on: str | None, kept_on: str | None) -> None:
    line = stored("GIVEN#d", summary, used_on=used_on, kept_on=kept_on)
    (row,) = rows_below([line], "GIVEN#")
    item: Any = built_by_pynamodb(line)
    assert row == item.row == Row(summary, used_on, kept_on)


@given(st.from_type(Summary))
def test_an_item_without_a_kind_is_no_line_and_hides_no_other(summary: Summary) -> None:
    without = {name: part for name, part in stored("GIVEN#e", summary).items() if name != "kind"}
    lines = [stored("GIVEN#d", summary), without]
    assert rows_below(lines, "GIVEN#") == [Row(summary)]
    assert {type(item) for item in items_beside(lines).values()} == {Item}


@given(st.from_type(Summary))
def test_a_list_holds_its_own_lines_alone_and_the_other_items_stand_beside(summary: Summary) -> None:
    others = [{**raw(kind), "sk": {"S": f"GIVEN#{kind.__name__}"}} for kind in kinds() if kind is not SummaryItem]
    later = {"pk": {"S": "ACC#one"}, "sk": {"S": "GIVEN#later"}, "kind": {"S": "of_a_later_release"}}
    all_of_them = [stored("GIVEN#d", summary), *others, later, stored("RECEIVED#d", summary)]
    assert rows_below(all_of_them, "GIVEN#") == [Row(summary)]
    beside = items_beside(all_of_them)
    assert len(beside) == len(others) + 1
    assert all(isinstance(item, Item) and not isinstance(item, SummaryItem) for item in beside.values())
