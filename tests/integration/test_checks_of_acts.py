"""Each check before an act alone: the session, the owner of the delegation, the link.

`make mutants` removes them one at a time; on the pages another check would often hide that.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from chalicelib import links, runtime
from chalicelib.acts import given as given_module
from chalicelib.acts import received as received_module
from chalicelib.acts.change import change
from chalicelib.acts.delegue_account import with_liberal_activity
from chalicelib.acts.follow_link import Dead, DeadLink, follow
from chalicelib.acts.given import Given, Hint, Seen, act_on_given, look_at_given, seen_of
from chalicelib.acts.people import SignedOut
from chalicelib.acts.received import Received, find_received
from chalicelib.acts.sign_out import sign_out
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus, Status
from chalicelib.identity.sessions import Mode
from chalicelib.links import AccountLinkFacts, BadLink, LinkFault
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import DelegationItem, to_item
from tests.browser import Browser
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.sessions import CALLER, open_session_of
from tests.small_directory import SmallDirectory, port

SECOND = timedelta(seconds=1)
LONG_ID = "x" * 65


def _code(attempt: Callable[[], object]) -> Code:
    with pytest.raises(Refused) as refused:
        attempt()
    return refused.value.code


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
        assert _code(lambda session=session: act_on_given(context, session, found, Hint())) is Code.NO_CARD  # type: ignore[misc]
        assert look_at_given(context, session, found).delegation.id == found
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.address.set("")])
    assert _code(lambda: _delegant(scenes, found)) is Code.NO_ADDRESS
    assert look_at_given(context, scenes.session(CLAIRE), found).delegation.id == found


# The owner of the delegation


def test_a_delegation_belongs_to_its_delegant_and_its_delegue_only(scenes: Scenes) -> None:
    found = scenes.demand()
    for stranger in (HELENE, PAUL):
        assert _code(lambda stranger=stranger: _look(scenes, found, stranger)) is Code.UNKNOWN  # type: ignore[misc]
    for stranger in (HELENE, CLAIRE):
        assert _code(lambda stranger=stranger: _delegue(scenes, found, stranger)) is Code.UNKNOWN  # type: ignore[misc]
    assert _delegant(scenes, found).delegation == _delegue(scenes, found).delegation == scenes.delegation(found)


@pytest.mark.parametrize("unknown", ["jamais-faite", LONG_ID, "x" * 5000])
def test_an_unknown_id_is_unknown(scenes: Scenes, unknown: str) -> None:
    assert _code(lambda: _delegant(scenes, unknown)) is Code.UNKNOWN
    assert _code(lambda: _delegue(scenes, unknown)) is Code.UNKNOWN


def test_an_id_of_the_maximum_length_is_looked_up(scenes: Scenes) -> None:
    longest = "x" * 64
    to_item(scenes.delegation(scenes.demand())._replace(id=longest), runtime.context().policy).save()
    assert _delegant(scenes, longest).delegation.id == _delegue(scenes, longest).delegation.id == longest


def test_a_deleted_or_overdue_delegation_is_gone(scenes: Scenes) -> None:
    for found in (scenes.deleted(), scenes.overdue()):
        assert _code(lambda found=found: _delegant(scenes, found)) is Code.GONE  # type: ignore[misc]
        assert _code(lambda found=found: _delegue(scenes, found)) is Code.GONE  # type: ignore[misc]


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
        assert _code(lambda other=other: _delegant(scenes, found, expected=other)) is Code.STALE  # type: ignore[misc]


# The link


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


# The signature


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


# The form


def _deletes(scenes: Scenes, browser: Browser, found: str, csrf: str, **headers: str) -> int:
    return scenes.send(browser, f"/delegations/{found}/supprimer", {"csrf": csrf}, **headers).status


def test_a_form_of_another_site_or_session_does_nothing(scenes: Scenes) -> None:
    found = scenes.demand()
    here = scenes.browser(CLAIRE)
    own = scenes.forms_token(here)
    with unchanged(scenes.world):
        for csrf in ("", "faux", own[:-1]):
            assert _deletes(scenes, here, found, csrf) == 403
        _deletes(scenes, here, found, scenes.forms_token(scenes.browser(HELENE)))
        for site in ("cross-site", "same-site", "pirate"):
            assert _deletes(scenes, here, found, own, **{"Sec-Fetch-Site": site}) == 403
            assert scenes.send(here, scenes.link(found, Purpose.REFUSE), {}, **{"Sec-Fetch-Site": site}).status == 403
    assert _deletes(scenes, here, found, own, **{"Sec-Fetch-Site": "same-origin"}) == 303
    for site in ("none", "same-origin"):
        link = scenes.link(scenes.demand(), Purpose.REFUSE)
        assert scenes.send(scenes.browser(), link, {}, **{"Sec-Fetch-Site": site}).status == 200


def test_signing_in_needs_the_token_of_its_own_page(scenes: Scenes) -> None:
    scenes.give_password(PAUL, "Tournesol-42!")
    browser = scenes.world.browser()
    page = browser.get("/connexion")
    right = dict(page.form("/connexion").filled({"adresse": "paul@exemple.fr", "mot_de_passe": "Tournesol-42!"}))
    other = dict(scenes.world.browser().get("/connexion").form("/connexion").filled({}))
    for stranger, fields in ((browser, right | {"csrf": other["csrf"]}), (scenes.world.browser(), right)):
        assert "recommencez" in scenes.send(stranger, "/connexion", fields).body
        assert "/connexion" in stranger.get("/compte").url
    assert scenes.send(browser, "/connexion", right).status == 303


def test_a_change_may_be_answered_while_the_delegation_is_still_to_be_validated(scenes: Scenes) -> None:
    found = scenes.to_validate()
    terms = scenes.delegation(found).terms
    longer = asked_terms(terms.validity.start, terms.validity.end + timedelta(days=1))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, longer, "prolonger")
    landing = follow(runtime.context(), Purpose.ACCEPT, scenes.token(found, Purpose.ACCEPT))
    assert landing.delegation.status is Status.A_VALIDER
    assert landing.delegation.proposal is not None


# The id, and the liberal activity


@pytest.mark.parametrize("as_party", [_delegant, _delegue])
def test_an_id_beyond_the_maximum_length_is_not_looked_up(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, as_party: Callable[[Scenes, str], Given | Received]
) -> None:
    monkeypatch.delattr(given_module, "read")
    monkeypatch.delattr(received_module, "read")
    assert _code(lambda: as_party(scenes, LONG_ID)) is Code.UNKNOWN


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
