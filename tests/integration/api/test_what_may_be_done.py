"""Lists, details and the API offer the same acts on a delegation, at every moment."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest

from chalicelib import runtime
from chalicelib.acts.stored import act_on_stored
from chalicelib.domain.people import Practice
from chalicelib.domain.periods import end_of_day
from chalicelib.domain.transitions import by_account
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item, received_item
from tests.browser import Page
from tests.builders import DAY, MICROSECOND
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, PAUL, SITUATIONS, Scenes

GONE = {"overdue", "deleted", "given_up"}
BY_DELEGANT: Mapping[str, str] = {
    "valider": "valider",
    "completer": "valider",
    "modifier": "modifier",
    "prolonger": "prolonger",
    "accorder_prolongation": "prolongation",
    "refuser_prolongation": "prolongation",
    "renvoyer": "renvoyer",
    "corriger": "corriger",
    "refaire": "refaire",
    "supprimer": "supprimer",
}
BY_DELEGUE: Mapping[str, str] = {
    "accepter": "accepter",
    "refuser": "refuser",
    "ne_pas_connaitre": "inconnu",
    "retirer": "retirer",
    "renoncer": "renoncer",
    "demander_prolongation": "prolonger",
}
"""The actions of the API, and the last part of the address that a page leads to for each."""

OF_OTHERS = {"invitation", "undeliverable", "undeliverable, no structure left", "to_validate", "other_account"}
"""Situations of délégués who do not sign in: they have no list, and no page but that of a link."""

PROPOSED, ASKED = "modification en attente d’acceptation", "votre réponse est attendue"


def _without_structures(scenes: Scenes, build: Callable[[Scenes], str]) -> str:
    """Return a delegation whose délégant has lost all its structures."""
    found, context = build(scenes), runtime.context()
    lose = partial(by_account.lose_structures, practice=Practice(), nonce="nonce", now=context.now)
    assert act_on_stored(context, found, lose)
    return found


BUILT: Mapping[str, Callable[[Scenes], str]] = {
    **{name: build for name, build in SITUATIONS.items() if name not in GONE},
    "undeliverable, no structure left": lambda scenes: _without_structures(scenes, Scenes.undeliverable),
    "demand, no structure left": lambda scenes: _without_structures(scenes, Scenes.demand),
    "to validate, no structure left": lambda scenes: _without_structures(scenes, Scenes.accepted_unseen),
    "validated, no structure left": lambda scenes: _without_structures(scenes, Scenes.validated),
    "asked longer": Scenes.asked_longer,
    "asked anew": Scenes.asked_anew,
    "asked longer, no structure left": lambda scenes: _without_structures(scenes, Scenes.asked_longer),
    "proposal, lapsed": lambda scenes: _lapsed(scenes, timedelta()),
    "proposal, lapsing": lambda scenes: _lapsed(scenes, -MICROSECOND),
}


def _lapsed(scenes: Scenes, step: timedelta) -> str:
    """Return a proposal about to lapse, or lapsed before the schedule has run, of a delegation that continues."""
    found = scenes.proposal()
    delegation = scenes.delegation(found)
    assert delegation.proposal is not None
    lapses_at = end_of_day(scenes.world.now + DAY)
    delegation = delegation._replace(proposal=delegation.proposal._replace(lapses_at=lapses_at))
    for item in (to_item(delegation, runtime.context().policy), given_item(delegation), received_item(delegation)):
        item.save()
    scenes.world.now = lapses_at + step
    return found


def _leads_to(page: Page, found: str) -> set[str]:
    """Return the last parts of a page's addresses about this delegation."""
    hrefs = [href for _, href in page.links] + [form.action for form in page.forms]
    paths = [urlsplit(href) for href in hrefs]
    named = {path.path.rsplit("/", 1)[1] for path in paths if f"/{found}/" in path.path}
    return named | {path.fragment for path in paths if path.path.endswith(found) and path.fragment}


@pytest.mark.parametrize("name", BUILT)
def test_lists_details_and_api_offer_the_delegant_the_same_acts(scenes: Scenes, name: str) -> None:
    found = BUILT[name](scenes)
    claire = Api(scenes.world, CLAIRE)
    browser = scenes.world.signed_in(CLAIRE)
    read = claire.get(f"/delegations/{found}").json
    (line,) = [one for one in claire.get("/delegations").json["delegations"] if one["id"] == found]
    offered = {BY_DELEGANT[action] for action in read["actions"]}
    detail, board = browser.get(f"/delegations/{found}"), browser.get("/delegations")
    known = set(BY_DELEGANT.values())

    assert _leads_to(detail, found) & known == offered
    assert _leads_to(board, found) & known == offered
    waits = read["modification"] is not None
    assert line["modification_en_attente"] is waits
    assert line["prolongation_en_attente"] is ("refuser_prolongation" in read["actions"])
    assert (PROPOSED in board.text) is waits
    assert (PROPOSED in detail.text.lower()) is waits


@pytest.mark.parametrize("name", [name for name in BUILT if name not in OF_OTHERS])
def test_lists_details_and_api_offer_the_delegue_the_same_acts(scenes: Scenes, name: str) -> None:
    found = BUILT[name](scenes)
    browser, paul = scenes.world.signed_in(PAUL), Api(scenes.world, PAUL)
    read = paul.get(f"/received-delegations/{found}").json
    (line,) = [one for one in paul.get("/received-delegations").json["delegations"] if one["id"] == found]
    offered = {BY_DELEGUE[action] for action in read["actions"]}

    assert _leads_to(browser.get(f"/recues/{found}"), found) & set(BY_DELEGUE.values()) == offered
    answers = "accepter" in offered
    assert line["reponse_attendue"] is answers
    assert (ASKED in browser.get("/recues").text) is answers


def test_a_lapsed_proposal_is_offered_nowhere_from_its_second_on(scenes: Scenes) -> None:
    found = _lapsed(scenes, timedelta())
    claire, paul = Api(scenes.world, CLAIRE), Api(scenes.world, PAUL)
    assert not claire.get("/delegations").json["delegations"][0]["modification_en_attente"]
    assert not paul.get("/received-delegations").json["delegations"][0]["reponse_attendue"]
    assert PROPOSED not in scenes.world.signed_in(CLAIRE).get("/delegations").text
    assert ASKED not in scenes.world.signed_in(PAUL).get("/recues").text
    assert paul.get(f"/received-delegations/{found}").json["actions"] == ["renoncer", "demander_prolongation"]
