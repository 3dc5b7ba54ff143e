"""What the yearly mail about open accesses tells, out of all that a délégant has given."""

from typing import Any

from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import Status
from chalicelib.keyring import Keyring
from chalicelib.mail.review import MOST_LISTED, facts_of_review, why_no_review
from chalicelib.store.lines import SummaryItem, given_item
from chalicelib.store.mails import Cancelled, daily_item
from tests.builders import DAY, NOW, TODAY, a_delegation, terms
from tests.unit.mails.composing import SETTINGS

YEAR = 365 * DAY
CONTEXT = Context(now=NOW, settings=SETTINGS, keys=Keyring(links=("l",), sessions=("s",), lookup="r"))
ROW = daily_item(AccountMail.REVUE_ACCES, "claire", TODAY, NOW)


def _open(number: int = 0, used_on: str | None = None, kept_on: str | None = None, **overrides: Any) -> SummaryItem:
    """Return the line of an access that was given a year ago."""
    period = terms(TODAY - YEAR, TODAY + YEAR)
    given = a_delegation(Status.VALIDEE, NOW - YEAR, id=f"delegation-{number:02d}", terms=period, **overrides)
    line = given_item(given)
    line.used_on, line.kept_on = used_on, kept_on
    return line


def _told(*lines: SummaryItem) -> dict[str, Any]:
    return dict(facts_of_review(CONTEXT, ROW, {line.key: line for line in lines}))


def test_an_access_is_told_with_its_last_day_and_its_last_use() -> None:
    (one,) = _told(_open(used_on="2026-01-31"))["acces_ouverts"]
    assert one == {
        "qui": "M. Paul MODÈLE",
        "profil": "Comptable",
        "fin": (TODAY + YEAR).isoformat(),
        "utilisee": "2026-01-31",
    }


def test_a_delegue_without_a_name_is_told_by_his_address() -> None:
    line = _open()
    line.content = line.content._replace(name=Name())
    assert _told(line)["acces_ouverts"][0]["qui"] == line.content.address


def test_what_has_served_least_comes_first() -> None:
    told = _told(_open(1, used_on="2026-02-01"), _open(2, used_on="2025-12-24"), _open(3))
    assert [one["utilisee"] for one in told["acces_ouverts"]] == [None, "2025-12-24", "2026-02-01"]


def test_a_long_list_is_cut_with_the_number_of_the_others() -> None:
    told = _told(*(_open(number) for number in range(MOST_LISTED + 2)))
    assert (len(told["acces_ouverts"]), told["autres"]) == (MOST_LISTED, 2)


def test_what_was_kept_since_is_not_told() -> None:
    kept = _open(kept_on=(TODAY - DAY).isoformat())
    assert why_no_review(CONTEXT, ROW, {kept.key: kept}) is Cancelled.SETTLED
    other = _open(1)
    assert why_no_review(CONTEXT, ROW, {kept.key: kept, other.key: other}) is None
