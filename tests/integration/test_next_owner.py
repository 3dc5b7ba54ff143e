"""Whoever has the address of a closed account next gets an account of his own, and nothing of the former one."""

from collections.abc import Callable, Mapping

import pytest

from chalicelib import runtime
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.free_address import free_address
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import AccountAppeared, Shown
from chalicelib.acts.look_up import look_up
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from chalicelib.domain.statuses import Status
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, read_head
from chalicelib.store.calls import Raced
from chalicelib.store.table import find, read
from tests.browser import Browser
from tests.builders import DAY
from tests.integration.card_readers import open_account, validate
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, LEA, PAUL, Scenes, asked_terms
from tests.integration.test_asking_by_address import ACCOUNT, mailed_link
from tests.integration.test_closing import close
from tests.integration.test_story import PASSWORD, begin
from tests.integration.world import LOOKUP, World

ADDRESS = KNOWN[PAUL]


def _sign_in(world: World) -> Browser:
    browser = world.browser()
    page = browser.submit(browser.get("/connexion"), "/connexion", adresse=ADDRESS, mot_de_passe=PASSWORD)
    assert page.url.endswith("/compte"), page.text
    return browser


def _owner() -> str:
    """Return the account of the address; empty when it has none."""
    key = keys.alias("address", ADDRESS, LOOKUP)
    alias = find(read([key]), AliasItem, key)
    return alias.account_id if alias else ""


@pytest.fixture
def ended(scenes: Scenes) -> str:
    """Return a delegation of Claire to Paul that ended lately; he has signed in since with his password."""
    found = scenes._before(30 * DAY, scenes.validated)
    scenes.world.run_schedule()
    scenes.give_password(PAUL, PASSWORD)
    _sign_in(scenes.world)
    return found


def _invite(scenes: Scenes) -> Browser:
    helene = scenes.browser(HELENE)
    page = helene.submit(begin(helene, ADDRESS), "/nouvelle/profil", choix="comptable")
    terms = {"debut": scenes.today.isoformat(), "fin": (scenes.today + 20 * DAY).isoformat()}
    page = helene.submit(page, "/nouvelle/valider", **terms, structures=["cabinet-1"])
    assert "bien été créée" in page.text, page.text
    return helene


@pytest.fixture
def successor(scenes: Scenes, ended: str) -> Browser:
    """Return the browser of whoever opens the invitation that Hélène sends to Paul's address after he has closed."""
    scenes.world.pass_time(days=1)
    close(scenes.browser(PAUL))
    scenes.world.run_schedule()
    helene = _invite(scenes)
    open_account(scenes.world, ADDRESS)
    validate(helene)
    return _sign_in(scenes.world)


@pytest.mark.parametrize("path", ["/recues", "/notifications", "/compte/evenements", "/compte/fermer"])
def test_the_next_owner_sees_nothing_of_the_former(scenes: Scenes, successor: Browser, path: str) -> None:
    page = successor.get(path)
    assert page.status == 200
    assert "Claire" not in page.text
    assert f"{scenes.today - DAY:%d/%m/%Y}" not in page.text


def test_the_next_owner_asks_for_nothing_that_the_former_had(successor: Browser, ended: str) -> None:
    assert successor.get(f"/recues/{ended}").status == 404
    assert successor.get(f"/recues/{ended}/prolonger").status == 404


def test_the_delegant_keeps_what_is_over_and_can_end_it(scenes: Scenes, successor: Browser, ended: str) -> None:
    browser, path = scenes.browser(CLAIRE), f"/delegations/{ended}"
    assert "M. Paul MODÈLE" in browser.get(path).text
    browser.submit(browser.get(f"{path}/supprimer"), "/supprimer")
    assert scenes.world.of_kind("tombstone")


def test_the_id_of_a_closed_account_is_given_to_nobody(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    assert look_up(runtime.context(), scenes.session(HELENE), ADDRESS).account.id != PAUL
    _invite(scenes)
    assert _owner() not in {"", PAUL}
    closed = read_head(PAUL)
    assert closed is not None and closed.account.address == ""
    scenes.world.pass_time(days=2)
    assert read_head(PAUL) is None
    assert _owner() not in {"", PAUL}


def _create(scenes: Scenes, account_id: str, who: str = HELENE) -> str:
    """Delegate to the address as step 1 showed it: with this account, which nobody had opened."""
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + 20 * DAY), Identifiers())
    return create(runtime.context(), scenes.session(who), Shown(ADDRESS, account_id, known=False), asked, f"cle-{who}")


def test_a_step_that_showed_the_closed_account_itself_makes_another(scenes: Scenes) -> None:
    """The release before showed it so."""
    close(scenes.browser(PAUL))
    found = _create(scenes, PAUL)
    assert scenes.delegation(found).delegue.account_id == _owner() != PAUL


def test_two_invitations_at_once_share_the_new_account(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    found: list[str] = []
    with meanwhile(TRANSACTION, lambda: found.append(_create(scenes, "compte-1", CLAIRE))):
        found.append(_create(scenes, "compte-2"))
    assert {scenes.delegation(one).delegue.account_id for one in found} == {"compte-1"} == {_owner()}


def test_an_invitation_at_the_moment_of_the_end_is_not_lost(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    scenes.world.deliver()
    scenes.world.now += 2 * DAY
    with meanwhile(TRANSACTION, scenes.world.run_schedule):
        found = _create(scenes, "compte-1")
    assert read_head(PAUL) is None
    assert (scenes.delegation(found).delegue.account_id, _owner()) == ("compte-1", "compte-1")


@pytest.mark.parametrize("shown", ["compte-1", PAUL], ids=["a new account", "the closed one, as the release before"])
def test_an_invitation_that_was_cut_off_after_the_address_was_freed_is_sent_again(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch, shown: str
) -> None:
    close(scenes.browser(PAUL))
    with monkeypatch.context() as cut, pytest.raises(RuntimeError):
        cut.setattr("chalicelib.acts.create.commit", _fail)
        _create(scenes, shown)
    assert _owner() == ""
    owner = scenes.delegation(_create(scenes, shown)).delegue.account_id
    assert owner == _owner() != PAUL
    assert shown in {owner, PAUL}


def _fail(*_: object) -> None:
    raise RuntimeError


def test_a_delegant_who_was_shown_the_account_before_its_closing_is_shown_that_it_is_gone(scenes: Scenes) -> None:
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + 20 * DAY), Identifiers())
    context, helene, shown = runtime.context(), scenes.session(HELENE), Shown(ADDRESS, PAUL, known=True)
    with meanwhile(TRANSACTION, lambda: close(scenes.browser(PAUL))), pytest.raises(AccountAppeared) as appeared:
        create(context, helene, shown, asked, "cle")
    assert (appeared.value.account.id, appeared.value.account.status.is_known) != (PAUL, True)
    assert _owner() == PAUL, "the next creation frees it"


def test_a_demand_that_did_not_arrive_is_corrected_to_the_address_of_a_closed_account(scenes: Scenes) -> None:
    found = scenes.undeliverable()
    close(scenes.browser(PAUL))
    shown = Shown(ADDRESS, PAUL, known=False)
    correct(runtime.context(), scenes.session(CLAIRE), found, Hint(), shown)
    assert scenes.delegation(found).delegue.account_id == _owner() != PAUL
    assert scenes.world.browser().get(scenes.link(found, Purpose.OPEN_ACCOUNT)).status == 200


def test_whoever_asks_by_the_address_of_a_closed_account_opens_another(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    path, browser = mailed_link(scenes, ADDRESS), scenes.world.browser()
    form = browser.get(path)
    assert _owner() == PAUL, "a page changes nothing"
    assert "Votre demande a bien été envoyée" in browser.submit(form, "", **ACCOUNT).text
    owner = read_head(_owner())
    assert owner is not None and owner.account.id != PAUL
    assert [item["content"]["M"]["status"]["S"] for item in scenes.world.of_kind("delegation")] == [Status.A_VALIDER]


@pytest.mark.parametrize(("wish", "most"), [({}, 1), ({"debut": "01/01/2027", "fin": "31/01/2027"}, 2)])
def test_two_who_ask_at_once_by_the_address_of_a_closed_account_share_the_new_one(
    scenes: Scenes, wish: dict[str, str], most: int
) -> None:
    close(scenes.browser(PAUL))
    path, first, second = mailed_link(scenes, ADDRESS), scenes.world.browser(), scenes.world.browser()
    form, other = first.get(path), second.get(path)
    pages = []
    with meanwhile(TRANSACTION, lambda: pages.append(second.submit(other, "", **ACCOUNT, **wish))):
        pages.append(first.submit(form, "", **ACCOUNT))
    assert "Votre demande a bien été envoyée" in pages[0].text
    assert [page.status for page in pages] == [200, 200 if most > 1 else 409], pages[1].text
    delegues = [item["content"]["M"]["delegue"]["M"]["account_id"]["S"] for item in scenes.world.of_kind("delegation")]
    assert delegues == [_owner()] * most and _owner() != PAUL


def test_the_same_form_sent_twice_at_once_by_the_address_of_a_closed_account_asks_once(scenes: Scenes) -> None:
    close(scenes.browser(PAUL))
    browser = scenes.world.browser()
    form = browser.get(mailed_link(scenes, ADDRESS))
    pages = []
    with meanwhile(TRANSACTION, lambda: pages.append(browser.submit(form, "", **ACCOUNT))):
        pages.append(browser.submit(form, "", **ACCOUNT))
    assert all("Votre demande a bien été envoyée" in page.text for page in pages)
    assert len(scenes.world.of_kind("delegation")) == 1


def test_an_account_closed_at_the_moment_at_which_its_address_asks_is_not_opened_again(scenes: Scenes) -> None:
    def close_lea() -> None:
        HeadItem(*keys.head(LEA)).update([HeadItem.status.set("reservee"), HeadItem.generation.add(1)])

    browser = scenes.world.browser()
    form = browser.get(mailed_link(scenes, KNOWN[LEA]))
    with meanwhile(TRANSACTION, close_lea):
        page = browser.submit(form, "")
    assert page.status == 400 and "Créer votre compte amelipro" in page.text
    assert scenes.world.of_kind("delegation") == []


def _give_address_away() -> None:
    AliasItem(*keys.alias("address", ADDRESS, LOOKUP)).update([AliasItem.account_id.set("compte-1")])


CHANGES: Mapping[str, Callable[[], object]] = {
    "the address is another account's": _give_address_away,
    "it waits again": lambda: HeadItem(*keys.head(PAUL)).update([HeadItem.waiting.add({"delegation"})]),
    "it was opened": lambda: HeadItem(*keys.head(PAUL)).update([HeadItem.status.set("a_activer")]),
    "it was opened and closed again": lambda: HeadItem(*keys.head(PAUL)).update([HeadItem.generation.add(1)]),
    "it has no address": lambda: HeadItem(*keys.head(PAUL)).update([HeadItem.address.set("")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_address_of_an_account_that_has_changed_since_is_not_taken_from_it(scenes: Scenes, change: str) -> None:
    close(scenes.browser(PAUL))
    closed = read_head(PAUL)
    assert closed is not None and closed.is_closed
    CHANGES[change]()
    with unchanged(scenes.world), pytest.raises(Raced):
        free_address(runtime.context(), closed)
