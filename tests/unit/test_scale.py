"""docs/scale.md is what the model says, and the model says what gets worse with its numbers."""

from dataclasses import replace

import pytest

from tests.bench import scale
from tests.bench.scale import Country


def test_the_page_is_that_of_the_model() -> None:
    assert scale.PAGE.read_text(encoding="utf-8") == scale.report(Country())


def test_a_night_twice_as_large_takes_twice_as_long() -> None:
    country = Country()
    double = replace(country, ends=2 * country.ends, purges=2 * country.purges)
    assert scale.night_hours(double) == 2 * scale.night_hours(country)


def test_a_faster_ses_shortens_the_mails_only_up_to_what_the_schedule_composes() -> None:
    slow, usual, fast = (scale.mail_hours(replace(Country(), ses_rate=rate)) for rate in (7, 14, 500))
    assert slow == pytest.approx(2 * usual)
    assert usual / 36 < fast < usual / 5
