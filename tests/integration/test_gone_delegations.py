"""An act on a gone delegation says who ended it and how, on pages and by the API."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.withdraw import withdraw_in_space
from tests.builders import DAY
from tests.integration.api.client import Api, Reply
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes

NO_MORE = "Cette délégation n’existe plus : "


def _withdrawn(scenes: Scenes) -> str:
    found = scenes.accepted_unseen()
    withdraw_in_space(runtime.context(), scenes.session(PAUL), found)
    return found


def _purged(scenes: Scenes) -> str:
    found = scenes.overdue()
    scenes.world.run_schedule()
    scenes.world.run_schedule()
    return found


ENDS: dict[str, tuple[Callable[[Scenes], str], str, str]] = {
    "withdrawn": (_withdrawn, "votre délégué a retiré son acceptation.", "vous avez retiré votre acceptation."),
    "given up": (Scenes.given_up, "votre délégué y a renoncé.", "vous y avez renoncé."),
    "deleted": (Scenes.deleted, "vous l’avez supprimée.", "votre délégant l’a supprimée."),
    "overdue": (Scenes.overdue, "elle est restée sans suite", "elle est restée sans suite"),
    "purged": (_purged, "elle est restée sans suite", "elle est restée sans suite"),
}

LOOKED_AT = ("", "/modifier", "/prolonger", "/prolongation", "/valider", "/supprimer", "/corriger")
ACTS = ("/modifier", "/prolonger", "/prolongation", "/valider", "/supprimer", "/renvoyer", "/corriger")
API_ACTS = (("GET", ""), ("GET", "/events"), ("DELETE", ""), ("POST", "/resend"))


def _says(reply: Reply, why: str) -> bool:
    return NO_MORE + why in reply.json["detail"].replace("\u00a0", " ")


def _fields(scenes: Scenes, who: str) -> dict[str, str]:
    token = scenes.forms_token(scenes.browser(who))
    return {
        "csrf": token, "version": "1", "cle": "cle", "compris": "oui", "adresse": "juste@exemple.fr",
        "debut": scenes.today.isoformat(), "fin": (scenes.today + 3 * DAY).isoformat(), "structures": "cabinet-1",
    }  # fmt: skip


@pytest.mark.parametrize("end", ENDS)
def test_every_act_of_the_delegant_on_a_gone_delegation_says_who_ended_it(scenes: Scenes, end: str) -> None:
    build, why, _ = ENDS[end]
    found, browser, claire = build(scenes), scenes.browser(CLAIRE), Api(scenes.world, CLAIRE)
    base, fields = f"/delegations/{found}", _fields(scenes, CLAIRE)
    with unchanged(scenes.world):
        pages = [browser.get(base + path) for path in LOOKED_AT]
        pages.append(browser.get(f"/delegations/nouvelle?depuis={found}"))
        # A délégant who deletes again what he deleted gets the first result.
        acts = [act for act in ACTS if (end, act) != ("deleted", "/supprimer")]
        pages += [browser.post(base + path, fields) for path in acts]
        replies = [claire.ask(method, base + path) for method, path in API_ACTS]
    for page in pages:
        assert (page.status, NO_MORE + why in page.text) == (410, True), f"{page.url}: {page.text}"
        assert "bien été supprimée" not in page.text
    for reply in replies:
        assert (reply.status, _says(reply, why)) == (410, True), reply.json


@pytest.mark.parametrize("end", ENDS)
def test_every_act_of_the_delegue_on_a_gone_delegation_says_who_ended_it(scenes: Scenes, end: str) -> None:
    build, _, why = ENDS[end]
    found, browser, paul = build(scenes), scenes.browser(PAUL), Api(scenes.world, PAUL)
    base, fields = f"/recues/{found}", _fields(scenes, PAUL)
    done = {"withdrawn": "/retirer", "given up": "/renoncer"}.get(end)
    acts = {"/accepter", "/refuser", "/inconnu", "/retirer", "/renoncer"} - {done}
    with unchanged(scenes.world):
        pages = [browser.get(base + path) for path in ("", "/renoncer", "/retirer")]
        pages += [browser.post(base + path, fields) for path in sorted(acts)]
        reply = paul.post(f"/received-delegations/{found}/give-up")
    for page in pages:
        assert (page.status, NO_MORE + why in page.text) == (410, True), f"{page.url}: {page.text}"
    assert (reply.status, _says(reply, why)) == (410, True), reply.json


def test_a_deletion_just_after_the_delegue_gave_up_is_not_called_a_deletion(scenes: Scenes) -> None:
    found, browser = scenes.validated(), scenes.browser(CLAIRE)
    dialog = browser.get(f"/delegations/{found}/supprimer")
    paul = scenes.browser(PAUL)
    paul.submit(paul.get(f"/recues/{found}/renoncer"), "/renoncer")

    page = browser.submit(dialog, "/supprimer")

    assert (page.status, NO_MORE + "votre délégué y a renoncé." in page.text) == (410, True)
