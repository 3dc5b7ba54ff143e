"""Failed sign-ins are counted by the caller's address, with or without a proxy before the API."""

import pytest

from chalicelib import runtime
from chalicelib.settings import settings
from tests.integration.world import World

MOST = 2


def _failed(world: World, number: int, **headers: str) -> int:
    """Fail to sign in with a different address each time; return the status."""
    browser = world.browser()
    page = browser.get("/connexion")
    fields = dict(page.form("/connexion").filled({"adresse": f"personne-{number}@exemple.fr", "mot_de_passe": "x"}))
    return browser.post("/connexion", fields, **headers).status


def _failures(world: World, *forwarded: str) -> list[int]:
    return [_failed(world, number, **{"X-Forwarded-For": value}) for number, value in enumerate(forwarded)]


def _set(monkeypatch: pytest.MonkeyPatch, header: str) -> None:
    changed = settings()._replace(login_failures_per_origin=MOST, trusted_origin_header=header)
    monkeypatch.setattr(runtime, "settings", lambda: changed)


def test_a_stage_without_a_proxy_ignores_the_header(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "")
    assert _failures(world, "203.0.113.1", "203.0.113.2", "203.0.113.3") == [400, 400, 429]


def test_behind_a_proxy_one_caller_does_not_lock_out_the_others(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "X-Forwarded-For")
    statuses = _failures(world, "203.0.113.1", "203.0.113.1", "203.0.113.1", "203.0.113.2")
    assert statuses == [400, 400, 429, 400]


def test_behind_a_proxy_a_caller_cannot_choose_his_address(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "X-Forwarded-For")
    assert _failures(world, "1.1.1.1, 203.0.113.1", "2.2.2.2, 203.0.113.1", "3.3.3.3, 203.0.113.1") == [400, 400, 429]


def test_the_addresses_of_one_ipv6_line_do_not_count_apart(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, "CloudFront-Viewer-Address")
    written = (f"2001:db8:1:2::{number}:4915" for number in (1, 2, 3))
    statuses = [_failed(world, n, **{"CloudFront-Viewer-Address": value}) for n, value in enumerate(written)]
    assert statuses == [400, 400, 429]
    assert _failed(world, 3, **{"CloudFront-Viewer-Address": "2001:db8:1:3::1:4915"}) == 400
