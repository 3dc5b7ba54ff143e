"""A day is read as people write it, and shown as jj/mm/aaaa."""

from datetime import date

import pytest
from hypothesis import given, seed
from hypothesis import strategies as st

from chalicelib.domain.days import NotADay, as_shown, read_day


@pytest.mark.parametrize(
    "text",
    [
        "10/12/2026",
        "10/12/26",
        "10.12.2026",
        "10-12-26",
        "10 12 2026",
        "10 / 12 / 2026",
        "10122026",
        "101226",
        "10 décembre 2026",
        "10 DECEMBRE 2026",
        "10 déc. 26",
        "le 10 décembre 2026",
        "jeudi 10 décembre 2026",
        "2026-12-10",
        "2026/12/10",
        " 10/12/2026\u00a0",
        "\u200b10/12/2026",
    ],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert read_day(text) == date(2026, 12, 10)
    assert as_shown(text) == "10/12/2026"


@pytest.mark.parametrize(
    "text", ["1er janvier 2027", "1ᵉʳ janvier 2027", "01 janv. 27", "1/1/27", "010127", "01012027"]
)
def test_the_first_of_a_month_is_read_too(text: str) -> None:
    assert read_day(text) == date(2027, 1, 1)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("demain", "n’est pas valable. Saisissez-la sous la forme jj/mm/aaaa."),
        ("2026", "n’est pas valable. Saisissez-la"),
        ("1012026", "n’est pas valable. Saisissez-la"),
        ("10/12/026", "n’est pas valable. Saisissez-la"),
        ("10 jui 2026", "n’est pas valable. Saisissez-la"),
        ("10/12/2026 10/12/2026", "n’est pas valable. Saisissez-la"),
        ("10/12/9999", "n’est pas valable. Saisissez-la"),
        ("<b>10/12/2026</b>", "n’est pas valable. Saisissez-la"),
        ("10/12", "est incomplète : ajoutez l’année"),
        ("10 décembre", "est incomplète : ajoutez l’année"),
        ("31/02/2026", "le 31/02/2026 n’existe pas."),
        ("31 avril 26", "le 31/04/2026 n’existe pas."),
        ("00/12/2026", "le 00/12/2026 n’existe pas."),
        ("12/31/2026", "il n’y a pas de mois 31."),
        ("20261210", "il n’y a pas de mois 26."),
        ("lundi 10 décembre 2026", "le 10/12/2026 n’est pas un lundi."),
    ],
)
def test_what_is_no_day_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(NotADay) as caught:
        read_day(text)
    assert why in str(caught.value).replace("\u00a0", " ")
    assert as_shown(text) == text


@seed(16)
@given(st.dates(date(2000, 1, 1), date(2999, 12, 31)))
def test_every_spelling_of_a_day_means_that_day(day: date) -> None:
    spellings = ["%d/%m/%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"] + ["%d/%m/%y", "%d%m%y"] * (day.year < 2100)
    assert {read_day(day.strftime(spelling)) for spelling in spellings} == {day}
    assert as_shown(as_shown(day.isoformat())) == f"{day:%d/%m/%Y}"


@seed(16)
@given(st.text() | st.text("0123456789/.- erjanvdc²٣", max_size=14))
def test_a_text_is_a_day_or_is_refused_and_shown_as_it_was(text: str) -> None:
    try:
        shown = f"{read_day(text):%d/%m/%Y}"
    except NotADay:
        shown = text
    assert as_shown(text) == shown
    assert as_shown(shown) == shown
