"""A use through a delegation keeps the délégué's account open to his password, and leaves a trace (§1, §6)."""

from collections import Counter
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.password_use import warn_unused
from chalicelib.domain.periods import day_in_paris, start_of_day
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import PasswordItem, password_item
from chalicelib.store.calls import Busy
from chalicelib.store.grants import GrantItem
from chalicelib.store.table import epoch, find, read
from chalicelib.store.uses import read_uses
from tests.integration.access.service import CLAIRE, FIRST_USE, PAUL, PAYMENTS, TRANSPORT, PortalService, calls, give
from tests.integration.access.test_tokens import ASKED as TOKEN
from tests.integration.world import World

PAULS = keys.password("paul")
DAY = timedelta(days=1)
UNUSED, NOTICE = timedelta(days=settings().unused_days), timedelta(days=settings().unused_notice_days)
YES: dict[str, object] = {"subject": PAUL, "action": PAYMENTS, "resource": CLAIRE}
ROSP: dict[str, object] = {**YES, "action": {"name": "rosp"}}
NO: dict[str, object] = {**YES, "action": TRANSPORT}


@pytest.fixture(autouse=True)
def last_used(world: World, portal: PortalService, keyed: LocalSigner) -> int:
    """Give Paul a delegation, and a password that he used ten days ago; return that time.

    The credential of the service has been read.
    """
    give()
    item = password_item("paul", "argon2")
    item.used_at = epoch(world.now - 10 * DAY)
    item.save()
    assert not portal.may(NO)
    return int(item.used_at)


def used_at() -> int | None:
    """Return when the last use of Paul's account was noted; None without a password."""
    item = find(read([PAULS]), PasswordItem, PAULS)
    return int(item.used_at) if item and item.used_at else None


def test_a_yes_is_a_use_of_the_account_and_a_no_is_none(world: World, portal: PortalService, last_used: int) -> None:
    assert not portal.may(NO)
    assert used_at() == last_used
    assert portal.may(YES)
    assert used_at() == epoch(world.now)


def test_a_token_is_a_use_of_the_account(world: World, portal: PortalService) -> None:
    assert portal.form("token", TOKEN).status == 200
    assert used_at() == epoch(world.now)


def test_the_first_yes_of_a_day_for_a_service_costs_a_write_and_no_other_yes_costs_one(
    world: World, portal: PortalService
) -> None:
    assert calls(portal.ask("evaluation", YES)) == ["Query", *FIRST_USE]
    assert calls(portal.ask("evaluation", YES)) == ["Query"]
    assert calls(portal.ask("evaluation", ROSP)) == ["Query", "TransactWriteItems"], "another service of the same grant"
    assert calls(portal.form("token", TOKEN)) == ["Query"], "a token for these two services is noted already"
    world.now = start_of_day(day_in_paris(world.now) + DAY) - timedelta(seconds=1)
    portal.may(YES)  # the credential is read anew
    assert calls(portal.ask("evaluation", YES)) == ["Query"], "the last second of the day"
    world.now += timedelta(seconds=1)
    assert calls(portal.ask("evaluation", YES)) == ["Query", *FIRST_USE]


def test_many_yeses_of_one_request_cost_one_write_for_each_grant(portal: PortalService) -> None:
    give(delegant="hugo")
    hugo = {**CLAIRE, "id": "hugo"}
    one, other = YES, {**YES, "resource": hugo}
    found = portal.ask("evaluations", {"evaluations": [one, other, ROSP, one, other, {**ROSP, "resource": hugo}]})
    assert Counter(calls(found)) == {"Query": 1, "UpdateItem": 1, "TransactWriteItems": 2}
    assert read_uses("paul-hugo", portal.world.now).days.keys() == {"paiements", "rosp"}


def test_a_use_does_not_open_an_account_that_is_closed_to_passwords(world: World, portal: PortalService) -> None:
    """A service says who he is; only a link or a card proves the account again."""
    closed = epoch(world.now - UNUSED)
    PasswordItem(*PAULS).update(actions=[PasswordItem.used_at.set(closed)])
    assert portal.may(YES)
    assert used_at() == closed


def test_a_use_in_the_last_second_keeps_the_account_open(world: World, portal: PortalService) -> None:
    PasswordItem(*PAULS).update(actions=[PasswordItem.used_at.set(epoch(world.now - UNUSED) + 1)])
    assert portal.may(YES)
    assert used_at() == epoch(world.now)


def test_the_warning_waits_for_the_new_end(world: World, portal: PortalService) -> None:
    assert portal.may(YES)
    item = find(read([PAULS]), PasswordItem, PAULS)
    assert item is not None and item.due_at == epoch(world.now + UNUSED - NOTICE)
    warn_unused(runtime.context(), "paul")
    assert world.of_kind("mail") == []


def test_an_account_without_a_password_gets_none(portal: PortalService) -> None:
    PasswordItem(*PAULS).delete()
    assert portal.may(YES) and portal.may(YES)
    assert used_at() is None and not read([PAULS])


def test_a_use_brings_no_ended_grant_back(portal: PortalService, monkeypatch: pytest.MonkeyPatch) -> None:
    key = keys.grant("paul", "claire", "paul-claire")
    monkeypatch.setattr(
        "chalicelib.acts.password_use.note_use_of_open_account", lambda *_: GrantItem(*key).delete() and None
    )
    assert portal.may(YES)
    assert not read([key])


def test_an_answer_stands_when_its_use_cannot_be_written(
    portal: PortalService, monkeypatch: pytest.MonkeyPatch, last_used: int
) -> None:
    def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr("chalicelib.acts.password_use.note_use_of_open_account", busy)
    assert portal.may(YES)
    assert used_at() == last_used
    monkeypatch.undo()
    assert calls(portal.ask("evaluation", YES))[-2:] == FIRST_USE
