"""How templates write days, moments and what people typed."""

from datetime import UTC, date, datetime

from chalicelib.templating import cesure, court, jour, moment

NBSP = "\u00a0"


def test_a_day_is_written_as_in_france() -> None:
    assert jour("2021-03-09") == jour(date(2021, 3, 9)) == "09/03/2021"
    assert jour(datetime(2021, 3, 8, 23, 30, tzinfo=UTC)) == "09/03/2021"


def test_a_moment_is_written_in_the_time_of_paris_and_never_parted() -> None:
    assert moment(datetime(2021, 3, 9, 13, 5, tzinfo=UTC)) == f"09/03/2021 à{NBSP}14{NBSP}h{NBSP}05"


def test_what_is_too_long_is_cut_and_shows_it() -> None:
    assert court("a" * 80) == "a" * 80
    assert court("a" * 81) == "a" * 79 + "…"
    assert court(" un \r\n nom\t\x00\u200b ") == "un nom"


def test_an_address_may_break_after_its_at_sign_and_stays_text() -> None:
    assert cesure("zoe@exemple.fr") == "zoe@<wbr>exemple.fr"
    assert cesure("<b>@exemple.fr") == "&lt;b&gt;@<wbr>exemple.fr"
