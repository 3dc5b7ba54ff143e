"""Two concurrent acts on an account's password or address: one wins, and the other gets a message."""

import pytest

from chalicelib import links, runtime
from chalicelib.acts.choose_password import Chosen, change_password
from chalicelib.acts.guesses import Caller
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Mode
from chalicelib.links import AccountLinkFacts
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import HeadItem
from tests.builders import DAY
from tests.integration.scenes import HELENE, PAUL, Scenes
from tests.integration.test_story import PASSWORD
from tests.integration.test_two_at_once import Click, answers, at_once, posting, scenes, tab

__all__ = ["scenes"]

OTHER = "Autre-Phrase-34!"
CALLER = Caller("192.0.2.1")
CHOSEN = {"mot_de_passe": PASSWORD, "confirmation": PASSWORD}


def mails_written(scenes: Scenes, kind: str) -> int:
    """Return how many mails of a kind were written."""
    return [item["mail_kind"]["S"] for item in scenes.world.of_kind("mail")].count(kind)


def test_a_link_for_a_new_password_is_used_once(scenes: Scenes) -> None:
    path = scenes.account_link(AccountPurpose.NEW_PASSWORD)

    def choosing(given: str) -> Click:
        return lambda: scenes.world.browser().post(path, {"mot_de_passe": given, "confirmation": given})

    pages = at_once(choosing(PASSWORD), choosing(OTHER))
    assert answers(*pages) == [200, 410]
    assert mails_written(scenes, "mot_de_passe_modifie") == 1


def test_of_two_new_passwords_one_counts_and_the_other_tab_gets_a_message(scenes: Scenes) -> None:
    clicks = []
    for given in (PASSWORD, OTHER):
        browser, page = tab(scenes, PAUL, "/compte/mot-de-passe")
        clicks.append(posting(browser, page, "/compte/mot-de-passe", mot_de_passe=given, confirmation=given))
    pages = at_once(*clicks)
    assert answers(*pages) == [200, 200]
    assert sorted("Votre session a pris fin" in page.text for page in pages) == [False, True]
    assert mails_written(scenes, "mot_de_passe_modifie") == 1


def test_a_link_that_confirms_an_address_is_used_once(scenes: Scenes) -> None:
    path = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS)
    pages = at_once(*(posting(*tab(scenes, PAUL, path), path) for _ in range(2)))
    assert answers(*pages) == [200, 410]
    assert mails_written(scenes, "adresse_modifiee") == 1


def test_of_two_people_who_confirm_one_address_only_one_gets_it(scenes: Scenes) -> None:
    path = scenes.account_link(AccountPurpose.CONFIRM_ADDRESS)
    context = runtime.context()
    pendings.item(
        HELENE, AccountPurpose.CONFIRM_ADDRESS, "une-fois", context.now + DAY, "paul.nouveau@exemple.fr"
    ).save()
    token = links.sign_account(
        AccountPurpose.CONFIRM_ADDRESS, AccountLinkFacts(HELENE, "une-fois"), context.keys, context.now
    )
    other = f"/{AccountPurpose.CONFIRM_ADDRESS}/{token}"
    tabs = ((PAUL, path), (HELENE, other))
    pages = at_once(*(posting(*tab(scenes, who, path), path) for who, path in tabs))
    assert answers(*pages) == [200, 409]
    heads = [item["address"]["S"] for item in scenes.world.of_kind("head")]
    assert heads.count("paul.nouveau@exemple.fr") == 1


@pytest.mark.parametrize("purpose", [one for one in AccountPurpose if one is not AccountPurpose.ASK])
def test_a_link_about_an_account_that_ended_meanwhile_has_expired(scenes: Scenes, purpose: AccountPurpose) -> None:
    """That by which one asks is about an address, whoever has it."""
    path = scenes.account_link(purpose)
    HeadItem(*keys.head(PAUL)).delete()
    browser = scenes.world.browser()
    assert browser.get(path).status == 410
    if purpose not in {AccountPurpose.JOIN, AccountPurpose.CONFIRM_ADDRESS}:  # whose forms need a session
        assert browser.post(path, CHOSEN).status == 410


@pytest.mark.parametrize("mode", [Mode.MOT_DE_PASSE, Mode.MOBILE])
def test_a_first_password_needs_a_sign_in_by_card(scenes: Scenes, mode: Mode) -> None:
    with pytest.raises(Refused) as refused:
        change_password(
            runtime.context(), scenes.session(PAUL, mode), "", Chosen(PASSWORD, PASSWORD), Caller("192.0.2.1")
        )
    assert refused.value.code is Code.NO_CARD
    change_password(runtime.context(), scenes.session(PAUL), "", Chosen(PASSWORD, PASSWORD), CALLER)
