"""What becomes of passkeys when their account is joined, robbed, erased or exported, and when two acts meet."""

import pytest
from fido2.utils import websafe_encode

from chalicelib import runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.store import keys, passkeys
from chalicelib.store.passkeys import MOST, Passkey
from chalicelib.store.table import epoch, read
from chalicelib.store.writes import transact
from infra.operations.erasure import erase
from infra.operations.export import export
from tests.authenticator import Credential, Said, registered
from tests.browser import Browser
from tests.integration.meanwhile import TRANSACTION, UPDATE, meanwhile
from tests.integration.passkeys import LIST, NEW, added, made_on, offered, options_on, passkeys_of, signed_in_with
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import LOOKUP


def _join(scenes: Scenes) -> Browser:
    """Join Paul's account to Claire's, who has a card and proves both; return her browser."""
    scenes.give_password(PAUL, PASSWORD)
    browser = scenes.browser(CLAIRE)
    page = browser.get("/compte/rattacher")
    browser.submit(page, "/compte/rattacher", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    return browser


def _stored(account_id: str, number: int) -> list[Passkey]:
    """Give an account passkeys, the latest added last."""
    now = epoch(runtime.context().now)
    found = [
        Passkey(f"{account_id}-{n}", f"{account_id}-credential-{n}", "", "0" * 40, f"Clé {n}", 0, added_at=now + n)
        for n in range(number)
    ]
    for one in found:
        item = passkeys.find_passkeys(read([keys.passkeys(account_id)]), account_id)
        transact(passkeys.addition_of(account_id, item, one, LOOKUP))
    return found


def test_the_passkeys_of_a_joined_account_open_the_account_that_stays(scenes: Scenes) -> None:
    of_paul, of_claire = added(scenes.browser(PAUL), "De Paul"), added(scenes.browser(CLAIRE), "De Claire")
    _join(scenes)
    for credential in (of_paul, of_claire):
        browser = scenes.world.browser()
        assert signed_in_with(browser, credential).url.endswith("/compte")
        assert {"De Paul", "De Claire"} == {one.name for one in passkeys_of(CLAIRE)}
    assert passkeys_of(PAUL) == []


def test_a_join_keeps_as_many_passkeys_as_an_account_may_have_and_forgets_the_others(scenes: Scenes) -> None:
    own, others = _stored(CLAIRE, MOST - 2), _stored(PAUL, 3)
    _join(scenes)
    assert {one.id for one in passkeys_of(CLAIRE)} == {one.id for one in (*own, *others[1:])}
    left = read([passkeys.alias_key(others[0].credential, LOOKUP)])
    assert not left


def test_a_passkey_that_is_added_during_a_join_is_not_lost(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    with meanwhile(TRANSACTION, lambda: made_on(browser, page), about="A#FOLLOW"):
        _join(scenes)
    assert len(passkeys_of(CLAIRE)) == 1 and passkeys_of(PAUL) == []


def test_the_owner_calls_off_a_passkey_that_a_thief_has_added(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    own = added(scenes.browser(PAUL), "La mienne")
    scenes.world.pass_time(days=8)
    thief = scenes.world.browser()
    thief.submit(thief.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    stolen = added(thief, "La sienne")
    link = link_of(scenes.world.mail(KNOWN[PAUL], "Ajout d'une clé d'accès"), "", path="ce-n-est-pas-moi")

    owner = scenes.world.browser()
    owner.submit(owner.get(link), link.rsplit("/", 1)[1])

    assert [one.name for one in passkeys_of(PAUL)] == ["La mienne"]
    assert "n’est pas reconnue" in signed_in_with(thief, stolen).text
    assert signed_in_with(owner, own).url.endswith("/compte")


def test_the_owner_calls_off_an_old_passkey_that_a_thief_has_brought_by_a_join(scenes: Scenes) -> None:
    """Paul is the thief, at a session that Claire left open; his account, and its passkey, are older than a week."""
    scenes.give_password(PAUL, PASSWORD)
    stolen = added(scenes.browser(PAUL), "La sienne")
    scenes.world.pass_time(days=30)
    _join(scenes)
    thief = scenes.world.browser()
    assert signed_in_with(thief, stolen).url.endswith("/compte")
    link = link_of(scenes.world.mail("claire@cabinet.example", "onnexion"), "", path="connexion-inconnue")

    owner = scenes.world.browser()
    owner.submit(owner.get(link), link.rsplit("/", 1)[1])

    assert passkeys_of(CLAIRE) == []
    assert "n’est pas reconnue" in signed_in_with(scenes.world.browser(), stolen).text


def test_an_erasure_leaves_nothing_of_a_passkey(scenes: Scenes) -> None:
    credential = added(scenes.browser(PAUL), "Clé bleue")
    scenes.world.deliver()
    assert erase(runtime.context(), PAUL) == 0
    assert "Clé bleue" not in str(scenes.world.everything())
    assert not read([passkeys.alias_key(stored_name(credential), LOOKUP)])
    assert "n’est pas reconnue" in signed_in_with(scenes.world.browser(), credential).text


def stored_name(credential: Credential) -> str:
    """Return the id of a credential as it is stored."""
    return websafe_encode(credential.id)


def test_an_export_has_the_passkeys_and_neither_their_keys_nor_what_serves_the_machine(scenes: Scenes) -> None:
    added(scenes.browser(PAUL), "Clé bleue")
    (kept,) = passkeys_of(PAUL)
    found = str(export(PAUL, LOOKUP))
    assert "Clé bleue" in found
    for hidden in (kept.public_key, kept.credential, kept.handle):
        assert hidden not in found


def test_two_passkeys_added_at_once_are_both_kept(scenes: Scenes) -> None:
    first, second = scenes.browser(PAUL), scenes.world.signed_in(PAUL)
    pages = offered(first, "Une"), offered(second, "Deux")
    with meanwhile(TRANSACTION, lambda: made_on(second, pages[1])):
        made_on(first, pages[0])
    assert {one.name for one in passkeys_of(PAUL)} == {"Une", "Deux"}


def test_of_two_passkeys_added_at_once_to_the_last_place_one_is_refused(scenes: Scenes) -> None:
    _stored(PAUL, MOST - 1)
    first, second = scenes.browser(PAUL), scenes.world.signed_in(PAUL)
    pages = offered(first, "Une"), offered(second, "Deux")
    with meanwhile(TRANSACTION, lambda: made_on(second, pages[1])):
        after = made_on(first, pages[0])[1]
    assert "a déjà 10 clés" in after.text and len(passkeys_of(PAUL)) == MOST


def test_one_answer_sent_twice_at_once_adds_one_passkey(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    options = options_on(page)
    answer = registered(Credential(options["user"]["id"]), Said(options["challenge"]))
    with meanwhile(TRANSACTION, lambda: browser.submit(page, NEW, reponse=answer)):
        browser.submit(page, NEW, reponse=answer)
    assert len(passkeys_of(PAUL)) == 1


def test_a_passkey_is_not_added_once_its_session_was_ended_elsewhere(scenes: Scenes) -> None:
    browser = scenes.browser(PAUL)
    page = offered(browser)
    link = scenes.account_link(AccountPurpose.NOT_ME)
    with meanwhile(TRANSACTION, lambda: scenes.world.browser().post(link, {})):
        made_on(browser, page)
    assert passkeys_of(PAUL) == []


def test_a_passkey_that_is_removed_during_a_sign_in_opens_nothing(scenes: Scenes) -> None:
    owner, browser = scenes.browser(PAUL), scenes.world.browser()
    credential = added(owner)
    path = f"{LIST}/{passkeys_of(PAUL)[0].id}"
    page = owner.get(path)
    with meanwhile(UPDATE, lambda: owner.submit(page, path), about="counter"):
        assert "n’est pas reconnue" in signed_in_with(browser, credential).text
    assert not browser.get("/compte").url.endswith("/api/compte")


def test_an_unknown_passkey_has_no_page(scenes: Scenes) -> None:
    assert scenes.browser(PAUL).get(f"{LIST}/aucune").status in {404, 410}


@pytest.mark.parametrize("first", ["", "La mienne"], ids=["the only one", "one of two"])
def test_a_passkey_that_is_added_while_the_owner_calls_off_is_removed_too(scenes: Scenes, first: str) -> None:
    scenes.give_password(PAUL, PASSWORD)
    thief = scenes.browser(PAUL)
    if first:
        added(thief, first)
        scenes.world.pass_time(days=8)
        thief = scenes.world.browser()
        thief.submit(thief.get("/connexion"), "/connexion", adresse=KNOWN[PAUL], mot_de_passe=PASSWORD)
    page, link = offered(thief), scenes.account_link(AccountPurpose.NOT_ME)
    with meanwhile(TRANSACTION, lambda: made_on(thief, page), about="pas_moi"):
        scenes.world.browser().post(link, {})
    assert [one.name for one in passkeys_of(PAUL)] == ([first] if first else [])
