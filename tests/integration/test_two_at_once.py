"""Two concurrent acts, both of which read before either writes: exactly one wins, and only it sends mails."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.local import LocalChalice

from app import app
from chalicelib import runtime
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from chalicelib.identity.sessions import Mode
from chalicelib.store.table import connection
from tests.browser import Browser, Page
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes
from tests.integration.world import World

Click = Callable[[], Page]
TIMES = 2


@pytest.fixture
def scenes(world: World, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Return the people, and an application that separates the requests of several threads, as `chalice local` does."""
    monkeypatch.setattr(app, "__class__", LocalChalice)
    # The test client replaces this mapping for each request, and threads would restore it in any order.
    monkeypatch.setattr(os, "environ", os.environ)
    runtime.context()
    return Scenes(world)


@contextmanager
def both_read_before_either_writes() -> Iterator[None]:
    """Hold the first write of each of two threads until the other one is about to write."""
    barrier = threading.Barrier(2)
    met = threading.local()

    def wait(**_: Any) -> None:
        if not getattr(met, "already", False):
            met.already = True
            barrier.wait(timeout=10)

    events = connection().client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", wait, unique_id="tests-race")
    try:
        yield
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="tests-race")


def at_once(first: Click, second: Click) -> tuple[Page, Page]:
    """Run two acts at the same time and return their pages."""
    with both_read_before_either_writes(), ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(first), pool.submit(second)]
        return clicks[0].result(timeout=20), clicks[1].result(timeout=20)


def posting(browser: Browser, page: Page, action: str, **given: str | list[str]) -> Click:
    """Return an act: send a form opened before."""
    return lambda: browser.submit(page, action, **given)


def by_link(scenes: Scenes, delegation_id: str, purpose: Purpose, **fields: str) -> Click:
    """Return an act: answer by the link of a mail, in a new browser."""
    path = scenes.link(delegation_id, purpose)
    return lambda: scenes.world.browser().post(path, fields)


def tab(scenes: Scenes, who: str, path: str) -> tuple[Browser, Page]:
    """Open a page in a new tab."""
    browser = scenes.world.signed_in(who, Mode.CARTE)
    page = browser.get(path)
    assert page.status == 200
    return browser, page


def in_space(scenes: Scenes, delegation_id: str, decision: str, **given: str) -> Click:
    """Return an act: answer in Paul's space."""
    browser, page = tab(scenes, PAUL, f"/recues/{delegation_id}")
    return posting(browser, page, f"/{decision}", **given)


def as_delegant(scenes: Scenes, delegation_id: str, act: str, **given: str) -> Click:
    """Return an act: confirm an act of Claire's on a page opened before."""
    browser, page = tab(scenes, CLAIRE, f"/delegations/{delegation_id}/{act}")
    return posting(browser, page, f"/{act}", **given)


def mails_of(scenes: Scenes, delegation_id: str) -> list[str]:
    """Return the mails written for a delegation after its creation, by kind."""
    rows = [item for item in scenes.world.of_kind("mail") if item["pk"]["S"] == f"MAIL#{delegation_id}"]
    return sorted(row["mail_kind"]["S"] for row in rows if not row["sk"]["S"].startswith("000001#"))


def acts_of(scenes: Scenes, delegation_id: str) -> list[str]:
    """Return the history of a delegation after its creation."""
    rows = [item for item in scenes.world.of_kind("history") if item["pk"]["S"] == f"HIST#{delegation_id}"]
    return [row["content"]["M"]["act"]["S"] for row in rows][1:]


def answers(*pages: Page) -> list[int]:
    """Return the status codes, sorted."""
    return sorted(page.status for page in pages)


@pytest.mark.parametrize("_", range(TIMES))
def test_two_acceptances_of_one_demand_by_link_and_in_the_space_count_once(scenes: Scenes, _: int) -> None:
    found = scenes.demand()
    by_mail, there = at_once(
        by_link(scenes, found, Purpose.ACCEPT, compris="oui"), in_space(scenes, found, "accepter", compris="oui")
    )
    assert there.status == 200, "what was asked for is so, by whichever click"
    assert by_mail.status == 200 or "Votre réponse a déjà été enregistrée" in by_mail.text
    assert scenes.delegation(found).status is Status.VALIDEE
    assert acts_of(scenes, found) == ["acceptation"]
    assert mails_of(scenes, found) == ["acceptation_validee"]


@pytest.mark.parametrize("_", range(TIMES))
def test_of_an_acceptance_and_a_refusal_one_wins_and_the_other_gets_a_message(scenes: Scenes, _: int) -> None:
    found = scenes.demand()
    pages = at_once(by_link(scenes, found, Purpose.ACCEPT, compris="oui"), by_link(scenes, found, Purpose.REFUSE))
    assert answers(*pages) == [200, 409]
    loser = next(page for page in pages if page.status == 409)
    assert "Votre réponse a déjà été enregistrée" in loser.text
    outcome = (acts_of(scenes, found), mails_of(scenes, found), scenes.delegation(found).status)
    assert outcome in (
        (["acceptation"], ["acceptation_validee"], Status.VALIDEE),
        (["refus"], ["refus"], Status.REFUSEE),
    )


@pytest.mark.parametrize("_", range(TIMES))
def test_an_acceptance_and_a_deletion_leave_one_consistent_state(scenes: Scenes, _: int) -> None:
    found = scenes.demand()
    accepted, deleted = at_once(
        by_link(scenes, found, Purpose.ACCEPT, compris="oui"), as_delegant(scenes, found, "supprimer")
    )
    assert deleted.status == 200
    told = ["suppression_delegant", "suppression_delegue"]
    if acts_of(scenes, found) == ["acceptation", "suppression"]:  # the retried deletion found a validated delegation
        assert accepted.status in {200, 410}, "the page after the acceptance may come after the deletion"
        assert mails_of(scenes, found) == ["acceptation_validee", *told]
    else:
        assert acts_of(scenes, found) == ["suppression"]
        assert accepted.status == 410
        assert mails_of(scenes, found) == told
    assert ("Délégation supprimée" in accepted.text) is (accepted.status == 410)
    assert not scenes.world.of_kind("grant")
    assert not scenes.world.of_kind("summary")


@pytest.mark.parametrize("_", range(TIMES))
def test_two_validations_count_once(scenes: Scenes, _: int) -> None:
    found = scenes.to_validate()
    pages = at_once(as_delegant(scenes, found, "valider"), as_delegant(scenes, found, "valider"))
    assert answers(*pages) == [200, 200]
    assert acts_of(scenes, found)[1:] == ["validation"]
    assert mails_of(scenes, found).count("acces_ouvert") == 1
    assert len(scenes.world.of_kind("grant")) == 1


@pytest.mark.parametrize("_", range(TIMES))
def test_a_validation_and_a_withdrawal_leave_one_consistent_state(scenes: Scenes, _: int) -> None:
    found = scenes.to_validate()
    validated, withdrawn = at_once(as_delegant(scenes, found, "valider"), by_link(scenes, found, Purpose.WITHDRAW))
    assert {validated.status, withdrawn.status} in ({200, 409}, {410, 200})
    last = acts_of(scenes, found)[-1]
    assert (last == "validation") is (validated.status == 200)
    assert ("acces_ouvert" in mails_of(scenes, found)) is (validated.status == 200)
    assert ("retrait_delegue" in mails_of(scenes, found)) is (withdrawn.status == 200)


@pytest.mark.parametrize("_", range(TIMES))
def test_two_concurrent_deletions_count_once(scenes: Scenes, _: int) -> None:
    found = scenes.validated()
    pages = at_once(as_delegant(scenes, found, "supprimer"), as_delegant(scenes, found, "supprimer"))
    assert answers(*pages) == [200, 200]
    assert acts_of(scenes, found) == ["acceptation", "suppression"]
    assert mails_of(scenes, found) == ["acceptation_validee", "suppression_delegant", "suppression_delegue"]


def _step_2(scenes: Scenes, browser: Browser, address: str) -> Page:
    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse=address)
    if address in KNOWN.values():
        page = browser.submit(page, "/nouvelle/profil")
    return browser.submit(page, "/nouvelle/profil", choix="comptable")


def _creating(scenes: Scenes, browser: Browser, page: Page) -> Click:
    day = scenes.today.isoformat()
    return posting(browser, page, "/nouvelle/valider", debut=day, fin=day, structures=["cabinet-1"])


@pytest.mark.parametrize("address", [KNOWN[PAUL], "nouvelle@exemple.fr"])
def test_a_form_of_creation_sent_twice_creates_once(scenes: Scenes, address: str) -> None:
    browser = scenes.world.signed_in(CLAIRE)
    page = _step_2(scenes, browser, address)
    pages = at_once(_creating(scenes, browser, page), _creating(scenes, browser, page))
    assert answers(*pages) == [200, 200]
    assert all("La délégation a bien été créée" in page.text for page in pages)
    assert len(scenes.world.of_kind("delegation")) == 1
    assert len(scenes.world.of_kind("mail")) == 2


@pytest.mark.parametrize("address", [KNOWN[PAUL], "nouvelle@exemple.fr"])
def test_two_forms_for_the_same_period_create_once_and_the_other_gets_a_message(scenes: Scenes, address: str) -> None:
    clicks = []
    for _ in range(2):
        browser = scenes.world.signed_in(CLAIRE)
        clicks.append(_creating(scenes, browser, _step_2(scenes, browser, address)))
    pages = at_once(*clicks)
    assert answers(*pages) == [200, 409]
    loser = next(page for page in pages if page.status == 409)
    assert "Une délégation existe déjà" in loser.text
    assert len(scenes.world.of_kind("delegation")) == 1
    assert len(scenes.world.of_kind("mail")) == 2


def test_two_concurrent_invitations_of_one_unknown_address_share_its_account(scenes: Scenes) -> None:
    clicks = []
    for who in (CLAIRE, HELENE):
        browser = scenes.world.signed_in(who)
        clicks.append(_creating(scenes, browser, _step_2(scenes, browser, "nouvelle@exemple.fr")))
    assert answers(*at_once(*clicks)) == [200, 200]
    made = scenes.world.of_kind("delegation")
    assert len({item["content"]["M"]["delegue"]["M"]["account_id"]["S"] for item in made}) == 1
    assert len(made) == 2
    heads = [item for item in scenes.world.of_kind("head") if item["status"]["S"] == "reservee"]
    assert [len(head["waiting"]["SS"]) for head in heads] == [2]


def test_the_tested_application_is_the_deployed_one() -> None:
    assert type(app) is Chalice
