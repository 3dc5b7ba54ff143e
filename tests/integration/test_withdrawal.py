"""A délégué withdraws his acceptance before its validation, by a mail's link or in his space (specification §3)."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from chalicelib import runtime
from chalicelib.store.delegations import to_item
from tests.browser import Page
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import World

PAULS, LEAS, ZOES = "paul@exemple.fr", "lea@exemple.fr", "zoe.nouvelle@exemple.fr"
TAKEN_BACK = "Je retire mon acceptation"


class Accepted(NamedTuple):
    """A delegation à valider, and the address of the délégué who accepted it."""

    id: str
    address: str


def _unseen(scenes: Scenes) -> str:
    """Let a person with a new active account accept an invitation made while his address was unknown."""
    found = scenes.demand()
    to_item(scenes.delegation(found)._replace(created_unknown=True), runtime.context().policy).save()
    return found


def _by_link(scenes: Scenes, found: str, address: str, purpose: str = "accepter", **given: str) -> Accepted:
    browser = scenes.world.browser()
    page = browser.get(link_of(scenes.world.mail(address), purpose))
    assert browser.submit(page, page.forms[0].action.rsplit("/", 1)[1], **given).status == 200
    return Accepted(found, address)


def _account_opened(scenes: Scenes) -> Accepted:
    who = {"civilite": "MME", "nom": "Nouvelle", "prenom": "Zoé", "consentement": "oui"}
    passwords = {"mot_de_passe": PASSWORD, "confirmation": PASSWORD}
    return _by_link(scenes, scenes.invitation(ZOES), ZOES, "creer-un-compte", **who, **passwords)


def _by_an_account_to_activate(scenes: Scenes) -> Accepted:
    return _by_link(scenes, scenes.demand(LEA), LEAS, compris="oui")


def _unseen_by_link(scenes: Scenes) -> Accepted:
    return _by_link(scenes, _unseen(scenes), PAULS, compris="oui")


def _unseen_in_space(scenes: Scenes) -> Accepted:
    browser, found = scenes.browser(PAUL), _unseen(scenes)
    assert browser.submit(browser.get(f"/recues/{found}"), "/accepter", compris="oui").status == 200
    return Accepted(found, PAULS)


def _unseen_by_the_api(scenes: Scenes) -> Accepted:
    found = _unseen(scenes)
    body = {"version": 1, "compris": True}
    reply = Api(scenes.world, PAUL).post(f"/received-delegations/{found}/accept", body)
    assert reply.json["statut"]["code"] == "a_valider"
    return Accepted(found, PAULS)


ACCEPTANCES: dict[str, Callable[[Scenes], Accepted]] = {
    "opens an account": _account_opened,
    "accepts with an account à activer": _by_an_account_to_activate,
    "accepts by link, created unknown": _unseen_by_link,
    "accepts in the space, created unknown": _unseen_in_space,
    "accepts by the API, created unknown": _unseen_by_the_api,
}
"""Every acceptance that leads to « À valider »."""


def _is_told_to_both(world: World, accepted: Accepted) -> None:
    assert "a retiré son acceptation" in world.mail("claire@cabinet.example", "Suppression").text
    assert "Vous avez retiré votre acceptation" in world.mail(accepted.address, "Suppression").text
    assert [item["end"]["S"] for item in world.of_kind("tombstone")] == ["retiree"]


@pytest.mark.parametrize("acceptance", ACCEPTANCES)
def test_an_acceptance_is_withdrawn_by_the_link_of_its_mail(scenes: Scenes, acceptance: str) -> None:
    accepted = ACCEPTANCES[acceptance](scenes)
    mail = scenes.world.mail(accepted.address)
    assert TAKEN_BACK in mail.text

    browser = scenes.world.browser()
    done = browser.submit(browser.get(link_of(mail, "retirer")), link_of(mail, "retirer").rsplit("/", 1)[1])

    assert "Votre retrait est enregistré" in done.text
    _is_told_to_both(scenes.world, accepted)


@pytest.mark.parametrize("acceptance", [name for name in ACCEPTANCES if name.endswith("created unknown")])
def test_an_active_account_withdraws_its_acceptance_in_its_space(scenes: Scenes, acceptance: str) -> None:
    accepted = ACCEPTANCES[acceptance](scenes)
    browser = scenes.browser(PAUL)
    assert "par votre délégant" in browser.get("/recues").text

    dialog = browser.get(browser.get(f"/recues/{accepted.id}").link(TAKEN_BACK))
    board: Page = browser.submit(dialog, "/retirer")

    assert "Votre acceptation a bien été retirée" in board.text
    assert "Aucune délégation" in board.text
    _is_told_to_both(scenes.world, accepted)


def test_an_active_account_withdraws_its_acceptance_by_the_api(scenes: Scenes) -> None:
    accepted, paul = _unseen_in_space(scenes), Api(scenes.world, PAUL)
    assert paul.get(f"/received-delegations/{accepted.id}").json["actions"] == ["retirer"]

    assert paul.post(f"/received-delegations/{accepted.id}/withdraw").status == 204

    assert paul.get("/received-delegations").json["trouvees"] == 0
    _is_told_to_both(scenes.world, accepted)


@pytest.mark.parametrize("situation", ["demand", "validated", "refused"])
def test_only_a_delegation_a_valider_can_be_withdrawn(scenes: Scenes, situation: str) -> None:
    found, paul = getattr(scenes, situation)(), Api(scenes.world, PAUL)
    assert "retirer" not in paul.get(f"/received-delegations/{found}").json["actions"]

    assert (reply := paul.post(f"/received-delegations/{found}/withdraw")).status == 409, reply.json
    assert scenes.browser(PAUL).get(f"/recues/{found}/retirer").status == 409
    assert TAKEN_BACK not in scenes.browser(PAUL).get(f"/recues/{found}").text


def test_an_acceptance_validated_meanwhile_cannot_be_withdrawn(scenes: Scenes) -> None:
    accepted = _unseen_in_space(scenes)
    browser, claire = scenes.browser(PAUL), scenes.browser(CLAIRE)
    dialog = browser.get(f"/recues/{accepted.id}/retirer")
    claire.submit(claire.get(f"/delegations/{accepted.id}/valider"), "/valider")

    assert browser.submit(dialog, "/retirer").status == 409
    assert scenes.delegation(accepted.id).status == "validee"
