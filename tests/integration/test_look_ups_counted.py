"""Every answer that reveals whether an address has an account is a counted, recorded look-up (specification §1).

The signed step of a creation is valid for four hours: sent repeatedly, it could reveal when an account is opened.
"""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.steps import seal_step
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Account, Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.settings import settings
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes, asked_terms

FREE = "libre@exemple.fr"
LIMIT = settings().lookups_per_hour

_form_keys = (f"formulaire-{number}" for number in count())


def step_of(scenes: Scenes, address: str) -> str:
    """Return the step of a look-up that Claire made while the address had no account."""
    return seal_step(runtime.context(), scenes.session(CLAIRE), Account("neuf", AccountStatus.RESERVEE, address))


def period(scenes: Scenes) -> dict[str, str]:
    """Return a period that overlaps no other delegation of the tests."""
    first = scenes.today + 200 * DAY
    return {"debut": first.isoformat(), "fin": (first + DAY).isoformat()}


def creating_on_the_pages(scenes: Scenes) -> int:
    """Send the last step of a creation, and return the status."""
    browser = scenes.browser(CLAIRE)
    fields = {
        "csrf": scenes.forms_token(browser),
        "etape": step_of(scenes, KNOWN[PAUL]),
        "cle": next(_form_keys),
        "profil": "comptable",
        "structures": "cabinet-1",
        **period(scenes),
    }
    return browser.post("/delegations/nouvelle/valider", fields).status


def creating_by_the_api(scenes: Scenes) -> int:
    """Send a creation to the API, and return the status."""
    body = {
        "verification": step_of(scenes, KNOWN[PAUL]),
        "profil": "comptable",
        "structures": ["cabinet-1"],
        **period(scenes),
    }
    return Api(scenes.world, CLAIRE).post("/delegations", body, Idempotency_Key=next(_form_keys)).status


def correcting_on_the_pages(scenes: Scenes) -> int:
    """Send the second step of a correction, and return the status."""
    browser = scenes.browser(CLAIRE)
    fields = {"csrf": scenes.forms_token(browser), "etape": step_of(scenes, KNOWN[PAUL]), "profil": "comptable"}
    return browser.post(f"/delegations/{scenes.situations['undeliverable']}/corriger/valider", fields).status


def correcting_by_the_api(scenes: Scenes) -> int:
    """Send a correction to the API, and return the status."""
    api, found = Api(scenes.world, CLAIRE), scenes.situations["undeliverable"]
    etag = api.get(f"/delegations/{found}").etag
    body = {"verification": step_of(scenes, KNOWN[PAUL])}
    return api.post(f"/delegations/{found}/correct", body, If_Match=etag).status


@pytest.mark.parametrize(
    "ask", [creating_on_the_pages, creating_by_the_api, correcting_on_the_pages, correcting_by_the_api]
)
def test_an_account_that_appeared_is_revealed_only_within_the_limit_of_look_ups(
    scenes: Scenes, ask: Callable[[Scenes], int]
) -> None:
    scenes.situations = {"undeliverable": scenes.undeliverable()}
    statuses = []
    for _ in range(LIMIT + 1):
        scenes.world.now += timedelta(seconds=1)
        statuses.append(ask(scenes))

    assert statuses[-1] == 429
    assert 429 not in statuses[:LIMIT]
    records = scenes.world.of_kind("lookup")
    assert len(records) == LIMIT
    assert all(record["known"]["BOOL"] for record in records)


def test_a_correction_to_an_address_that_got_an_account_shows_its_owner(scenes: Scenes) -> None:
    scenes.situations = {"undeliverable": scenes.undeliverable()}
    browser = scenes.browser(CLAIRE)
    fields = {"csrf": scenes.forms_token(browser), "etape": step_of(scenes, KNOWN[PAUL]), "profil": "comptable"}
    page = browser.post(f"/delegations/{scenes.situations['undeliverable']}/corriger/valider", fields)
    assert "Vérification de compte" in page.text
    assert "Paul" in page.text
    assert "L’adresse a bien été corrigée" in browser.submit(page, "/corriger/valider").text


BOTH = (Shown(KNOWN[PAUL], "neuf", known=False), Shown(FREE, "neuf", known=False))
"""An address that got an account since step 1, and one that did not."""


def refusals_of(attempt: Callable[[Shown], object]) -> list[tuple[Code, str]]:
    """Return the refusals of an act with each kind of address."""
    answers = []
    for shown in BOTH:
        with pytest.raises(Refused) as refused:
            attempt(shown)
        answers.append((refused.value.code, refused.value.message))
    return answers


@pytest.mark.parametrize("limits", [{"creations_per_day": 0}, {"live_delegations": 0}], ids=str)
def test_when_a_creation_is_refused_known_and_unknown_addresses_look_the_same(
    scenes: Scenes, limits: dict[str, Any]
) -> None:
    context = runtime.context()
    context = context._replace(settings=context.settings._replace(**limits))
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + DAY), Identifiers())
    session = scenes.session(CLAIRE)
    answers = refusals_of(lambda shown: create(context, session, shown, asked, next(_form_keys)))
    assert answers[0] == answers[1]
    assert not scenes.world.of_kind("lookup")


def test_a_refused_correction_reveals_nothing_about_the_address(scenes: Scenes) -> None:
    found = scenes.demand()
    session = scenes.session(CLAIRE)
    answers = refusals_of(lambda shown: correct(runtime.context(), session, found, Hint(), shown))
    assert answers[0] == answers[1]
    assert answers[0][0] is Code.DELIVERABLE


def test_two_look_ups_of_one_moment_are_both_recorded(scenes: Scenes) -> None:
    context, session = runtime.context(), scenes.session(CLAIRE)

    look_up(context, session, KNOWN[PAUL])
    look_up(context, session, FREE)

    assert [item["known"]["BOOL"] for item in scenes.world.of_kind("lookup")].count(True) == 1
    assert len(scenes.world.of_kind("lookup")) == 2
