"""Ids can be typed as arguments of a command, and tell a synthetic delegation from all others."""

import pytest

from chalicelib.acts import ids
from chalicelib.domain.synthetic import DELEGANT, kept_time
from tests.builders import DAY


def test_an_id_never_begins_with_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-option", "-x", "an-id"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(drawn))
    assert ids.new_id() == "an-id"


def test_no_id_of_a_real_person_or_delegation_is_a_synthetic_one(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["synthetic-delega", "an-id", "another-id"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(drawn))
    assert ids.new_id() == "an-id"
    assert ids.new_delegation_id("account-delegant") == "another-id"


def test_a_delegation_of_the_synthetic_delegant_has_an_id_that_shows_it() -> None:
    found = ids.new_delegation_id(DELEGANT)
    assert found.startswith("synthetic-")
    assert found != ids.new_delegation_id(DELEGANT)


@pytest.mark.parametrize(
    ("owner", "usual", "kept"),
    [("an-id", 365, 365), (DELEGANT, 365, 2), ("synthetic-x", 400, 2), (DELEGANT, 1, 1)],
    ids=["a person's", "of an account", "of a delegation", "already shorter"],
)
def test_only_what_is_synthetic_is_stored_for_a_short_time(owner: str, usual: int, kept: int) -> None:
    assert kept_time(owner, usual * DAY) == kept * DAY
