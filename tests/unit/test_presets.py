"""A period in one click has the days that its label tells."""

from datetime import date

import pytest

from chalicelib.domain.days import read_day
from chalicelib.web.presets import period_of, presets_of

WEDNESDAY = date(2026, 3, 18)


@pytest.mark.parametrize(
    ("preset", "start", "end", "label"),
    [
        ("jour", "18/03/2026", "18/03/2026", ("Aujourd’hui", "le 18/03")),
        ("demain", "19/03/2026", "19/03/2026", ("Demain", "le 19/03")),
        ("semaine", "18/03/2026", "22/03/2026", ("Cette semaine", "jusqu’au 22/03")),
        ("prochaine", "23/03/2026", "29/03/2026", ("La semaine prochaine", "du 23/03 au 29/03")),
        ("mois", "18/03/2026", "31/03/2026", ("Ce mois-ci", "jusqu’au 31/03")),
        ("suivant", "01/04/2026", "30/04/2026", ("Le mois prochain", "du 01/04 au 30/04")),
        ("trimestre", "18/03/2026", "17/06/2026", ("Trois mois", "jusqu’au 17/06")),
        ("annee", "18/03/2026", "31/12/2026", ("Le reste de l’année", "jusqu’au 31/12")),
    ],
)
def test_each_period_begins_and_ends_as_its_label_tells(
    preset: str, start: str, end: str, label: tuple[str, str]
) -> None:
    assert period_of(preset, WEDNESDAY) == {"debut": start, "fin": end}
    assert (preset, *label) in [(name, text, days.replace("\u00a0", " ")) for name, text, days in presets_of(WEDNESDAY)]


@pytest.mark.parametrize("today", [date(2026, 12, 31), date(2028, 2, 29), date(2027, 1, 31), date(2026, 11, 29)])
def test_no_period_begins_in_the_past_or_ends_before_it_begins(today: date) -> None:
    for preset, *_ in presets_of(today):
        period = {field: read_day(text) for field, text in period_of(preset, today).items()}
        assert today <= period["debut"] <= period["fin"]


def test_the_year_is_told_where_it_is_another_one() -> None:
    labels = {preset: days.replace("\u00a0", " ") for preset, _, days in presets_of(date(2026, 12, 30))}
    assert labels["prochaine"] == "du 04/01/2027 au 10/01/2027"
    assert labels["semaine"] == "jusqu’au 03/01/2027"


def test_the_same_days_are_offered_once() -> None:
    last_day_of_the_year = date(2028, 12, 31)
    assert last_day_of_the_year.weekday() == 6
    assert [preset for preset, *_ in presets_of(last_day_of_the_year)] == [
        "jour", "demain", "prochaine", "suivant", "trimestre",
    ]  # fmt: skip


def test_any_other_text_is_no_period() -> None:
    assert period_of("toujours", WEDNESDAY) == {}
