"""Each check before an act alone: the session, the owner of the delegation, the link.

`make mutants` removes them one at a time; on the pages another check would often hide that.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts import given as given_module
from chalicelib.acts import received as received_module
from chalicelib.acts.delegue_account import with_liberal_activity
from chalicelib.acts.given import Given, Hint, Seen, act_on_given, look_at_given, seen_of
from chalicelib.acts.people import SignedOut
from chalicelib.acts.received import Received, find_received
from chalicelib.acts.sign_out import sign_out
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import to_item
from tests.integration.refused_input import code_of
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes
from tests.sessions import CALLER, open_session_of
from tests.small_directory import SmallDirectory, port

SECOND = timedelta(seconds=1)
LONG_ID = "x" * 65


def _delegant(
    scenes: Scenes, found: str, who: str = CLAIRE, hint: Hint | None = None, expected: Seen | None = None
) -> Given:
    return act_on_given(runtime.context(), scenes.session(who), found, hint or Hint(), expected=expected)


def _look(scenes: Scenes, found: str, who: str) -> Given:
    return look_at_given(runtime.context(), scenes.session(who), found)


def _delegue(scenes: Scenes, found: str, who: str = PAUL) -> Received:
    return find_received(runtime.context(), scenes.session(who), found)


# The session


def test_acts_need_a_valid_session(scenes: Scenes) -> None:
    found, context = scenes.demand(), runtime.context()
    session = scenes.session(CLAIRE)
    for outdated in (None, session._replace(generation=1), session._replace(account_id="personne")):
        with pytest.raises(SignedOut):
            act_on_given(context, outdated, found, Hint())
        with pytest.raises(SignedOut):
            find_received(context, outdated, found)
    sign_out(runtime.context(), session, CALLER)
    with pytest.raises(SignedOut):
        act_on_given(context, session, found, Hint())
    another = open_session_of(CLAIRE, Mode.CARTE, scenes.world.now, browser=1)
    assert act_on_given(context, another, found, Hint()).person.id == CLAIRE, "another session of hers goes on"


@pytest.mark.parametrize("status", [AccountStatus.A_ACTIVER, AccountStatus.RESERVEE])
def test_acts_need_an_active_account(scenes: Scenes, status: AccountStatus) -> None:
    found = scenes.demand()
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.status.set(status.value)])
    with pytest.raises(SignedOut):
        _delegue(scenes, found)


def test_a_delegant_needs_a_card_and_an_address_to_act_but_not_to_look(scenes: Scenes) -> None:
    found, context = scenes.demand(), runtime.context()
    for mode in set(Mode) - {Mode.CARTE}:
        session = scenes.session(CLAIRE, mode)
        assert code_of(lambda session=session: act_on_given(context, session, found, Hint())) is Code.NO_CARD  # type: ignore[misc]
        assert look_at_given(context, session, found).delegation.id == found
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.address.set("")])
    assert code_of(lambda: _delegant(scenes, found)) is Code.NO_ADDRESS
    assert look_at_given(context, scenes.session(CLAIRE), found).delegation.id == found


# The owner of the delegation


def test_a_delegation_belongs_to_its_delegant_and_its_delegue_only(scenes: Scenes) -> None:
    found = scenes.demand()
    for stranger in (HELENE, PAUL):
        assert code_of(lambda stranger=stranger: _look(scenes, found, stranger)) is Code.UNKNOWN  # type: ignore[misc]
    for stranger in (HELENE, CLAIRE):
        assert code_of(lambda stranger=stranger: _delegue(scenes, found, stranger)) is Code.UNKNOWN  # type: ignore[misc]
    assert _delegant(scenes, found).delegation == _delegue(scenes, found).delegation == scenes.delegation(found)


@pytest.mark.parametrize("unknown", ["jamais-faite", LONG_ID, "x" * 5000])
def test_an_unknown_id_is_unknown(scenes: Scenes, unknown: str) -> None:
    assert code_of(lambda: _delegant(scenes, unknown)) is Code.UNKNOWN
    assert code_of(lambda: _delegue(scenes, unknown)) is Code.UNKNOWN


def test_an_id_of_the_maximum_length_is_looked_up(scenes: Scenes) -> None:
    longest = "x" * 64
    to_item(scenes.delegation(scenes.demand())._replace(id=longest), runtime.context().policy).save()
    assert _delegant(scenes, longest).delegation.id == _delegue(scenes, longest).delegation.id == longest


def test_a_deleted_or_overdue_delegation_is_gone(scenes: Scenes) -> None:
    for found in (scenes.deleted(), scenes.overdue()):
        assert code_of(lambda found=found: _delegant(scenes, found)) is Code.GONE  # type: ignore[misc]
        assert code_of(lambda found=found: _delegue(scenes, found)) is Code.GONE  # type: ignore[misc]


def test_a_delegation_without_the_account_of_its_delegue_is_not_gone(scenes: Scenes) -> None:
    orphan = scenes.demand()
    HeadItem(*keys.head(PAUL)).delete()
    found = _delegant(scenes, orphan)
    assert found.account.status is AccountStatus.FERMEE
    assert (found.account.address, found.account.name) == (KNOWN[PAUL], found.delegation.delegue.name)


def test_a_wrong_hint_changes_no_result(scenes: Scenes) -> None:
    found = scenes.demand()
    wanted = _delegant(scenes, found)
    assert wanted.guard is not None
    for hint in (
        Hint(PAUL, "comptable"),
        Hint(LEA, "comptable"),
        Hint(PAUL, "remplacant"),
        Hint(PAUL, "pirate"),
        Hint(HELENE),
    ):
        given = _delegant(scenes, found, hint=hint)
        assert (given.account, given.guard and given.guard.key) == (wanted.account, wanted.guard.key)


def test_an_act_that_expects_something_else_than_there_is_is_refused(scenes: Scenes) -> None:
    found = scenes.demand()
    seen = seen_of(scenes.delegation(found), scenes.world.now)
    assert _delegant(scenes, found, hint=seen.hint, expected=seen).delegation.id == found
    others: list[Seen] = [
        seen._replace(revision=2),
        seen._replace(terms_version=2),
        seen._replace(delegue_id=LEA),
        seen._replace(profil="remplacant"),
        seen._replace(status=Status.A_VALIDER),
        seen._replace(is_proposed=True),
    ]
    for other in others:
        assert code_of(lambda other=other: _delegant(scenes, found, expected=other)) is Code.STALE  # type: ignore[misc]


# The id, and the liberal activity


@pytest.mark.parametrize("as_party", [_delegant, _delegue])
def test_an_id_beyond_the_maximum_length_is_not_looked_up(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, as_party: Callable[[Scenes, str], Given | Received]
) -> None:
    monkeypatch.delattr(given_module, "read")
    monkeypatch.delattr(received_module, "read")
    assert code_of(lambda: as_party(scenes, LONG_ID)) is Code.UNKNOWN


@pytest.mark.parametrize(
    ("said", "rpps", "expected"),
    [(False, "", False), (True, "", True), (False, "99900001068", True), (False, "99900001076", False)],
)
def test_a_liberal_activity_counts_from_the_account_or_the_directory(
    scenes: Scenes, said: bool, rpps: str, expected: bool
) -> None:
    known = SmallDirectory({"899900001068": {"liberal_activity": True}, "8": {"liberal_activity": True}})
    account = Account("paul", AccountStatus.ACTIVE, "paul@exemple.fr", liberal_activity=said)
    with port(lambda: known):
        assert with_liberal_activity(account, rpps, runtime.context()).liberal_activity is expected
