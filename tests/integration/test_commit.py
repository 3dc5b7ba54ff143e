"""One transaction writes the state with its lines, guard, notifications and counts."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from chalicelib import runtime
from chalicelib.acts import create as create_module
from chalicelib.acts.confirm_address import confirm_address
from chalicelib.acts.given import Hint
from chalicelib.acts.validate import validate
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.delegation import Proposal
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_delegant
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.calls import Raced
from chalicelib.store.commit import Plan, commit
from chalicelib.store.guards import GuardItem, key_of
from chalicelib.store.table import find, read
from chalicelib.store.writes import Write, transact
from chalicelib.workers import schedule
from tests.builders import DAY
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes
from tests.integration.world import World


def _account(account_id: str) -> Account:
    head = read_head(account_id)
    assert head is not None
    return head.account


def _guard(scenes: Scenes, found: str) -> GuardItem:
    key = key_of(scenes.delegation(found))
    item = find(read([key]), GuardItem, key)
    assert item is not None
    return item


def _lines(world: World, account_id: str, side: str) -> set[str]:
    mine = [item["sk"]["S"] for item in world.of_kind("summary") if item["pk"]["S"] == f"ACC#{account_id}"]
    return {sk.partition("#")[2] for sk in mine if sk.startswith(side)}


def _notifications_by_account(world: World) -> Counter[str]:
    return Counter(item["pk"]["S"].partition("#")[2] for item in world.of_kind("notice"))


def test_the_unread_count_equals_the_notifications_written(scenes: Scenes) -> None:
    scenes.every()
    told = _notifications_by_account(scenes.world)
    assert told[CLAIRE] > 5
    assert told[PAUL] > 5
    unread = {item["pk"]["S"].partition("#")[2]: int(item["unread"]["N"]) for item in scenes.world.of_kind("head")}
    assert {account_id: count for account_id, count in unread.items() if count} == told


def test_a_delegue_without_an_active_account_gets_mails_only(scenes: Scenes) -> None:
    scenes.to_validate()
    assert set(_notifications_by_account(scenes.world)) == {CLAIRE}


def test_an_activated_delegue_is_notified_in_his_space(scenes: Scenes) -> None:
    found = scenes.to_validate()
    validate(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1)
    assert _notifications_by_account(scenes.world)[LEA] == 1


def test_a_change_is_written_on_the_condition_of_the_guard_that_it_read(scenes: Scenes) -> None:
    found = scenes.demand()
    context, delegation, guard = runtime.context(), scenes.delegation(found), _guard(scenes, found)
    validity = delegation.terms.validity
    longer = delegation.terms._replace(validity=validity._replace(end=validity.end + DAY))
    paul = _account(PAUL)
    transition = by_delegant.change(delegation, 1, paul, longer, "nonce", context.policy, context.now)
    GuardItem(*guard.key).update(actions=[GuardItem.version.add(1)])
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(context, Plan(transition, paul, guard))
    commit(context, Plan(transition, paul, _guard(scenes, found)))
    assert scenes.delegation(found).terms == longer


def test_a_correction_leaves_nothing_with_the_first_address(scenes: Scenes) -> None:
    found = scenes.undeliverable(PAUL)
    context, delegation, lea = runtime.context(), scenes.delegation(found), _account(LEA)
    guard = _guard(scenes, found)
    commit(context, Plan(by_delegant.correct(delegation, lea, "nonce", context.now), lea))
    assert _lines(scenes.world, PAUL, "RECEIVED") == set()
    assert _lines(scenes.world, LEA, "RECEIVED") == {found}
    assert _lines(scenes.world, CLAIRE, "GIVEN") == {found}
    freed = find(read([guard.key]), GuardItem, guard.key)
    assert freed is not None
    assert freed.periods.as_dict() == {}
    assert set(_guard(scenes, found).periods.as_dict()) == {found}


def test_the_transaction_enforces_the_limit_of_delegations_in_force(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def filled_meanwhile(context: Context, plan: Plan, also: Sequence[Write]) -> None:
        HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.live.set(context.settings.live_delegations)])
        commit(context, plan, also)

    monkeypatch.setattr(create_module, "commit", filled_meanwhile)
    with pytest.raises(Refused) as refused:
        scenes.demand()
    assert refused.value.code is Code.TOO_MANY_DELEGATIONS
    assert scenes.world.of_kind("delegation") == []


def test_time_examines_an_account_once_nothing_waits_for_it(scenes: Scenes) -> None:
    waiting, settled = scenes.invitation(), scenes.other_account()
    heads = [HeadItem.get(*keys.head(scenes.delegation(found).delegue.account_id)) for found in (waiting, settled)]
    assert [(head.waiting, bool(head.due_shard)) for head in heads] == [({waiting}, False), (None, True)]


def test_a_delegation_that_is_gone_leaves_no_line(scenes: Scenes) -> None:
    scenes.deleted()
    scenes.given_up()
    assert _lines(scenes.world, CLAIRE, "GIVEN") == set()
    assert _lines(scenes.world, PAUL, "RECEIVED") == set()
    assert len(scenes.world.of_kind("tombstone")) == 2


@pytest.mark.parametrize("build", [Scenes.validated, Scenes.proposal], ids=["last days over", "proposals lapsed"])
def test_an_address_is_confirmed_even_with_overdue_acts_of_time(scenes: Scenes, build: Callable[[Scenes], str]) -> None:
    found = [build(scenes), build(scenes)]
    over = [scenes.delegation(one).proposal or scenes.delegation(one) for one in found]
    scenes.world.now = max(one.lapses_at if isinstance(one, Proposal) else one.terms.validity.ends_at for one in over)
    token = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS).rsplit("/", 1)[1]

    address = confirm_address(runtime.context(), scenes.session(PAUL), token)

    assert {scenes.delegation(one).delegue.address for one in found} == {address}
    schedule.handle()
    schedule.handle()  # a beat does one act of a delegation, and the notice before the last day is overdue too
    assert not any(scenes.delegation(one).proposal for one in found)


def test_an_act_writes_four_to_fifteen_items_each_once(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    transactions: list[Sequence[Write]] = []

    def noted(writes: Sequence[Write]) -> None:
        transactions.append(writes)
        transact(writes)

    monkeypatch.setattr("chalicelib.store.commit.transact", noted)
    scenes.every()
    assert len(transactions) > len(scenes.situations)
    for writes in transactions:
        written = [write.item.key for write in writes]
        assert len(set(written)) == len(written), written
        assert 4 <= len(written) <= 15, written
