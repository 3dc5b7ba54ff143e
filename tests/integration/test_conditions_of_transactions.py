"""Each condition of a transaction alone: when one fails, nothing is written.

`make mutants` removes them one at a time; in the acts another condition would often hide that.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pynamodb.exceptions import UpdateError

from chalicelib import runtime
from chalicelib.context import Context
from chalicelib.domain.people import Account
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused, limit_reached
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.transitions import by_delegant, by_delegue
from chalicelib.store import guards, history, keys, limits, locks, mails
from chalicelib.store.accounts import HeadItem, read_head
from chalicelib.store.calls import Raced
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.once import KEPT, once
from chalicelib.store.table import find, read
from chalicelib.store.writes import transact
from tests.integration.refused_input import unchanged
from tests.integration.scenes import PAUL, Scenes
from tests.integration.world import World

SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
HOURLY = locks.Rule(3, HOUR, HOUR, quiet=timedelta(0))


def _paul() -> Account:
    head = read_head(PAUL)
    assert head is not None
    return head.account


def _acceptance(scenes: Scenes, found: str) -> Plan:
    context = runtime.context()
    account = _paul()
    transition = by_delegue.accept(scenes.delegation(found), Actor.SPACE, 1, account, context.policy, context.now)
    return Plan(transition, account)


def _deletion(scenes: Scenes, found: str) -> Plan:
    return Plan(by_delegant.delete(scenes.delegation(found), runtime.context().now), _paul())


def _history_is_there(_: Scenes, plan: Plan) -> None:
    history.item(plan.transition, timedelta(days=1), None).save()


def _mail_is_there(_: Scenes, plan: Plan) -> None:
    mails.items(plan.transition)[0].save()


def _account_is_another(_: Scenes, plan: Plan) -> None:
    HeadItem(*keys.head(plan.account.id)).update(actions=[HeadItem.status.set(AccountStatus.A_ACTIVER.value)])


def _account_is_gone(_: Scenes, plan: Plan) -> None:
    HeadItem(*keys.head(plan.account.id)).delete()


def _guard_is_gone(scenes: Scenes, plan: Plan) -> None:
    guards.GuardItem(*guards.key_of(plan.transition.subject)).delete()


def _somebody_was_faster(_: Scenes, plan: Plan) -> None:
    before = plan.transition.before
    assert before is not None
    DelegationItem(*keys.delegation(before.id)).update(actions=[DelegationItem.revision.add(1)])


CHANGED: dict[str, tuple[Callable[[Scenes, str], Plan], Callable[[Scenes, Plan], None]]] = {
    "accepted, an entry of its history is there": (_acceptance, _history_is_there),
    "accepted, its mail is there": (_acceptance, _mail_is_there),
    "accepted, another revision": (_acceptance, _somebody_was_faster),
    "deleted, an entry of its history is there": (_deletion, _history_is_there),
    "deleted, its mail is there": (_deletion, _mail_is_there),
    "deleted, its account is another": (_deletion, _account_is_another),
    "deleted, its account is gone": (_deletion, _account_is_gone),
    "deleted, its guard is gone": (_deletion, _guard_is_gone),
    "deleted, another revision": (_deletion, _somebody_was_faster),
}


@pytest.mark.parametrize("changed", CHANGED.values(), ids=CHANGED)
def test_each_changed_condition_cancels_the_whole_transaction(
    scenes: Scenes, changed: tuple[Callable[[Scenes, str], Plan], Callable[[Scenes, Plan], None]]
) -> None:
    plan_of, change = changed
    plan = plan_of(scenes, scenes.demand())
    change(scenes, plan)
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(runtime.context(), plan)


def _at(context: Context, scenes: Scenes, found: str, step: timedelta) -> Context:
    return context._replace(now=scenes.delegation(found).gone_at + step)


def test_an_act_decided_in_time_is_not_written_after_the_end(scenes: Scenes) -> None:
    found = scenes.demand()
    plan = _acceptance(scenes, found)
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(_at(runtime.context(), scenes, found, timedelta()), plan)
    commit(_at(runtime.context(), scenes, found, -SECOND), plan)


def test_completing_a_purge_never_overwrites_a_stored_delegation(scenes: Scenes) -> None:
    plan = _deletion(scenes, scenes.demand())._replace(is_removed=True)
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(runtime.context(), plan)


def _creation(scenes: Scenes, new_id: str) -> Plan:
    """Create a demand for another period, on the condition of the guard that was read."""
    context = runtime.context()
    like = scenes.delegation(scenes.demand())
    draft = by_delegant.NewDelegation(
        new_id, "nonce", like.delegant, _paul(), like.profil, like.terms, like.delegue.identifiers
    )
    start = like.terms.validity.end + timedelta(days=40)
    terms = like.terms._replace(validity=Validity(start, start + timedelta(days=3)))
    key = guards.key_of(like)
    return Plan(
        by_delegant.create(replace(draft, terms=terms), context.policy, context.now),
        _paul(),
        find(read([key]), guards.GuardItem, key),
    )


def test_of_two_creations_that_read_the_same_guard_one_wins(scenes: Scenes) -> None:
    first = _creation(scenes, "delegation-une")
    assert first.guard is not None
    second = first._replace(transition=_creation(scenes, "delegation-deux").transition)
    fresh = find(read([first.guard.key]), guards.GuardItem, first.guard.key)
    commit(runtime.context(), first._replace(guard=fresh))
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(runtime.context(), second)


def test_a_guard_that_appeared_meanwhile_stops_a_creation(scenes: Scenes) -> None:
    plan = _creation(scenes, "delegation-une")._replace(guard=None)
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(runtime.context(), plan)


def test_a_creation_never_overwrites_a_delegation(scenes: Scenes) -> None:
    plan = _creation(scenes, scenes.demand())
    with unchanged(scenes.world), pytest.raises(Raced):
        commit(runtime.context(), plan)


def test_a_used_form_counts_once_until_it_is_forgotten(scenes: Scenes) -> None:
    this, context = once("claire", "forme", "asked"), runtime.context()

    def use(now: Context) -> None:
        transact(this.writes_of("result", now.now))

    use(context)
    last = context._replace(now=context.now + KEPT - SECOND)
    over = context._replace(now=context.now + KEPT)
    with pytest.raises(Raced):
        use(last)
    items = read(this.keys)
    assert this.result(items, last.now) == "result"
    assert this.result(items, over.now) is None
    assert this.result({}, last.now) is None
    use(over)


def test_a_key_used_for_something_else_is_refused_until_it_is_forgotten(scenes: Scenes) -> None:
    this, other, context = once("claire", "forme", "asked"), once("claire", "forme", "other"), runtime.context()
    transact(this.writes_of("result", context.now))
    items = read(this.keys)
    with pytest.raises(Refused) as refused:
        other.result(items, context.now)
    assert refused.value.code is Code.KEY_REUSED
    assert other.result(items, context.now + KEPT) is None


def test_a_limit_allows_its_number_and_says_when_to_try_again(world: World) -> None:
    now = runtime.context().now

    def refusal(minutes: int) -> Refused:
        with unchanged(world), pytest.raises(Refused) as refused:
            limits.spend("essai", 3, HOUR, now + timedelta(minutes=minutes))
        return refused.value

    for minutes in (0, 10, 20):
        limits.spend("essai", 3, HOUR, now + timedelta(minutes=minutes))
    told = refusal(20)
    assert (told.code, told.retry_after) == (Code.LIMIT, 40 * 60)
    assert "dans 40 minutes" in told.message
    assert refusal(59).retry_after == 60
    limits.spend("essai", 3, HOUR, now + HOUR)
    assert refusal(60).retry_after == 10 * 60
    for seconds, said in ((60, "dans une minute"), (61, "dans 2 minutes"), (3600, "dans 60 minutes")):
        assert said in limit_reached(seconds, "3 essais par heure").message
    assert (
        "la limite de 3 essais par heure. Merci de réessayer dans 2 heures"
        in limit_reached(3601, "3 essais par heure").message
    )


def test_a_lock_begins_after_the_last_attempt_allowed_and_ends_on_time(world: World) -> None:
    key, now = keys.lock("essai", "secret"), runtime.context().now
    assert [locks.attempt(key, HOURLY, now) for _ in range(4)] == [0, 0, 0, 3600]
    assert locks.attempt(key, HOURLY, now + HOUR - SECOND) == 1
    assert [locks.attempt(key, HOURLY, now + HOUR) for _ in range(4)] == [0, 0, 0, 3600]
    locks.give_back(key)
    assert [locks.attempt(key, HOURLY, now + HOUR) for _ in range(2)] == [0, 3600]
    locks.forget(key)
    assert [locks.attempt(key, HOURLY, now + HOUR) for _ in range(4)] == [0, 0, 0, 3600]


def test_an_uncounted_attempt_is_not_given_back(world: World) -> None:
    with unchanged(world):
        locks.give_back(keys.lock("personne", "secret"))


def test_an_attempt_that_cannot_be_counted_is_not_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise UpdateError("the store is away")

    monkeypatch.setattr(locks.LockItem, "update", fails)
    with pytest.raises(UpdateError):
        locks.attempt(keys.lock("essai", "secret"), HOURLY, runtime.context().now)
    monkeypatch.setattr(limits.LimitItem, "update", fails)
    with pytest.raises(UpdateError):
        limits.spend("essai", 3, HOUR, runtime.context().now)
