"""Acts of time: one reminder, one purge, nothing for a settled delegation, and the end of unused accounts."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link
from chalicelib.acts.change import change
from chalicelib.acts.disown import disown_in_space
from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.resend import resend
from chalicelib.acts.validate import validate
from chalicelib.domain.mails import Purpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, put_off
from chalicelib.store.table import connection, find, from_epoch, read
from chalicelib.workers import schedule
from tests.builders import DAY, end_of
from tests.integration.acts_on_scenes import accept, delete_it, refuse
from tests.integration.aws_calls import counted
from tests.integration.outbox.outbox import Outbox
from tests.integration.outbox.steps import create_for, history, invite_again
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.integration.test_story import PASSWORD

SECOND = timedelta(seconds=1)


def _accept_link(scenes: Scenes, found: str) -> None:
    accept_by_link(runtime.context(), scenes.token(found, Purpose.ACCEPT))


def _disown(scenes: Scenes, found: str) -> None:
    disown_in_space(runtime.context(), scenes.session(PAUL), found, 1)


def _resend(scenes: Scenes, found: str) -> None:
    resend(runtime.context(), scenes.session(CLAIRE), found, Hint(), "cle-de-renvoi")


def _change(scenes: Scenes, found: str) -> None:
    asked = asked_terms(scenes.today, scenes.today + 30 * DAY)
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, asked, "cle-de-modification")


_ACTS: dict[str, Callable[[Scenes, str], None]] = {
    "accept by link": _accept_link,
    "accept": accept,
    "refuse": refuse,
    "disown": _disown,
    "delete": delete_it,
    "resend": _resend,
    "change": _change,
}


@pytest.mark.parametrize("name", _ACTS)
@pytest.mark.parametrize("swept", [False, True], ids=["before the schedule", "after the schedule"])
def test_an_act_in_the_second_of_the_purge_is_refused_cleanly(outbox: Outbox, name: str, swept: bool) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.world.now = outbox.scenes.delegation(found).gone_at
    if swept:
        schedule.handle()
        schedule.handle()
    items = outbox.world.items()

    with pytest.raises((Refused, DeadLink)):
        _ACTS[name](outbox.scenes, found)

    assert outbox.world.items() == items
    schedule.handle()
    assert history(outbox, found)[-1] == "purge"


@pytest.mark.parametrize("name", _ACTS)
def test_an_act_in_the_second_before_the_purge_wins_and_nothing_is_purged(outbox: Outbox, name: str) -> None:
    found = outbox.scenes.demand()
    outbox.world.now = outbox.scenes.delegation(found).gone_at - SECOND
    _ACTS[name](outbox.scenes, found)
    if name not in {"resend", "change"}:
        outbox.beat(seconds=1)
        assert "purge" not in history(outbox, found)


@pytest.mark.parametrize("created", [0.0, 0.3, 0.999999])
def test_an_act_in_the_last_fraction_of_a_second_wins_and_a_later_one_says_so(outbox: Outbox, created: float) -> None:
    outbox.world.now += timedelta(seconds=created)
    first, second = (_long_demand(outbox, days) for days in (0, 200))
    gone_at = outbox.scenes.delegation(first).gone_at

    outbox.world.now = gone_at - timedelta(microseconds=1)
    accept(outbox.scenes, first)
    outbox.world.now = gone_at
    with pytest.raises(Refused, match=Code.GONE):
        accept(outbox.scenes, second)

    assert outbox.scenes.delegation(first).status is Status.VALIDEE


def _long_demand(outbox: Outbox, days: int) -> str:
    """Send Paul a demand whose delay ends before its last day."""
    first = outbox.scenes.today + days * DAY
    return create_for(outbox, Shown("paul@exemple.fr", PAUL, known=True), first, first + 100 * DAY)


@pytest.mark.parametrize(
    ("build", "to", "kind"),
    [
        (Scenes.invitation, "inconnu-0@exemple.fr", "rappel_invitation"),
        (Scenes.demand, "paul@exemple.fr", "rappel_demande"),
        (Scenes.to_validate, "claire@cabinet.example", "rappel_delegant"),
    ],
)
def test_the_person_who_must_act_is_reminded_once(
    outbox: Outbox, build: Callable[[Scenes], str], to: str, kind: str
) -> None:
    found = build(outbox.scenes)
    outbox.deliver()
    outbox.world.now = outbox.scenes.delegation(found).gone_at - 7 * DAY - SECOND
    assert not outbox.beat()
    sent = outbox.beat(seconds=1)
    assert [(mail.to, mail.tags["kind"]) for mail in sent] == [(to, kind)]
    for _ in range(2):
        assert not outbox.beat(days=3)


def test_a_shortened_demand_gets_its_reminder_later_than_in_the_same_minute(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.beat(days=9)
    terms = outbox.scenes.delegation(found).terms.validity
    shorter = asked_terms(terms.start, terms.start + 11 * DAY)
    change(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), 1, shorter, "raccourcir")

    sent = [mail.tags["kind"] for _ in range(3) for mail in outbox.beat(minutes=1)]
    assert "demande" in sent
    assert "rappel_demande" not in sent
    assert [mail.tags["kind"] for mail in outbox.beat(days=2)] == ["rappel_demande"]


@pytest.mark.parametrize("situation", ["validated", "refused", "disowned", "other_account", "deleted", "given_up"])
def test_nobody_is_reminded_without_something_to_do(outbox: Outbox, situation: str) -> None:
    found = getattr(outbox.scenes, situation)()
    outbox.deliver()
    sent = [mail.tags["kind"] for _ in range(4) for mail in outbox.beat(days=7)]
    assert sent == (["fin_proche"] if situation == "validated" else [])
    assert not {"rappel", "purge"} & set(history(outbox, found))


def test_a_shorter_delay_postpones_the_reminder_after_one_look(outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _long_demand(outbox, 0)
    outbox.deliver()
    gone_at = outbox.scenes.delegation(found).gone_at
    shorter = settings()._replace(reminder_before_days=3)
    monkeypatch.setattr("chalicelib.runtime.settings", lambda: shorter)
    outbox.world.now = gone_at - 7 * DAY

    with counted() as calls:
        outbox.run_schedule()
    assert calls.count("dynamodb.UpdateItem") == 1
    with counted() as calls:
        outbox.run_schedule()
    assert set(calls) == {"dynamodb.Query"}, "nothing is due"

    outbox.world.now = gone_at - 3 * DAY - SECOND
    assert not outbox.beat()
    assert [mail.tags["kind"] for mail in outbox.beat(seconds=1)] == ["rappel_demande"]


def test_an_end_unannounced_for_ninety_days_is_examined_once(outbox: Outbox) -> None:
    found = outbox.scenes.validated()
    outbox.deliver()
    outbox.world.now = outbox.scenes.delegation(found).gone_at
    outbox.run_schedule()
    with counted() as calls:
        outbox.run_schedule()
    assert set(calls) == {"dynamodb.Query"}
    assert "fin" not in history(outbox, found)


def test_a_delegation_written_meanwhile_is_not_postponed(outbox: Outbox) -> None:
    found, key = outbox.scenes.demand(), keys.delegation
    item, policy, now = _item(found), runtime.context().policy, outbox.scenes.delegation(found).gone_at - 3 * DAY
    later = policy._replace(reminder_before=3 * DAY / 2)
    assert item.due_at is not None
    for other in ({"revision": item.revision + 1}, {"due_at": item.due_at - 1}):
        stale = DelegationItem(*key(found), revision=item.revision, due_at=item.due_at)
        for name, value in other.items():
            setattr(stale, name, value)
        put_off(stale, outbox.scenes.delegation(found), later, now)
        assert _item(found).due_at == item.due_at
    put_off(item, outbox.scenes.delegation(found), later, from_epoch(item.due_at) - SECOND)
    assert _item(found).due_at == item.due_at, "it was not due"
    put_off(item, outbox.scenes.delegation(found), later, from_epoch(item.due_at))
    assert _item(found).due_at > item.due_at


def _item(found: str) -> DelegationItem:
    item = find(read([keys.delegation(found)]), DelegationItem, keys.delegation(found))
    assert item is not None
    return item


def test_a_reservation_ends_after_the_delay_that_follows_its_last_delegation(outbox: Outbox) -> None:
    found = outbox.scenes.invitation("zoe@exemple.fr")
    account_id = outbox.scenes.delegation(found).delegue.account_id
    delete_it(outbox.scenes, found)

    outbox.world.now = end_of(outbox.scenes.today + 30 * DAY) - SECOND
    outbox.beat()
    assert _stands(outbox, account_id)
    outbox.beat(seconds=1)
    assert not _stands(outbox, account_id)
    assert len(outbox.world.of_kind("alias")) == 4, "those of Claire, Hélène, Paul and Léa"


def test_a_reservation_lives_while_another_delegation_waits(outbox: Outbox) -> None:
    first = outbox.scenes.invitation("zoe@exemple.fr")
    account_id = outbox.scenes.delegation(first).delegue.account_id
    delete_it(outbox.scenes, first)
    outbox.beat(days=29)
    second = invite_again(outbox, "zoe@exemple.fr", account_id)
    outbox.beat(days=2)
    assert _stands(outbox, account_id)

    delete_it(outbox.scenes, second)
    outbox.beat(days=31)
    assert not _stands(outbox, account_id)


@pytest.mark.parametrize("end", ["deleted", "purged"])
def test_an_account_a_activer_ends_after_the_delay_and_can_be_opened_again(outbox: Outbox, end: str) -> None:
    found = _delegation_to_new_account(outbox, "zoe@exemple.fr")
    account_id = outbox.scenes.delegation(found).delegue.account_id
    if end == "deleted":
        delete_it(outbox.scenes, found)
    else:
        outbox.world.now = outbox.scenes.delegation(found).gone_at
        outbox.beat()
        outbox.beat()
        assert history(outbox, found)[-1] == "purge"
    outbox.beat(days=29)
    assert _stands(outbox, account_id)
    outbox.beat(days=2)
    assert not _stands(outbox, account_id)
    assert not [item for item in outbox.world.of_kind("password") if account_id in item["pk"]["S"]]
    assert invite_again(outbox, "zoe@exemple.fr", "un-autre-compte")


def test_an_active_account_survives_its_last_delegation(outbox: Outbox) -> None:
    found = _delegation_to_new_account(outbox, "zoe@exemple.fr")
    account_id = outbox.scenes.delegation(found).delegue.account_id
    version = outbox.scenes.delegation(found).terms_version
    validate(runtime.context(), outbox.scenes.session(CLAIRE), found, Hint(), version)
    delete_it(outbox.scenes, found)
    outbox.beat(days=60)
    outbox.beat(days=60)
    assert _stands(outbox, account_id)


def _delegation_to_new_account(outbox: Outbox, address: str) -> str:
    """Invite a person, who opens an account: À valider."""
    found = outbox.scenes.invitation(address)
    opening = Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)
    open_account(runtime.context(), outbox.scenes.token(found, Purpose.OPEN_ACCOUNT), opening)
    return found


def _stands(outbox: Outbox, account_id: str) -> bool:
    return any(item["pk"]["S"] == f"ACC#{account_id}" for item in outbox.world.of_kind("head"))


def test_what_a_later_release_has_made_due_waits_for_it_and_holds_up_nothing(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.world.now = outbox.scenes.delegation(found).gone_at
    due = {"due_shard": {"S": keys.due_shard("TIME", found)}, "due_at": {"N": "1"}}
    later = {"pk": {"S": "ACC#later"}, "sk": {"S": "A#LATER"}, "kind": {"S": "later"}, **due}
    connection().client.put_item(TableName=settings().table_name, Item=later)  # type: ignore[attr-defined]
    schedule.handle()
    assert history(outbox, found)[-1] == "purge"
    assert outbox.world.of_kind("later") == [later]
