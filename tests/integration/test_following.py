"""All received delegations follow a new address, in steps that survive a crash."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import MagicMock

import pytest

from chalicelib import runtime
from chalicelib.acts import follow_account
from chalicelib.acts.account_events import event_of
from chalicelib.acts.correct import correct
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.move_events import move_events
from chalicelib.acts.move_notices import move_notices
from chalicelib.acts.walks import FIRST_STEPS, Bound
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.store import follows, keys, walk_marks
from chalicelib.store.accounts import AliasItem, HeadItem
from chalicelib.store.delegations import to_item
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import epoch
from chalicelib.workers import due
from chalicelib.workers.due import ENOUGH
from tests.builders import DAY
from tests.integration.card_readers import RPPS
from tests.integration.meanwhile import READ, TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes
from tests.integration.world import LOOKUP
from tests.integration.zoe import press

NEW = "paul.nouveau@exemple.fr"
MANY = FIRST_STEPS.most + 3


@pytest.fixture
def few(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return delegations, three more than a request lets follow, which are three here."""
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(3))
    return [scenes.demand() for _ in range(6)]


def _move_address(scenes: Scenes) -> int:
    return press(scenes.browser(PAUL), scenes.account_link(AccountPurpose.CONFIRM_ADDRESS)).status


def _has_followed(scenes: Scenes, found: list[str]) -> int:
    return sum(scenes.delegation(one).delegue.address == NEW for one in found)


def test_an_address_moves_with_any_number_of_received_delegations(scenes: Scenes) -> None:
    found = [scenes.demand() for _ in range(MANY)]
    assert _move_address(scenes) == 200
    assert _has_followed(scenes, found) == FIRST_STEPS.most
    scenes.world.run_schedule()
    assert _has_followed(scenes, found) == MANY
    assert scenes.world.of_kind("follow") == []
    assert [mail.to for mail in scenes.world.mails() if mail.to == NEW] == [NEW] * MANY


def test_a_worker_with_too_little_time_left_lets_no_more_follow_and_a_later_beat_goes_on(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = [scenes.demand() for _ in range(3)]
    _move_address(scenes)
    for time_for, followed in ((1, 1), (0, 1), (2, 3)):
        _begin_worker(time_for)
        assert _has_followed(scenes, found) == followed
    scenes.world.run_schedule()
    assert scenes.world.of_kind("follow") == []


def _begin_worker(delegations: int) -> None:
    """Let a worker treat the mark, with time for so many delegations. It asks once before it begins."""
    seconds_left = iter([ENOUGH] * (1 + delegations) + [ENOUGH - 1])
    due.handle({"Records": [{"body": json.dumps(["follow", *keys.follow(PAUL, PAUL)])}]}, seconds_left.__next__)


@pytest.mark.parametrize(("move", "kind"), [(move_notices, "notice"), (move_events, "account_event")])
def test_nothing_else_of_an_account_moves_either_once_there_is_too_little_time(
    scenes: Scenes, move: Callable[[str, str, Bound], bool], kind: str
) -> None:
    scenes.demand()
    event_of(runtime.context(), PAUL, AccountEvent.SIGNED_IN).item.save()
    before = scenes.world.of_kind(kind)
    assert before
    assert not move(PAUL, LEA, Bound(has_time=lambda: False))
    assert scenes.world.of_kind(kind) == before
    assert move(PAUL, LEA, Bound())
    assert {item["pk"]["S"].partition("#")[2] for item in scenes.world.of_kind(kind)} - {CLAIRE} == {LEA}


def test_what_found_no_time_to_move_is_due_again_at_another_moment(scenes: Scenes) -> None:
    """The queue takes one key with one time once in five minutes."""
    event_of(runtime.context(), LEA, AccountEvent.SIGNED_IN).item.save()
    mark = follows.item(PAUL, LEA, scenes.world.now)
    mark.save()
    scenes.world.now += timedelta(minutes=1)
    follow_account.go_on_following(runtime.context(), mark.key, Bound(has_time=lambda: False))
    (stored,) = scenes.world.of_kind("follow")
    assert int(stored["due_at"]["N"]) == epoch(scenes.world.now)


def test_links_in_the_old_mailbox_are_dead_before_their_delegation_has_followed(scenes: Scenes, few: list[str]) -> None:
    links = {one: scenes.link(one, Purpose.ACCEPT) for one in few}
    _move_address(scenes)
    behind = [one for one in few if scenes.delegation(one).delegue.address != NEW]
    assert len(behind) == 3
    assert {scenes.world.browser().get(links[one]).status for one in few} == {409}


def test_a_delegation_that_cannot_follow_now_does_not_block_others_and_follows_later(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [scenes.demand() for _ in range(3)]
    step = follow_account._step

    def all_but_one(context: Any, of_id: str, delegation_id: str) -> None:
        if delegation_id == found[1]:
            raise ConnectionError
        step(context, of_id, delegation_id)

    monkeypatch.setattr(follow_account, "_step", all_but_one)
    assert _move_address(scenes) == 200
    assert _has_followed(scenes, found) == 2
    monkeypatch.setattr(follow_account, "_step", step)
    scenes.world.pass_time(minutes=1)
    assert _has_followed(scenes, found) == 3
    assert scenes.world.of_kind("follow") == []


def test_a_delegation_that_failed_in_an_earlier_beat_than_the_last_follows_later_too(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [scenes.demand() for _ in range(3)]
    monkeypatch.setattr("chalicelib.acts.walks.FIRST_STEPS", Bound(1))
    with monkeypatch.context() as failing:
        failing.setattr(follow_account, "_step", MagicMock(side_effect=ConnectionError))
        _move_address(scenes)
    scenes.world.run_schedule()
    assert _has_followed(scenes, found) == 2
    scenes.world.pass_time(minutes=1)
    assert _has_followed(scenes, found) == 3


@pytest.mark.parametrize("goes_on", [True, False], ids=["which goes on", "which begins again"])
def test_a_second_change_during_the_first_is_followed_too(scenes: Scenes, few: list[str], *, goes_on: bool) -> None:
    first = follows.item(PAUL, PAUL, scenes.world.now)
    _move_address(scenes)
    # The schedule still has the mark of an earlier change.
    same = FollowItem.mark == first.mark
    if goes_on:
        walk_marks.go_on(first, same, max(few), scenes.world.now, left=False)
    else:
        walk_marks.begin_again(first, same, scenes.world.now)
    scenes.world.run_schedule()
    assert _has_followed(scenes, few) == len(few)


def test_the_delegants_of_live_delegations_are_notified_of_the_new_address(scenes: Scenes) -> None:
    live, over = scenes.validated(), scenes.refused()
    _move_address(scenes)
    told = [item for item in scenes.world.of_kind("notice") if item["notice_kind"]["S"] == "nouvel_identifiant"]
    assert [item["delegation_id"]["S"] for item in told] == [live]
    assert scenes.delegation(over).delegue.address == NEW
    shown = scenes.browser(CLAIRE).get("/notifications").text
    assert "M. Paul MODÈLE a changé d’adresse e-mail" in shown
    assert NEW in scenes.browser(CLAIRE).get(f"/delegations/{live}").text


def test_a_waiting_proposal_is_sent_to_the_new_address_and_its_earlier_links_die(scenes: Scenes) -> None:
    found = scenes.proposal()
    scenes.world.deliver()
    old = scenes.link(found, Purpose.ACCEPT)
    _move_address(scenes)
    assert scenes.world.browser().get(old).status == 409
    assert "Mise à jour" in scenes.world.mail(NEW).subject
    assert scenes.world.browser().get(scenes.link(found, Purpose.ACCEPT)).status == 200


def test_an_account_ends_although_a_delegation_must_still_follow_it(scenes: Scenes) -> None:
    ends_at = epoch(scenes.world.now + DAY)
    head = HeadItem(*keys.head(LEA))
    shard = keys.due_shard("TIME", LEA)
    head.update(actions=[HeadItem.due_shard.set(shard), HeadItem.due_at.set(ends_at)])
    follows.item(LEA, LEA, scenes.world.now).save()
    scenes.world.run_schedule()
    assert scenes.world.of_kind("follow") == []
    head.refresh()
    assert head.due_at == ends_at
    scenes.world.pass_time(days=1)
    assert not [item for item in scenes.world.of_kind("head") if item["pk"]["S"] == f"ACC#{LEA}"]


def test_a_demand_that_is_corrected_meanwhile_follows_the_other_person(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = scenes.undeliverable(PAUL)
    _move_address(scenes)
    lea, claire = Shown(KNOWN[LEA], LEA, known=True), scenes.session(CLAIRE)
    with meanwhile(READ, lambda: correct(runtime.context(), claire, found, Hint(), lea), found):
        scenes.world.run_schedule()
    assert scenes.delegation(found).delegue.address == KNOWN[LEA]


@pytest.mark.parametrize("build", [Scenes.accepted_unseen, Scenes.validated])
@pytest.mark.parametrize(
    ("owner", "proved", "kept"),
    [(PAUL, True, RPPS), (LEA, None, RPPS), (LEA, True, "")],
    ids=["his own card's", "claimed by another", "another's card's"],
)
def test_only_the_number_of_another_persons_card_is_taken_from_a_delegation(
    scenes: Scenes, build: Callable[[Scenes], str], owner: str, proved: bool | None, kept: str
) -> None:
    found = build(scenes)
    before = scenes.delegation(found)
    numbered = before._replace(delegue=before.delegue._replace(identifiers=Identifiers(RPPS)))
    to_item(numbered, runtime.context().policy).save()
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=owner, proved=proved).save()
    assert _move_address(scenes) == 200
    assert scenes.delegation(found).delegue.identifiers.rpps_adeli == kept


def test_what_waits_to_be_purged_has_nothing_to_follow(scenes: Scenes) -> None:
    scenes.overdue()
    assert _move_address(scenes) == 200
    assert scenes.world.of_kind("follow") == []


def test_an_account_that_is_gone_has_nothing_to_follow(scenes: Scenes) -> None:
    scenes.demand()
    follows.item(PAUL, PAUL, scenes.world.now).save()
    HeadItem(*keys.head(PAUL)).delete()
    scenes.world.run_schedule()
    assert scenes.world.of_kind("follow") == []


def test_no_demand_goes_to_an_address_that_moves_meanwhile(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    page = browser.get("/delegations/nouvelle")
    page = browser.submit(page, "/delegations/nouvelle", adresse="paul@exemple.fr")
    page = browser.submit(page, "/nouvelle/profil")
    page = browser.submit(page, "/nouvelle/profil", choix="comptable")
    day = scenes.today.isoformat()
    with meanwhile(TRANSACTION, lambda: _move_address(scenes)):
        browser.submit(page, "/nouvelle/valider", debut=day, fin=day, structures=["cabinet-1"])
    assert scenes.world.of_kind("delegation") == []
