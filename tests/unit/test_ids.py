"""Ids can be typed as arguments of a command."""

import pytest

from chalicelib.acts import ids


def test_an_id_never_begins_with_a_dash(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["-option", "-x", "an-id"])
    monkeypatch.setattr("secrets.token_urlsafe", lambda _: next(drawn))
    assert ids.new_id() == "an-id"
