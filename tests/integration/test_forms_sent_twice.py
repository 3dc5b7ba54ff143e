"""A form sent twice acts once, and both answers report it (specification §6)."""

from collections.abc import Callable

import pytest

from chalicelib import runtime
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.resend import resend
from chalicelib.domain.refusals import Code, Refused
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms

Play = Callable[[Scenes], tuple[Browser, Page, str, dict[str, str]]]


def _at(path: str, action: str, build: Callable[[Scenes], str], who: str = CLAIRE, **given: str) -> Play:
    def play(scenes: Scenes) -> tuple[Browser, Page, str, dict[str, str]]:
        browser = scenes.browser(who)
        return browser, browser.get(path.format(id=build(scenes))), action, given

    return play


def _confirmed_correction(scenes: Scenes) -> tuple[Browser, Page, str, dict[str, str]]:
    browser = scenes.browser(CLAIRE)
    page = browser.get(f"/delegations/{scenes.undeliverable()}/corriger")
    return browser, browser.submit(page, "/corriger", adresse="paul@exemple.fr"), "/corriger/valider", {}


def _several(scenes: Scenes) -> tuple[Browser, Page, str, dict[str, str]]:
    found, browser = scenes.validated(), scenes.browser(CLAIRE)
    box = f"{found}:{scenes.delegation(found).terms.validity.end.isoformat()}"
    return browser, browser.get("/delegations/prolonger"), "/prolonger", {"delegations": box, "duree": "1"}


FORMS: dict[str, Play] = {
    "validate": _at("/delegations/{id}/valider", "/valider", Scenes.to_validate),
    "delete": _at("/delegations/{id}/supprimer", "/supprimer", Scenes.validated),
    "change": _at("/delegations/{id}/modifier", "/modifier", Scenes.validated, fin="2026-12-31"),
    "prolong": _at("/delegations/{id}/prolonger", "/prolonger", Scenes.validated, fin="2026-12-31"),
    "prolong several": _several,
    "ask to prolong": _at("/recues/{id}/prolonger", "/prolonger", Scenes.validated, PAUL, fin="2026-12-31"),
    "grant a prolongation": _at("/delegations/{id}/prolongation", "/prolongation", Scenes.asked_longer),
    "decline a prolongation": _at(
        "/delegations/{id}/prolongation", "/prolongation", Scenes.asked_longer, reponse="refuser"
    ),
    "send again": _at("/delegations/{id}", "/renvoyer", Scenes.demand),
    "correct": _at("/delegations/{id}/corriger", "/corriger", Scenes.undeliverable, adresse="juste@exemple.fr"),
    "correct to a known address": _confirmed_correction,
    "preferences": _at("/compte/configuration", "/configuration", Scenes.validated, fin_proche="non"),
    "read notifications": _at("/notifications", "/notifications", Scenes.demand),
    "give up": _at("/recues/{id}/renoncer", "/renoncer", Scenes.validated, PAUL),
    "withdraw": _at("/recues/{id}/retirer", "/retirer", Scenes.accepted_unseen, PAUL),
    "accept": _at("/recues/{id}", "/accepter", Scenes.demand, PAUL, compris="oui"),
    "accept a change": _at("/recues/{id}", "/accepter", Scenes.proposal, PAUL, compris="oui"),
    "refuse a change": _at("/recues/{id}", "/refuser", Scenes.proposal, PAUL),
    "refuse": _at("/recues/{id}", "/refuser", Scenes.demand, PAUL),
    "disown": _at("/recues/{id}", "/inconnu", Scenes.demand, PAUL),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_repeated_form_gets_the_first_result_and_writes_nothing(scenes: Scenes, form: str) -> None:
    browser, page, action, given = FORMS[form](scenes)
    first = browser.submit(page, action, **given)
    after = [item for item in scenes.world.items() if item["kind"]["S"] not in {"limit", "lookup"}]
    second = browser.submit(page, action, **given)
    assert (first.status, second.status, second.url) == (200, 200, first.url)
    assert [item for item in scenes.world.items() if item["kind"]["S"] not in {"limit", "lookup"}] == after


@pytest.mark.parametrize(
    ("first", "second"), [("accepter", "refuser"), ("refuser", "accepter"), ("accepter", "inconnu")]
)
def test_a_different_answer_after_the_first_is_not_reported_as_done(scenes: Scenes, first: str, second: str) -> None:
    browser = scenes.browser(PAUL)
    page = browser.get(f"/recues/{scenes.demand()}")
    assert browser.submit(page, first, compris="oui").status == 200
    assert browser.submit(page, second, compris="oui").status == 409


def test_one_key_makes_one_change_only(scenes: Scenes) -> None:
    found, session, context = scenes.validated(), scenes.session(CLAIRE), runtime.context()
    version = scenes.delegation(found).terms_version
    for days, code in ((5, None), (5, None), (6, Code.KEY_REUSED)):
        terms = asked_terms(scenes.today, scenes.today + days * DAY)
        assert _refused(lambda terms=terms: change(context, session, found, Hint(), version, terms, "cle")) is code  # type: ignore[misc]
    assert scenes.delegation(found).terms.validity.end == scenes.today + 5 * DAY


def test_one_key_sends_one_delegation_again_only(scenes: Scenes) -> None:
    one, other = scenes.demand(), scenes.invitation()
    session, context = scenes.session(CLAIRE), runtime.context()
    for found, code in ((one, None), (one, None), (other, Code.KEY_REUSED)):
        assert _refused(lambda found=found: resend(context, session, found, Hint(), "cle")) is code  # type: ignore[misc]
    assert [len(scenes.delegation(found).resent_at) for found in (one, other)] == [1, 0]


def _refused(act: Callable[[], object]) -> Code | None:
    try:
        act()
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize("decision", ["accepter", "refuser"])
def test_an_answer_to_a_lapsed_change_is_not_reported_as_done(long_scenes: Scenes, decision: str) -> None:
    scenes = long_scenes
    found = scenes.proposal()
    proposal = scenes.delegation(found).proposal
    assert proposal is not None
    scenes.world.now = proposal.lapses_at
    browser = scenes.world.signed_in(PAUL)
    fields = {"csrf": scenes.forms_token(browser), "version": "2", "compris": "oui"}

    answer = browser.post(f"/recues/{found}/{decision}", fields)

    assert (answer.status, "La modification proposée n’attend plus de réponse." in answer.text) == (409, True)
