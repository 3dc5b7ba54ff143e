"""The timeline of the validities, and its download."""

from datetime import UTC, date, datetime, timedelta

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store.delegations import Summary
from chalicelib.web.spreadsheet import as_csv
from chalicelib.web.timeline import LABELS, WIDTH, timeline_of

TODAY = date(2026, 3, 18)
DAY = timedelta(days=1)
MOMENT = datetime(2026, 3, 18, 9, tzinfo=UTC)


def a_line(start: date, end: date, status: Status = Status.VALIDEE, name: Name | None = None) -> Line:
    summary = Summary(
        id="d", name=name or Name("M", "Paul", "Modèle"), address="paul@exemple.fr", profil=ProfilId.COMPTABLE,
        validity=Validity(start, end), structures=1, status=status, gone_at=MOMENT + 365 * DAY, entered_at=MOMENT,
    )  # fmt: skip
    return Line(summary, status, frozenset(), is_proposed=False)


def test_no_timeline_is_drawn_when_nothing_is_in_force() -> None:
    assert timeline_of([], TODAY) is None
    assert timeline_of([a_line(TODAY, TODAY, Status.REFUSEE)], TODAY) is None
    assert timeline_of([a_line(TODAY - 9 * DAY, TODAY - DAY)], TODAY) is None


def test_bars_are_in_order_within_the_drawing_and_today_is_marked_inside_a_current_one() -> None:
    drawn = timeline_of([a_line(TODAY + 40 * DAY, TODAY + 900 * DAY), a_line(TODAY - DAY, TODAY + DAY)], TODAY)

    assert drawn is not None
    current, later = drawn.bars
    assert LABELS <= current.x < drawn.now_x < current.x + current.width <= later.x
    assert later.x + later.width == WIDTH
    assert [mark.day.day for mark in drawn.months] == [1] * len(drawn.months)


def test_two_periods_that_follow_each_other_touch_without_overlapping() -> None:
    drawn = timeline_of([a_line(TODAY, TODAY + 9 * DAY), a_line(TODAY + 10 * DAY, TODAY + 20 * DAY)], TODAY)

    assert drawn is not None
    first, second = drawn.bars
    assert abs(first.x + first.width - second.x) < 0.2


def test_the_csv_file_suits_a_french_spreadsheet_and_holds_no_formula() -> None:
    name = Name("M", '=HYPERLINK("http://mal.example")', '@SUM; "x"')
    text = as_csv([a_line(TODAY, TODAY, name=name)])

    assert text.startswith('\ufeff"Nom";"Prénom"')
    assert text.endswith("\r\n")
    assert '"\'@SUM; ""X"""' in text
    assert "\"'=HYPERLINK(" in text
    assert '"18/03/2026"' in text
