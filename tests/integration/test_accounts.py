"""Accounts: forgotten passwords, changes of password and of address, first card sign-in, revocation."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from tests.browser import Browser, Page
from tests.cheap_passwords import hash_of
from tests.integration.replays import again
from tests.integration.test_story import PASSWORD, create_comptable, link_of
from tests.integration.world import LOOKUP, World
from tests.sessions import CALLER

NEW = "Verger-Dore-58"
OLD_HASH = hash_of(PASSWORD)


@again
def sign_in(browser: Browser, address: str, password: str) -> Page:
    """Sign in by password."""
    return browser.submit(browser.get("/connexion"), "/connexion", adresse=address, mot_de_passe=password)


def zoe(world: World) -> str:
    """Give Zoé an account and a password."""
    return world.person("zoe", "zoe@exemple.fr", Name("MME", "Zoé", "Claire"), password_hash=OLD_HASH).id


def known_of_people(world: World) -> list[dict[str, Any]]:
    """Return every stored item except the sessions."""
    return [item for item in world.items() if item["kind"]["S"] != "sessions"]


def ask_for_link(browser: Browser, address: str) -> Page:
    """Fill in « Mot de passe oublié »."""
    return browser.submit(browser.get("/mot-de-passe-oublie"), "/mot-de-passe-oublie", adresse=address)


def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail_once(world: World) -> None:
    zoe(world)
    browser = world.browser()
    ask_for_link(browser, "zoe@exemple.fr")
    link = link_of(world.mail("zoe@exemple.fr"), "", path="nouveau-mot-de-passe")

    page = browser.get(link)
    done = browser.submit(page, link.rsplit("/", 1)[1], mot_de_passe=NEW, confirmation=NEW)

    assert "Votre mot de passe a bien été modifié." in done.text
    assert "incorrect" in sign_in(world.browser(), "zoe@exemple.fr", PASSWORD).text
    assert "Mon compte" in sign_in(world.browser(), "zoe@exemple.fr", NEW).text
    assert browser.get(link).status == 410
    assert world.mail("zoe@exemple.fr", "Modification de votre mot de passe")


def test_a_link_for_a_new_password_lives_one_hour(world: World) -> None:
    zoe(world)
    ask_for_link(world.browser(), "zoe@exemple.fr")
    link = link_of(world.mail("zoe@exemple.fr"), "", path="nouveau-mot-de-passe")

    world.now += timedelta(hours=1, seconds=1)

    assert world.browser().get(link).status == 410


def test_nobody_learns_whether_an_address_has_an_account(world: World) -> None:
    zoe(world)

    known, unknown = (ask_for_link(world.browser(), address) for address in ("zoe@exemple.fr", "yann@exemple.fr"))

    assert known.body == unknown.body
    assert [mail.to for mail in world.deliver()] == ["zoe@exemple.fr"]


def test_three_links_for_a_password_are_sent_in_an_hour(world: World) -> None:
    for address in ("zoe@exemple.fr", "yann@exemple.fr"):
        statuses = [ask_for_link(world.browser(), address).status for _ in range(4)]
        assert statuses == [200, 200, 200, 429]


def test_changing_the_password_ends_the_sessions_elsewhere(world: World) -> None:
    zoe(world)
    here, elsewhere = world.browser(), world.browser()
    sign_in(here, "zoe@exemple.fr", PASSWORD)
    sign_in(elsewhere, "zoe@exemple.fr", PASSWORD)
    world.now += timedelta(minutes=6)

    page = here.get("/compte/mot-de-passe")
    wrong = here.submit(page, "/compte/mot-de-passe", actuel="faux", mot_de_passe=NEW, confirmation=NEW)
    assert "Le mot de passe actuel est incorrect." in wrong.text
    done = here.submit(page, "/compte/mot-de-passe", actuel=PASSWORD, mot_de_passe=NEW, confirmation=NEW)

    assert "Votre mot de passe a bien été modifié." in done.text
    assert here.get("/compte").url.endswith("/compte")
    assert "/connexion" in elsewhere.get("/compte").url


def test_a_copied_cookie_opens_nothing_after_the_sign_out(world: World) -> None:
    zoe(world)
    here, copy = world.browser(), world.browser()
    sign_in(here, "zoe@exemple.fr", PASSWORD)
    copy.cookies.update(here.cookies)

    here.submit(here.get("/compte"), "/deconnexion")

    assert "/connexion" in copy.get("/compte").url


def test_a_confirmed_address_replaces_the_old_one_and_pending_demands_follow(world: World) -> None:
    claire = world.delegant()
    zoe(world)
    created = create_comptable(world, world.signed_in(claire.id), "zoe@exemple.fr")
    assert "La délégation a bien été créée." in created.text
    old_link = link_of(world.mail("zoe@exemple.fr"), "accepter")
    browser = world.signed_in("zoe", Mode.MOT_DE_PASSE)

    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="zoe.claire@autre.example")
    link = link_of(world.mail("zoe.claire@autre.example"), "", path="confirmer-adresse")
    done = browser.submit(browser.get(link), link.rsplit("/", 1)[1])

    assert "zoe.claire@autre.example" in done.text
    assert world.browser().get(old_link).status == 409
    assert world.mail("zoe@exemple.fr").subject == "Modification de votre adresse e-mail"
    new_link = link_of(world.mail("zoe.claire@autre.example", "Création"), "accepter")
    assert world.browser().get(new_link).status == 200
    assert "zoe.claire@autre.example" in world.signed_in(claire.id).get("/delegations").text
    assert "Mon compte" in sign_in(world.browser(), "zoe.claire@autre.example", PASSWORD).text


def test_the_address_of_another_account_cannot_be_taken(world: World) -> None:
    zoe(world)
    world.delegue()
    browser = world.signed_in("zoe", Mode.MOT_DE_PASSE)

    page = browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="paul@exemple.fr")
    assert "vient d’être envoyé" in page.text
    link = link_of(world.mail("paul@exemple.fr"), "", path="confirmer-adresse")
    refused = browser.submit(browser.get(link), link.rsplit("/", 1)[1])

    assert refused.status == 409
    assert "déjà rattachée" in refused.text


def card(national_id: str, *structures: str, liberal: str = "L") -> SignedIn:
    """Return the userinfo of a doctor with these structures."""
    activities = [
        {
            "codeModeExercice": liberal,
            "identifiantTechniqueDeLaStructure": name,
            "raisonSocialeSite": name,
            "libelleVoie": "DES LILAS",
            "codePostal": "63000",
        }
        for name in structures
    ]
    exercice = {"codeProfession": "10", "codeSavoirFaire": "SM54", "activities": activities}
    userinfo = {
        "SubjectNameID": national_id,
        "given_name": "Nora",
        "family_name": "TÉMOIN",
        "authMode": "CARD",
        "otherIds": [{"identifiant": national_id, "origine": "RPPS", "qualite": 1}],
        "SubjectRefPro": {"codeCivilite": "MME", "exercices": [exercice]},
    }
    return SignedIn(userinfo=userinfo, id_token="", acr="eidas1")


def test_a_first_card_sign_in_opens_an_account_that_may_look_until_its_address_is_confirmed(world: World) -> None:
    session, _ = sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    browser = world.signed_in(session.account_id)

    assert "Aucune délégation" in browser.get("/delegations").text
    page = browser.get("/delegations/nouvelle")
    assert "confirmez d’abord votre adresse" in page.text

    browser.submit(browser.get(page.link("Modifier mon e-mail")), "/compte/e-mail", adresse="nora@cabinet.example")
    link = link_of(world.mail("nora@cabinet.example"), "", path="confirmer-adresse")
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])

    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse="zoe@exemple.fr")
    assert page.status == 200


def test_the_same_card_leads_to_the_same_account(world: World) -> None:
    first, second = (sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER).session for _ in range(2))

    assert first.account_id == second.account_id
    assert first.session_id != second.session_id


def test_a_card_without_news_writes_nothing(world: World) -> None:
    sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    known = known_of_people(world)

    sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)

    assert known_of_people(world) == known


@pytest.mark.parametrize("change", [{"family_name": "DURAND"}, {"given_name": "Nour"}], ids=str)
def test_a_card_with_new_facts_is_believed(world: World, change: dict[str, Any]) -> None:
    sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
    known = known_of_people(world)

    said = card("899900007777", "R1")
    sign_in_by_card(runtime.context(), replace(said, userinfo={**said.userinfo, **change}), CALLER)

    assert known_of_people(world) != known
    once = known_of_people(world)
    sign_in_by_card(runtime.context(), replace(said, userinfo={**said.userinfo, **change}), CALLER)
    assert known_of_people(world) == once


def test_an_account_a_activer_cannot_sign_in(world: World) -> None:
    world.person(
        "zoe", "zoe@exemple.fr", Name("MME", "Zoé", "Claire"), password_hash=OLD_HASH, status=AccountStatus.A_ACTIVER
    )

    right = sign_in(world.browser(), "zoe@exemple.fr", PASSWORD)
    wrong = sign_in(world.browser(), "zoe@exemple.fr", NEW)

    assert "aura procédé à sa validation" in right.text
    assert "incorrect" in wrong.text and "validation" not in wrong.text


def test_a_structure_that_the_delegant_lost_stops_opening_at_the_next_sign_in(world: World) -> None:
    session, _ = sign_in_by_card(runtime.context(), card("899900007777", "cabinet-1", "cabinet-2"), CALLER)
    browser = world.signed_in(session.account_id)
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="nora@cabinet.example")
    link = link_of(world.mail("nora@cabinet.example"), "", path="confirmer-adresse")
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])
    world.delegue()
    create_comptable(world, browser, "paul@exemple.fr")
    paul = world.signed_in("paul", Mode.MOT_DE_PASSE)
    page = paul.get(paul.get("/recues").link("Nora"))
    paul.submit(page, "/accepter", compris="oui")
    assert len(world.of_kind("grant")) == 1

    sign_in_by_card(runtime.context(), card("899900007777", "cabinet-2", "cabinet-3"), CALLER)

    (grant,) = world.of_kind("grant")
    assert grant["terms"]["M"]["structures"]["L"] == []
    assert "ne sont plus les vôtres" in browser.get("/notifications").text
    assert "ne sont plus celles de" in paul.get("/notifications").text


def test_the_card_of_an_account_a_activer_is_refused(world: World) -> None:
    account = world.person("zoe", "zoe@exemple.fr", Name("MME", "Zoé", "Claire"), status=AccountStatus.A_ACTIVER)
    pk, sk = keys.alias("psc", "899900007777", LOOKUP)
    AliasItem(pk=pk, sk=sk, account_id=account.id).save()

    with pytest.raises(Refused, match="acteur"):
        sign_in_by_card(runtime.context(), card("899900007777", "R1"), CALLER)
