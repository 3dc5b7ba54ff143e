"""A fault of ours is a page in French with a reference, which the log holds too, and nothing else of it."""

import logging
import re

import pytest
from chalice.app import Response

from chalicelib.web.dispatch import pages_of
from chalicelib.web.routes import Route
from chalicelib.web.visit import Visit
from tests.integration.world import World


def _broken(visit: Visit) -> Response:
    raise RuntimeError("claire@exemple.fr")


def test_a_fault_is_told_with_a_reference_that_the_log_shares(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(pages_of("signing_in").routes, "GET /connexion", Route(_broken))
    with caplog.at_level(logging.ERROR):
        page = world.browser().get("/connexion")
    assert page.status == 500
    reference = re.search(r"[0-9a-f]{8}", page.text)
    assert reference
    assert "claire@exemple.fr" not in page.text
    assert [getattr(record, "reference", "") for record in caplog.records] == [reference[0]]
