"""An internal error gets a page in French with the reference of its log line, and nothing else."""

import logging
import re

import pytest
from chalice.app import Response

from chalicelib.http.visit import Visit
from chalicelib.web import signing_in
from tests.integration.world import World


def _broken(visit: Visit) -> Response:
    raise RuntimeError("claire@exemple.fr")


def test_an_internal_error_shows_the_reference_of_its_log_line(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(signing_in, "sign_in_page", _broken)
    with caplog.at_level(logging.ERROR):
        page = world.browser().get("/connexion")
    assert page.status == 500
    reference = re.search(r"[0-9a-f]{8}", page.text)
    assert reference
    assert "claire@exemple.fr" not in page.text
    assert [getattr(record, "reference", "") for record in caplog.records] == [reference[0]]
