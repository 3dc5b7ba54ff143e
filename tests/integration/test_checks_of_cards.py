"""Each check of a sign-in by card alone: the account that it opens, and the facts that it overwrites."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.refusals import Refused
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, HeadItem, PracticeItem, read_head, to_practice
from chalicelib.store.table import Key, find, read
from tests.integration.aws_calls import counted
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, HELENE, Scenes
from tests.integration.test_accounts import card
from tests.integration.test_two_at_once import both_read_before_either_writes
from tests.integration.world import LOOKUP, World
from tests.sessions import CALLER

RPPS = "99900007777"
NORA = card(f"8{RPPS}", "R1")
EMPLOYEE_ID = "3750100125/0000000042"


def _saying(said: SignedIn, **fields: Any) -> SignedIn:
    return replace(said, userinfo={**said.userinfo, **fields})


def _identified(national_id: str, identifier: str, origin: str) -> SignedIn:
    return _saying(card(national_id, "R1"), otherIds=[{"identifiant": identifier, "origine": origin, "qualite": 1}])


NORA_WITHOUT_RPPS = _identified(f"8{RPPS}", f"8{RPPS}", "EDIT")
"""In the sandbox such an identifier is the editor's own, no RPPS."""

NORA_AS_EMPLOYEE = _identified(EMPLOYEE_ID, f"8{RPPS}", "RPPS")
"""The card of her other employment, which says her RPPS."""


def _signs_in(said: SignedIn) -> Session:
    return sign_in_by_card(runtime.context(), said, CALLER).session


def _head(account_id: str) -> Head:
    head = read_head(account_id)
    assert head is not None
    return head


def _alias(kind: str, value: str, account_id: str) -> Key:
    pk, sk = keys.alias(kind, value, LOOKUP)
    AliasItem(pk=pk, sk=sk, account_id=account_id).save()
    return pk, sk


# The account that it opens


def test_two_concurrent_first_sign_ins_with_one_card_open_one_account(world: World) -> None:
    context = runtime.context()
    with both_read_before_either_writes(), ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(lambda _: sign_in_by_card(context, NORA, CALLER).session.account_id, range(2)))
    assert opened[0] == opened[1]
    assert [item["pk"]["S"] for item in world.of_kind("head")] == [f"ACC#{opened[0]}"]


def test_an_account_opened_by_card_never_overwrites_another(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _head(CLAIRE)
    monkeypatch.setattr("chalicelib.acts.sign_in_by_card.new_id", iter([CLAIRE, "nora"]).__next__)
    assert _signs_in(NORA).account_id == "nora"
    assert _head(CLAIRE) == before


def test_another_card_of_the_same_rpps_is_remembered(world: World) -> None:
    account_id = _signs_in(NORA).account_id
    assert _signs_in(NORA_AS_EMPLOYEE).account_id == account_id
    assert _signs_in(card(EMPLOYEE_ID, "R1")).account_id == account_id


def test_a_card_taken_by_another_account_meanwhile_stays_there(scenes: Scenes) -> None:
    _alias("rpps", RPPS, _signs_in(NORA).account_id)
    with meanwhile(TRANSACTION, lambda: _alias("psc", EMPLOYEE_ID, HELENE)):
        assert _signs_in(NORA_AS_EMPLOYEE).account_id == HELENE
    assert _signs_in(card(EMPLOYEE_ID, "R1")).account_id == HELENE


def test_a_sign_in_restores_nothing_of_an_account_erased_meanwhile(world: World) -> None:
    account_id = _signs_in(NORA).account_id
    married = _saying(NORA, family_name="DURAND")
    with meanwhile(TRANSACTION, HeadItem(*keys.head(account_id)).delete), pytest.raises(Refused):
        _signs_in(married)
    assert world.of_kind("head") == []


def test_a_sign_in_during_a_general_sign_out_opens_a_live_session(world: World) -> None:
    account_id = _signs_in(NORA).account_id

    def sign_out_everywhere() -> None:
        HeadItem(*keys.head(account_id)).update(actions=[HeadItem.generation.add(1)])

    with meanwhile(TRANSACTION, sign_out_everywhere):
        session = _signs_in(_saying(NORA, family_name="DURAND"))
    assert session.generation == _head(account_id).generation == 1


# The facts that it believes


@pytest.mark.parametrize(("auth_mode", "mode"), [("CARD", Mode.CARTE), ("MOBILE", Mode.PSC), ("", Mode.PSC)])
def test_only_the_card_itself_opens_a_session_that_may_act(world: World, auth_mode: str, mode: Mode) -> None:
    assert _signs_in(_saying(NORA, authMode=auth_mode)).mode is mode


def test_a_new_structure_is_known_at_the_next_sign_in_although_nothing_else_has_changed(world: World) -> None:
    account_id = _signs_in(NORA).account_id
    _signs_in(card(f"8{RPPS}", "R1", "R2"))
    key = keys.practice(account_id)
    practice = to_practice(find(read([key]), PracticeItem, key))
    assert [structure.id for structure in practice.structures] == ["R1", "R2"]


def test_an_rpps_from_a_card_is_kept_when_a_later_one_is_silent(world: World) -> None:
    account_id = _signs_in(NORA_WITHOUT_RPPS).account_id
    assert _head(account_id).rpps == ""
    _signs_in(NORA)
    assert _head(account_id).rpps == RPPS
    _signs_in(_saying(NORA_WITHOUT_RPPS, family_name="DURAND"))
    assert (_head(account_id).account.name.nom, _head(account_id).rpps) == ("DURAND", RPPS)


@pytest.mark.parametrize("said", [NORA, NORA_WITHOUT_RPPS], ids=["all as before", "no RPPS this time"])
def test_a_card_without_news_writes_only_its_session_and_its_event(world: World, said: SignedIn) -> None:
    _signs_in(NORA)
    with counted() as calls:
        _signs_in(said)
    assert [call for call in calls if call != "dynamodb.BatchGetItem"] == ["dynamodb.TransactWriteItems"]
