"""The délégant sees how his délégués use what he has given (specification §6)."""

from datetime import date
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.delegated_use import note_delegated_use
from chalicelib.domain.decisions import grant_of
from chalicelib.settings import settings
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, Scenes

UNUSED = settings().unused_access_days
VIEW = f"Sans utilisation depuis {UNUSED} jours"


def use(scenes: Scenes, delegation_id: str, service: str = "paiements") -> date:
    """Let the délégué use a service today; return the day."""
    context = runtime.context()
    grant = grant_of(scenes.delegation(delegation_id), context.now)
    assert grant
    note_delegated_use(context, [(grant, service)])
    return context.today


def text_of(scenes: Scenes, path: str) -> str:
    """Return a page of Claire, on one line."""
    return " ".join(scenes.world.signed_in(CLAIRE).get(path).text.split())


def test_the_detail_tells_each_service_its_last_day_and_all_its_days(scenes: Scenes) -> None:
    found = scenes.validated()
    assert "Jamais utilisée depuis un an" in text_of(scenes, f"/delegations/{found}")
    first = use(scenes, found)
    scenes.world.now += DAY
    last = use(scenes, found)
    page = text_of(scenes, f"/delegations/{found}").replace("\u00a0", " ")
    assert f"Dernière utilisation le {last:%d/%m/%Y}" in page
    assert f"Tous mes paiements {last:%d/%m/%Y} 2" in page
    assert "Convention - ROSP jamais utilisé 0" in page
    assert f"Tous mes paiements : {first.day}, {last.day} mars 2026" in page


def test_a_demand_has_no_uses_to_show(scenes: Scenes) -> None:
    assert "Utilisation" not in text_of(scenes, f"/delegations/{scenes.demand()}")


def test_the_dashboard_shows_what_has_not_been_used_for_long(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.integration.scenes.LENGTH", 2 * UNUSED * DAY)
    found = scenes.validated()
    scenes.world.now += (UNUSED - 1) * DAY
    assert f"{VIEW} (0)" in text_of(scenes, "/delegations")
    scenes.world.now += DAY
    page = scenes.world.signed_in(CLAIRE).get("/delegations")
    view = scenes.world.signed_in(CLAIRE).get(page.link(f"{VIEW} (1)"))
    assert [row.links[0][1].rsplit("/", 1)[1] for row in view.rows] == [found]
    assert "jamais utilisée" in view.text
    assert [line["id"] for line in listed(scenes, acces="inutilises")] == [found]

    day = use(scenes, found)
    assert f"{VIEW} (0)" in text_of(scenes, "/delegations")
    assert listed(scenes, acces="inutilises") == []
    assert [line["derniere_utilisation"] for line in listed(scenes)] == [day.isoformat()]
    assert f'"{day:%d/%m/%Y}"' in scenes.world.signed_in(CLAIRE).get("/delegations/export").text
    told = Api(scenes.world, CLAIRE).get(f"/delegations/{found}/events").json["utilisations"]
    assert told == [{"service": "paiements", "libelle": "Tous mes paiements", "jours": [day.isoformat()]}]


def listed(scenes: Scenes, **asked: str) -> list[dict[str, Any]]:
    """Return the lines of Claire's list."""
    lines: list[dict[str, Any]] = Api(scenes.world, CLAIRE).get("/delegations", **asked).json["delegations"]
    return lines
