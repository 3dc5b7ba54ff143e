"""The calendar of the validities, and the download of the dashboard."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from chalicelib.acts.show_dashboard import Line
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import Status
from chalicelib.store.lines import Row, Summary
from chalicelib.web.spreadsheet import as_csv
from chalicelib.web.timeline import LABELS, MOST_BARS, WIDTH, Timeline, gaps_of, timeline_of

TODAY = date(2026, 3, 18)
DAY = timedelta(days=1)
MOMENT = datetime(2026, 3, 18, 9, tzinfo=UTC)


def a_line(
    start: date,
    end: date,
    status: Status = Status.VALIDEE,
    name: Name | None = None,
    profil: ProfilId = ProfilId.COMPTABLE,
    structures: int = 1,
) -> Line:
    summary = Summary(
        id="d", name=name or Name("M", "Paul", "Modèle"), address="paul@exemple.fr", profil=profil,
        validity=Validity(start, end), structures=structures, status=status,
        gone_at=MOMENT + 365 * DAY, entered_at=MOMENT,
    )  # fmt: skip
    return Line(Row(summary), status, is_open=False, actor=Actor.DELEGANT, now=MOMENT)


def drawing_of(*lines: Line, most: int | None = None) -> Timeline:
    drawn = timeline_of(lines, lines, TODAY, most)
    assert drawn is not None
    return drawn


def test_no_timeline_is_drawn_when_nothing_is_in_force() -> None:
    for lines in ([], [a_line(TODAY, TODAY, Status.REFUSEE)], [a_line(TODAY - 9 * DAY, TODAY - DAY)]):
        assert timeline_of(lines, lines, TODAY) is None


def test_bars_are_in_order_within_the_drawing_and_today_is_marked_inside_a_current_one() -> None:
    drawn = drawing_of(a_line(TODAY + 40 * DAY, TODAY + 900 * DAY), a_line(TODAY - DAY, TODAY + DAY))

    current, later = drawn.bars
    assert LABELS <= current.x < drawn.now_x < current.x + current.width <= later.x
    assert later.x + later.width == WIDTH
    assert [mark.day.day for mark in drawn.months] == [1] * len(drawn.months)


def test_two_periods_that_follow_each_other_touch_without_overlapping() -> None:
    drawn = drawing_of(a_line(TODAY, TODAY + 9 * DAY), a_line(TODAY + 10 * DAY, TODAY + 20 * DAY))

    first, second = drawn.bars
    assert abs(first.x + first.width - second.x) < 0.2


def test_every_month_of_the_drawing_is_named_and_the_year_where_it_begins() -> None:
    drawn = drawing_of(a_line(TODAY, TODAY + 300 * DAY))

    assert [(mark.day.year, mark.day.month) for mark in drawn.months] == [
        *((2026, month) for month in range(3, 13)), (2027, 1),
    ]  # fmt: skip
    assert [mark.day.month for mark in drawn.months if mark.names_year] == [3, 1]
    places = [mark.x for mark in drawn.months]
    assert min(after - before for before, after in pairwise([*places, WIDTH])) > 35, "« sept. » has its room"


def test_the_drawing_has_at_most_fifty_bars_until_all_are_asked_for() -> None:
    lines = [a_line(TODAY, TODAY + number * DAY) for number in range(MOST_BARS + 2)]

    drawn = timeline_of(lines, lines, TODAY)
    assert drawn is not None
    assert (len(drawn.bars), drawn.left_out) == (MOST_BARS, 2)
    whole = drawing_of(*lines, most=None)
    assert (len(whole.bars), whole.left_out) == (MOST_BARS + 2, 0)


def test_a_gap_lies_between_two_periods_of_one_profil_that_open_an_access() -> None:
    remplacant = ProfilId.REMPLACANT
    lines = [
        a_line(TODAY - 9 * DAY, TODAY - 5 * DAY, Status.TERMINEE, profil=remplacant),
        a_line(TODAY + 2 * DAY, TODAY + 5 * DAY, profil=remplacant),
        a_line(TODAY + 6 * DAY, TODAY + 30 * DAY, Status.A_VALIDER, profil=remplacant),
        a_line(TODAY + 8 * DAY, TODAY + 12 * DAY, profil=remplacant, structures=0),
        a_line(TODAY + 20 * DAY, TODAY + 25 * DAY, profil=remplacant),
        a_line(TODAY, TODAY + 60 * DAY),
    ]

    assert [(gap.profil, gap.validity, gap.is_asked) for gap in gaps_of(lines, TODAY)] == [
        (remplacant, Validity(TODAY, TODAY + DAY), False),
        (remplacant, Validity(TODAY + 6 * DAY, TODAY + 19 * DAY), True),
    ]


def test_a_search_hides_lines_and_makes_no_gap() -> None:
    every = [
        a_line(TODAY, TODAY + 4 * DAY),
        a_line(TODAY + 5 * DAY, TODAY + 9 * DAY),
        a_line(TODAY + 10 * DAY, TODAY + 14 * DAY),
    ]

    drawn = timeline_of([every[0], every[2]], every, TODAY)
    assert drawn is not None
    assert (len(drawn.bars), drawn.gaps) == (2, ())


def test_the_csv_file_suits_a_french_spreadsheet_and_holds_no_formula() -> None:
    name = Name("M", '=HYPERLINK("http://mal.example")', '@SUM; "x"')
    text = as_csv([a_line(TODAY, TODAY, name=name)])

    assert text.startswith('\ufeff"Nom";"Prénom"')
    assert text.endswith("\r\n")
    assert '"\'@SUM; ""X"""' in text
    assert "\"'=HYPERLINK(" in text
    assert '"18/03/2026"' in text
