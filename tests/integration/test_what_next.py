"""« Et maintenant ? »: after an act, who, what, until when and what happens next; only while it is true."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from tests.browser import Page
from tests.integration.budgets.lines import DETAIL, RECEIVED
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.test_story import create_comptable
from tests.integration.world import World

NEXT = "Et maintenant ?"


def does(scenes: Scenes, who: str, page: str, action: str, **given: str) -> Page:
    """Send a form of a page, and return the page to which it leads."""
    browser = scenes.browser(who)
    return browser.submit(browser.get(page), action, **given)


def day(scenes: Scenes, delegation_id: str, *, first: bool = False) -> str:
    """Return the last day of a delegation as people read it, or the first."""
    validity = scenes.delegation(delegation_id).terms.validity
    return f"{validity.start if first else validity.end:%d/%m/%Y}"


def test_who_validates_is_told_that_the_access_is_open_and_until_when(scenes: Scenes) -> None:
    found = scenes.to_validate()
    page = does(scenes, CLAIRE, f"{DETAIL.format(id=found)}/valider", "/valider")
    assert page.url.endswith(f"/delegations/{found}?fait=validee")
    assert "La délégation a bien été validée." in page.text
    assert f"{NEXT} Délégué : Mme Léa FUTURE Profil : Comptable Validité : du " in page.text
    assert f"Accès ouvert dès maintenant, jusqu’au {day(scenes, found)} inclus." in page.text


def test_an_access_that_begins_later_is_announced_for_its_first_day(scenes: Scenes) -> None:
    scenes.validated()
    found = scenes.to_validate()
    page = does(scenes, CLAIRE, f"{DETAIL.format(id=found)}/valider", "/valider")
    later = f"Accès ouvert à partir du {day(scenes, found, first=True)}, jusqu’au {day(scenes, found)} inclus."
    assert later in page.text
    assert f"Validée Accès ouvert à partir du {day(scenes, found, first=True)}" in page.text


def test_who_accepts_goes_on_to_the_space_that_is_open(scenes: Scenes) -> None:
    found = scenes.demand()
    page = does(scenes, PAUL, RECEIVED.format(id=found), "/accepter", compris="oui")
    assert page.url.endswith(f"/recues/{found}?fait=acceptee")
    assert f"{NEXT} Délégant : Mme Claire EXEMPLE Profil : Comptable" in page.text
    assert "Vous pouvez agir dès maintenant au nom et pour le compte de Mme Claire EXEMPLE, jusqu’au" in page.text
    assert page.link("Accéder à son espace").endswith(f"/pour-le-compte/{found}")


def test_who_accepts_what_is_to_be_validated_is_told_who_must_still_do_it_and_until_when(scenes: Scenes) -> None:
    found = scenes.accepted_unseen()
    page = scenes.browser(PAUL).get(f"/recues/{found}?fait=acceptee")
    assert "Mme Claire EXEMPLE doit encore valider la délégation, jusqu’au" in page.text
    assert "Aucun accès n’est ouvert d’ici là." in page.text


@pytest.mark.parametrize(
    ("decision", "done", "said"),
    [
        ("refuser", "refusee", "Un e-mail d’information sur votre refus est envoyé à Mme Claire EXEMPLE."),
        ("inconnu", "inconnu", "Un e-mail en informe Mme Claire EXEMPLE. Vous n’avez rien d’autre à faire."),
    ],
)
def test_who_says_no_is_told_that_nothing_else_is_to_be_done(
    scenes: Scenes, decision: str, done: str, said: str
) -> None:
    found = scenes.demand()
    page = does(scenes, PAUL, RECEIVED.format(id=found), f"/{decision}")
    assert page.url.endswith(f"/recues/{found}?fait={done}")
    assert said in page.text


@pytest.mark.parametrize(
    ("decision", "said"),
    [
        ("accepter", "Vous pouvez agir dès maintenant au nom et pour le compte de Mme Claire EXEMPLE, jusqu’au"),
        ("refuser", "La délégation garde ses conditions actuelles, jusqu’au"),
    ],
)
def test_the_answer_to_a_change_says_which_conditions_hold(scenes: Scenes, decision: str, said: str) -> None:
    page = does(scenes, PAUL, RECEIVED.format(id=scenes.proposal()), f"/{decision}", compris="oui")
    assert said in page.text


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (timedelta(days=-1), "Accès ouvert dès maintenant, jusqu’au"),
        (timedelta(days=1), "Un e-mail propose la modification à M. Paul MODÈLE, qui peut l’accepter jusqu’au"),
    ],
)
def test_who_changes_a_delegation_is_told_what_holds_from_now_on(scenes: Scenes, end: timedelta, said: str) -> None:
    found = scenes.validated()
    last = scenes.delegation(found).terms.validity.end + end
    page = does(scenes, CLAIRE, f"{DETAIL.format(id=found)}/modifier", "/modifier", fin=last.isoformat())
    assert said in page.text


def test_who_creates_a_delegation_is_told_what_its_delegue_is_asked_and_until_when(world: World) -> None:
    page = create_comptable(world, world.signed_in(world.delegant().id), "nouvelle@exemple.fr")
    assert "?fait=creee" in page.url
    assert f"{NEXT} Délégué : nouvelle@exemple.fr Profil : Comptable" in page.text
    assert "Un e-mail est adressé à nouvelle@exemple.fr. Sa réponse est attendue jusqu’au" in page.text
    assert "Il vous restera ensuite à valider la délégation." in page.text


def test_who_sends_a_demand_again_is_told_until_when_it_may_be_answered(scenes: Scenes) -> None:
    page = does(scenes, CLAIRE, DETAIL.format(id=scenes.demand()), "/renvoyer")
    assert "Un e-mail est adressé à M. Paul MODÈLE. Sa réponse est attendue jusqu’au" in page.text
    assert "Aucun accès n’est ouvert d’ici là." in page.text


@pytest.mark.parametrize("done", ["acceptee", "refusee", "inconnu", "modification-acceptee", "modification-refusee"])
def test_an_address_that_claims_an_act_of_a_delegue_says_nothing_that_is_not_so(scenes: Scenes, done: str) -> None:
    page = scenes.browser(PAUL).get(f"/recues/{scenes.demand()}?fait={done}")
    assert NEXT not in page.text
    assert "bien été" not in page.text


@pytest.mark.parametrize("done", ["creee", "corrigee", "renvoyee", "proposee", "prolongation", "validee", "modifiee"])
def test_an_address_that_claims_an_act_of_a_delegant_says_nothing_that_is_not_so(scenes: Scenes, done: str) -> None:
    page = scenes.browser(CLAIRE).get(f"/delegations/{scenes.refused()}?fait={done}")
    assert NEXT not in page.text
    assert "bien été" not in page.text


def test_what_happens_next_is_not_said_of_a_delegation_that_was_deleted_meanwhile(scenes: Scenes) -> None:
    found = scenes.validated()
    delete(runtime.context(), scenes.session(CLAIRE), found, Hint())
    page = scenes.browser(PAUL).get(f"/recues/{found}?fait=acceptee")
    assert (page.status, NEXT in page.text, "bien été acceptée" in page.text) == (410, False, False)
