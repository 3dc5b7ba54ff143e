"""Traces of use: each yes is noted once a day for its service, for a year (specification §6)."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.domain.periods import day_in_paris, start_of_day
from chalicelib.domain.uses import YEAR
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.calls import Busy
from chalicelib.store.lines import SummaryItem, given_item
from chalicelib.store.table import epoch, find, read
from chalicelib.store.uses import read_uses
from tests.builders import DAY, TODAY, terms
from tests.integration import scenes as people
from tests.integration.access.service import CLAIRE, PortalService, give
from tests.integration.access.test_delegated_use import NO, ROSP, YES
from tests.integration.access.test_tokens import ASKED
from tests.integration.scenes import Scenes, asked_terms
from tests.integration.world import World

HUGO = {**CLAIRE, "id": "hugo"}


def last_use(delegant_id: str, delegation_id: str) -> str | None:
    """Return the last use in the line of the délégant's dashboard."""
    key = keys.given(delegant_id, delegation_id)
    line = find(read([key]), SummaryItem, key)
    assert line
    return line.used_on


def test_a_trace_tells_the_days_of_each_service_and_the_line_the_last_one(world: World, portal: PortalService) -> None:
    give(terms=terms(TODAY, TODAY + 50 * DAY))
    first = day_in_paris(world.now)
    for question in (YES, YES, ROSP, NO):
        portal.may(question)
    world.now += 40 * DAY
    assert portal.may(YES)
    found = read_uses("paul-claire", world.now)
    assert found.days == {"paiements": (first, first + 40 * DAY), "rosp": (first,)}
    assert last_use("claire", "paul-claire") == (first + 40 * DAY).isoformat()
    world.now += YEAR
    assert read_uses("paul-claire", world.now).days == {"paiements": (first + 40 * DAY,)}
    world.now += DAY
    assert read_uses("paul-claire", world.now).days == {}


def test_a_trace_is_removed_a_year_after_its_month(world: World, portal: PortalService) -> None:
    give()
    assert portal.may(YES)
    (item,) = world.of_kind("uses")
    month = day_in_paris(world.now).replace(day=1)
    next_month = (month + 31 * DAY).replace(day=1)
    kept = timedelta(days=settings().history_kept_days)
    assert int(item["ttl"]["N"]) == epoch(start_of_day(next_month) + kept)


def test_an_ended_grant_stops_no_trace_of_another(portal: PortalService) -> None:
    give()
    give(delegant="hugo")
    SummaryItem(*keys.given("claire", "paul-claire")).delete()
    assert portal.answer("evaluations", {"evaluations": [YES, {**YES, "resource": HUGO}]})
    assert not read_uses("paul-claire", portal.world.now).days
    assert read_uses("paul-hugo", portal.world.now).days


def test_an_act_keeps_the_last_use(scenes: Scenes) -> None:
    found = scenes.validated()
    key = keys.given(people.CLAIRE, found)
    SummaryItem(*key).update(actions=[SummaryItem.used_on.set("2026-03-18")])
    period = scenes.delegation(found).terms.validity
    narrower = asked_terms(period.start, period.end - DAY)
    change(runtime.context(), scenes.session(people.CLAIRE), found, Hint(), 1, narrower, "plus-court")
    line = find(read([key]), SummaryItem, key)
    assert line and line.used_on == "2026-03-18"
    assert line.content == given_item(scenes.delegation(found)).content


def test_a_token_is_a_use_of_each_service_of_its_scope(portal: PortalService, keyed: LocalSigner) -> None:
    give()
    assert portal.form("token", {**ASKED, "scope": "rosp"}).status == 200
    assert read_uses("paul-claire", portal.world.now).days.keys() == {"rosp"}
    assert portal.form("token", ASKED).status == 200
    assert read_uses("paul-claire", portal.world.now).days.keys() == {"rosp", "paiements"}


def test_a_yes_stays_a_yes_when_its_trace_cannot_be_written(
    portal: PortalService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise Busy

    give()
    monkeypatch.setattr("chalicelib.store.uses.note_uses", busy)
    assert portal.may(YES)
    monkeypatch.undo()
    assert not read_uses("paul-claire", portal.world.now).days
    assert portal.may(YES)
    assert read_uses("paul-claire", portal.world.now).days
