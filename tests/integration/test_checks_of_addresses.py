"""Each check around an address alone: the state shown by step 1, its owner, its next owner.

`make mutants` removes them one at a time; in most stories another check would hide that.
"""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.confirm_address import confirm_address
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.people import SignedOut
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, read_head
from chalicelib.store.table import find, read
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, UPDATE, meanwhile
from tests.integration.refused_input import code_of, unchanged
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.world import LOOKUP

NEW, OTHER, FREE = "paul.nouveau@exemple.fr", "paul.autre@exemple.fr", "libre@exemple.fr"


def _create(scenes: Scenes, shown: Shown, form_key: str = "cle", after: int = 0, most: int = 30) -> str:
    context, first = runtime.context(), scenes.today + after * DAY
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(first, first + 9 * DAY), Identifiers())
    context = context._replace(settings=context.settings._replace(creations_per_day=most))
    return create(context, scenes.session(CLAIRE), shown, asked, form_key)


def _owner(address: str) -> str:
    key = keys.alias("address", address, LOOKUP)
    alias = find(read([key]), AliasItem, key)
    return alias.account_id if alias else ""


# The state shown by step 1


@pytest.mark.parametrize(
    "shown",
    [
        pytest.param(Shown(FREE, PAUL, known=True), id="somebody who has left it"),
        pytest.param(Shown(KNOWN[PAUL], HELENE, known=True), id="somebody else"),
        pytest.param(Shown(KNOWN[PAUL], "personne", known=False), id="nobody yet"),
    ],
)
def test_nothing_is_created_for_an_account_that_step_1_did_not_show(scenes: Scenes, shown: Shown) -> None:
    with unchanged(scenes.world):
        assert code_of(lambda: _create(scenes, shown)) is Code.ACCOUNT_APPEARED


def test_nothing_is_created_for_an_address_whose_account_has_ended(scenes: Scenes) -> None:
    alias_item(FREE, "disparu", LOOKUP).save()
    with unchanged(scenes.world):
        assert code_of(lambda: _create(scenes, Shown(FREE, "disparu", known=False))) is Code.ACCOUNT_APPEARED


@pytest.mark.parametrize("taken", [CLAIRE, PAUL, LEA])
def test_an_invitation_does_not_overwrite_an_account(scenes: Scenes, taken: str) -> None:
    before = read_head(taken)
    assert code_of(lambda: _create(scenes, Shown(FREE, taken, known=False))) in {Code.CONFLICT, Code.ONESELF}
    assert (read_head(taken), _owner(FREE)) == (before, "")


# A repeated form, sent between two readings of the first one


def test_a_repeated_form_that_used_up_the_limit_gets_the_first_result(scenes: Scenes) -> None:
    shown, twins = Shown(FREE, "nouveau", known=False), list[str]()
    with meanwhile(UPDATE, lambda: twins.append(_create(scenes, shown, most=1))):
        assert [_create(scenes, shown, most=1)] == twins
    assert code_of(lambda: _create(scenes, shown, "une-autre", most=1)) is Code.LIMIT


def test_a_repeated_form_that_overlaps_its_own_creation_gets_the_first_result(scenes: Scenes) -> None:
    _create(scenes, Shown(FREE, "premier", known=False), "avant", after=30)
    shown, twins = Shown(FREE, "second", known=False), list[str]()
    with meanwhile(UPDATE, lambda: twins.append(_create(scenes, shown))):
        assert [_create(scenes, shown)] == twins
    assert code_of(lambda: _create(scenes, shown, "une-autre")) is Code.OVERLAP


# The record of a look-up


@pytest.mark.parametrize(("address", "known"), [(KNOWN[PAUL], True), (FREE, False), ("personne@exemple.fr", False)])
def test_the_record_of_a_look_up_says_whether_the_address_has_an_account(
    scenes: Scenes, address: str, known: bool
) -> None:
    _create(scenes, Shown(FREE, "nouveau", known=False))
    look_up(runtime.context(), scenes.session(CLAIRE), address)
    (record,) = scenes.world.of_kind("lookup")
    assert record["known"]["BOOL"] is known


# Correcting


def test_a_correction_needs_a_session(scenes: Scenes) -> None:
    found = scenes.undeliverable()
    with unchanged(scenes.world), pytest.raises(SignedOut):
        correct(runtime.context(), None, found, Hint(), Shown(FREE, "nouveau", known=False))


def test_a_correction_to_an_address_reserved_meanwhile_uses_that_account(scenes: Scenes) -> None:
    found = scenes.undeliverable()
    last = (scenes.delegation(found).terms.validity.end - scenes.today).days
    other = _create(scenes, Shown(FREE, "premier", known=False), after=last + 30)
    hint = Hint(scenes.delegation(found).delegue.account_id, ProfilId.COMPTABLE.value)
    correct(runtime.context(), scenes.session(CLAIRE), found, hint, Shown(FREE, "second", known=False))
    assert {scenes.delegation(one).delegue.account_id for one in (found, other)} == {"premier"}
    assert code_of(lambda: _create(scenes, Shown(FREE, "premier", known=False), "encore")) is Code.OVERLAP


def test_a_correction_while_the_first_account_ends_leaves_nothing_of_it(scenes: Scenes) -> None:
    found = scenes.undeliverable()
    wrong = scenes.delegation(found).delegue.account_id
    with meanwhile(TRANSACTION, HeadItem(*keys.head(wrong)).delete):
        correct(runtime.context(), scenes.session(CLAIRE), found, Hint(), Shown(FREE, "nouveau", known=False))
    assert not read([keys.head(wrong)])
    assert scenes.delegation(found).delegue.account_id == "nouveau"


# One's own address


def test_requesting_ones_present_address_is_refused(scenes: Scenes) -> None:
    with unchanged(scenes.world):
        session, caller = scenes.session(PAUL), Caller("192.0.2.1")
        assert code_of(lambda: ask_address(runtime.context(), session, KNOWN[PAUL].upper(), "", caller)) is Code.FORM


def test_an_address_taken_during_a_confirmation_is_released_too(scenes: Scenes) -> None:
    token = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS).rsplit("/", 1)[1]
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set("")])

    def gets_another() -> None:
        HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.address.set(OTHER)])
        alias_item(OTHER, PAUL, LOOKUP).save()

    with meanwhile(TRANSACTION, gets_another):
        confirm_address(runtime.context(), scenes.session(PAUL), token)
    head = read_head(PAUL)
    assert head is not None
    assert (head.account.address, _owner(NEW), _owner(OTHER)) == (NEW, PAUL, "")


def test_a_demand_that_ends_in_the_same_second_does_not_block_a_change_of_address(scenes: Scenes) -> None:
    first, second = scenes.demand(), scenes.demand()
    scenes.world.now = scenes.delegation(first).gone_at
    token = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS).rsplit("/", 1)[1]
    assert confirm_address(runtime.context(), scenes.session(PAUL), token) == NEW
    assert scenes.delegation(first).delegue.address == KNOWN[PAUL]
    assert scenes.world.of_kind("follow") == []
    assert scenes.delegation(second).delegue.address == NEW


def test_an_address_without_an_opened_account_gets_no_new_password(scenes: Scenes) -> None:
    _create(scenes, Shown(FREE, "nouveau", known=False))
    before = [item for item in scenes.world.items() if item["pk"]["S"].endswith("#nouveau")]
    ask_new_password(runtime.context(), FREE, Caller("192.0.2.1"))
    assert "mot_de_passe_oublie" not in {item["mail_kind"]["S"] for item in scenes.world.of_kind("mail")}
    assert [item for item in scenes.world.items() if item["pk"]["S"].endswith("#nouveau")] == before
