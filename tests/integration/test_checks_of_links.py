"""Each check of a link alone: its signature, its account, its nonce, its version, and what its delegation waits for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import links, runtime
from chalicelib.acts.change import change
from chalicelib.acts.follow_link import Dead, DeadLink, follow
from chalicelib.acts.given import Hint
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from chalicelib.links import AccountLinkFacts, BadLink, LinkFault
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, to_item
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes, asked_terms

SECOND = timedelta(seconds=1)


def _why(attempt: Callable[[], object]) -> tuple[Dead, Status | None]:
    with pytest.raises(DeadLink) as dead:
        attempt()
    return dead.value.why, dead.value.status


def _signed(claim: LinkFacts, purpose: Purpose) -> str:
    context = runtime.context()
    return links.sign(purpose, claim, context.keys, context.now)


def _claim(scenes: Scenes, found: str) -> LinkFacts:
    delegation = scenes.delegation(found)
    return LinkFacts(found, delegation.delegue.account_id, delegation.nonce, delegation.terms_version)


@pytest.mark.parametrize(
    "change", [{"account_id": LEA}, {"nonce": "un-autre"}, {"terms_version": 2}, {"terms_version": 0}], ids=str
)
def test_a_link_is_for_one_account_one_nonce_and_one_version(scenes: Scenes, change: dict[str, object]) -> None:
    found = scenes.demand()
    claim = _claim(scenes, found)
    assert follow(runtime.context(), Purpose.ACCEPT, _signed(claim, Purpose.ACCEPT)).delegation.id == found
    other = _signed(claim._replace(**change), Purpose.ACCEPT)  # type: ignore[arg-type]
    why = Dead.REDIRECTED if "account_id" in change else Dead.OUTDATED
    assert _why(lambda: follow(runtime.context(), Purpose.ACCEPT, other)) == (why, Status.EN_COURS)


@pytest.mark.parametrize("change", [{"account_id": PAUL}, {"nonce": "un-autre"}], ids=str)
def test_withdrawing_needs_the_account_and_the_nonce_but_no_version(scenes: Scenes, change: dict[str, str]) -> None:
    found = scenes.to_validate()
    claim = _claim(scenes, found)._replace(terms_version=7)
    assert follow(runtime.context(), Purpose.WITHDRAW, _signed(claim, Purpose.WITHDRAW)).delegation.id == found
    other = _signed(claim._replace(**change), Purpose.WITHDRAW)  # type: ignore[arg-type]
    why = Dead.REDIRECTED if "account_id" in change else Dead.OUTDATED
    assert _why(lambda: follow(runtime.context(), Purpose.WITHDRAW, other))[0] is why


OPENED: dict[str, tuple[Callable[[Scenes], str], set[Purpose]]] = {
    "en cours": (Scenes.demand, set(Purpose) - {Purpose.WITHDRAW}),
    "à valider": (Scenes.to_validate, {Purpose.WITHDRAW}),
    "validée": (Scenes.validated, set()),
    "validée, wider terms asked for": (Scenes.proposal, {Purpose.ACCEPT, Purpose.REFUSE}),
    "refusée": (Scenes.refused, set()),
    "non aboutie": (Scenes.disowned, set()),
    "terminée": (Scenes.ended, set()),
}


@pytest.mark.parametrize("situation", OPENED)
def test_a_link_opens_only_the_act_that_its_delegation_waits_for(scenes: Scenes, situation: str) -> None:
    build, opened = OPENED[situation]
    found = build(scenes)
    status = scenes.delegation(found).status_at(scenes.world.now)
    for purpose in Purpose:
        token = scenes.token(found, purpose)
        if purpose in opened:
            assert follow(runtime.context(), purpose, token).delegation.id == found
        else:
            too_late = purpose is Purpose.WITHDRAW and status is Status.VALIDEE
            why = Dead.VALIDATED if too_late else Dead.USED
            assert _why(lambda p=purpose, t=token: follow(runtime.context(), p, t)) == (why, status)  # type: ignore[misc]


def test_wider_terms_of_a_refused_delegation_open_nothing(scenes: Scenes) -> None:
    found = scenes.proposal()
    closed = scenes.delegation(found)._replace(status=Status.REFUSEE)
    to_item(closed, runtime.context().policy).save()
    token = scenes.token(found, Purpose.ACCEPT)
    assert _why(lambda: follow(runtime.context(), Purpose.ACCEPT, token)) == (Dead.USED, Status.REFUSEE)


def test_the_link_of_a_missing_delegation_has_expired(scenes: Scenes) -> None:
    found = scenes.demand()
    token = scenes.token(found, Purpose.ACCEPT)
    DelegationItem(*keys.delegation(found)).delete()
    assert _why(lambda: follow(runtime.context(), Purpose.ACCEPT, token)) == (Dead.OVER, None)
    overdue = scenes.token(scenes.overdue(), Purpose.ACCEPT)
    assert _why(lambda: follow(runtime.context(), Purpose.ACCEPT, overdue)) == (Dead.PURGED, None)


def test_a_link_lives_as_long_as_its_delegation_despite_a_new_setting(scenes: Scenes) -> None:
    found = scenes.demand()
    context, token = runtime.context(), scenes.token(found, Purpose.ACCEPT)
    gone_at = scenes.delegation(found).gone_at
    shorter = context._replace(settings=context.settings._replace(purge_after_days=1), now=gone_at - SECOND)
    assert follow(shorter, Purpose.ACCEPT, token).account.id == PAUL
    assert _why(lambda: follow(shorter._replace(now=gone_at), Purpose.ACCEPT, token))[0] is Dead.PURGED


def test_every_purpose_has_its_own_salt(scenes: Scenes) -> None:
    context = runtime.context()
    token = links.sign_account(AccountPurpose.NEW_PASSWORD, AccountLinkFacts(PAUL, "nonce"), context.keys, context.now)
    day = timedelta(days=1)
    read = links.read_account(AccountPurpose.NEW_PASSWORD, token, context.keys, context.now, day)
    assert read == AccountLinkFacts(PAUL, "nonce")
    for purpose in (*Purpose, AccountPurpose.CONFIRM_ADDRESS):
        with pytest.raises(BadLink) as bad:
            links.read_account(purpose, token, context.keys, context.now, day)
        assert bad.value.fault is LinkFault.OTHER_PURPOSE
    with pytest.raises(BadLink) as bad:
        links.read_account(AccountPurpose.NEW_PASSWORD, f"x{token}", context.keys, context.now, day)
    assert bad.value.fault is LinkFault.FORGED


def test_a_change_may_be_answered_while_the_delegation_is_still_to_be_validated(scenes: Scenes) -> None:
    found = scenes.to_validate()
    terms = scenes.delegation(found).terms
    longer = asked_terms(terms.validity.start, terms.validity.end + timedelta(days=1))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, longer, "prolonger")
    landing = follow(runtime.context(), Purpose.ACCEPT, scenes.token(found, Purpose.ACCEPT))
    assert landing.delegation.status is Status.A_VALIDER
    assert landing.delegation.proposal is not None
