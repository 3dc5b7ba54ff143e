"""« Prolonger »: the délégant asks for a later last day, and nothing else changes (specification §3)."""

from datetime import date, timedelta
from functools import partial

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.given import Hint
from chalicelib.acts.stored import act_on_stored
from chalicelib.acts.terms import AskedEnd
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.prolongations import months_later
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.domain.transitions import by_account
from chalicelib.store.accounts import practice_item
from tests.browser import Page
from tests.builders import DAY, a_practice, a_structure
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms

_NO_STRUCTURE = "Vous n’exercez plus"


def _last_day(scenes: Scenes, found: str) -> date:
    return scenes.delegation(found).terms.validity.end


def _prolong(scenes: Scenes, found: str, **fields: str) -> Page:
    browser = scenes.browser(CLAIRE)
    return browser.submit(browser.get(f"/delegations/{found}/prolonger"), "/prolonger", **fields)


def _ask(scenes: Scenes, found: str, end: date, version: int = 1) -> Delegation:
    asked = AskedEnd(end.isoformat())
    return change(runtime.context(), scenes.session(CLAIRE), found, Hint(), version, asked, None)


def _proposed_end(scenes: Scenes, found: str) -> date | None:
    proposal = scenes.delegation(found).proposal
    return proposal.terms.validity.end if proposal else None


def test_one_button_asks_for_three_months_more_and_the_old_terms_hold_until_the_answer(scenes: Scenes) -> None:
    found = scenes.validated()
    last = _last_day(scenes, found)
    wanted = months_later(last, 3)
    page = _prolong(scenes, found, jusqu=wanted.isoformat())
    assert "Votre demande de prolongation a bien été enregistrée." in page.text
    assert (_last_day(scenes, found), _proposed_end(scenes, found)) == (last, wanted)
    assert "Mise à jour" in scenes.world.mail("paul@exemple.fr").subject


def test_each_button_says_the_day_to_which_it_leads(scenes: Scenes) -> None:
    found = scenes.validated()
    page = scenes.browser(CLAIRE).get(f"/delegations/{found}/prolonger")
    for months in (1, 3, 6):
        assert f"jusqu’au {months_later(_last_day(scenes, found), months):%d/%m/%Y}" in page.text


def test_a_date_may_be_typed_instead(scenes: Scenes) -> None:
    found = scenes.validated()
    wanted = _last_day(scenes, found) + 10 * DAY
    _prolong(scenes, found, fin=f"{wanted:%d/%m/%Y}")
    assert _proposed_end(scenes, found) == wanted


def test_there_is_no_day_without_access_when_the_answer_comes_on_the_last_day(scenes: Scenes) -> None:
    found = scenes.validated()
    ends_at = scenes.delegation(found).terms.validity.ends_at
    _ask(scenes, found, _last_day(scenes, found) + 30 * DAY)
    scenes.world.now = ends_at - timedelta(seconds=1)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    for moment in (scenes.world.now, ends_at, ends_at + 29 * DAY):
        assert scenes.delegation(found).opens_at(moment)


@pytest.mark.parametrize(
    ("days", "said"), [(0, "doit suivre le"), (-1, "doit suivre le"), (3 * 366, "ne peut pas dépasser")]
)
def test_a_last_day_that_prolongs_nothing_or_too_much_is_refused_at_its_field(
    scenes: Scenes, days: int, said: str
) -> None:
    found = scenes.validated()
    typed = f"{_last_day(scenes, found) + days * DAY:%d/%m/%Y}"
    page = _prolong(scenes, found, fin=typed)
    assert page.status == 400
    assert said in page.text
    assert page.form("/prolonger").filled({}).count(("fin", typed)) == 1
    assert _proposed_end(scenes, found) is None


@pytest.mark.parametrize("build", [Scenes.demand, Scenes.accepted_unseen, Scenes.refused, Scenes.ended])
def test_what_is_not_validated_is_not_prolonged(scenes: Scenes, build: object) -> None:
    assert callable(build)
    found = build(scenes)
    page = scenes.browser(CLAIRE).get(f"/delegations/{found}/prolonger")
    assert page.url.endswith(f"/delegations/{found}")
    assert "Prolonger" not in page.text
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        _ask(scenes, found, scenes.today + 200 * DAY)
    assert refused.value.code is Code.WRONG_STATUS


def test_the_structures_stay_even_where_the_delegant_has_more_by_now(scenes: Scenes) -> None:
    found = scenes.validated()
    practice_item(CLAIRE, a_practice(structures=(a_structure(), a_structure(2), a_structure(3)))).save()
    _ask(scenes, found, _last_day(scenes, found) + DAY)
    proposal = scenes.delegation(found).proposal
    assert proposal is not None
    assert proposal.terms.structure_ids == scenes.delegation(found).terms.structure_ids


def test_a_structure_that_is_no_longer_the_delegants_is_not_asked_for(scenes: Scenes) -> None:
    found = scenes.validated()
    practice_item(CLAIRE, a_practice(structures=(a_structure(9),))).save()
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        _ask(scenes, found, _last_day(scenes, found) + DAY)
    assert _NO_STRUCTURE in refused.value.message


def test_a_lost_structure_may_still_be_given_back_after_a_prolongation(scenes: Scenes) -> None:
    found = _of_two_structures(scenes)
    kept = a_practice(structures=(a_structure(2),))
    practice_item(CLAIRE, kept).save()
    context = runtime.context()
    act_on_stored(context, found, partial(by_account.lose_structures, practice=kept, nonce="nonce-2", now=context.now))
    delegation = scenes.delegation(found)
    _ask(scenes, found, _last_day(scenes, found) + DAY, delegation.terms_version)
    assert [one.structure.id for one in scenes.delegation(found).lost] == ["cabinet-1"]


def _of_two_structures(scenes: Scenes) -> str:
    found = scenes.validated()
    validity = scenes.delegation(found).terms.validity
    both = asked_terms(validity.start, validity.end)
    wider = type(both)(both.debut, both.fin, ("cabinet-1", "cabinet-2"))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, wider, None)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    return found


def test_a_prolongation_takes_over_the_wider_structures_that_wait_for_an_answer(scenes: Scenes) -> None:
    found = scenes.validated()
    validity = scenes.delegation(found).terms.validity
    both = asked_terms(validity.start, validity.end)
    wider = type(both)(both.debut, both.fin, ("cabinet-1", "cabinet-2"))
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, wider, None)
    _ask(scenes, found, validity.end + DAY, 2)
    proposal = scenes.delegation(found).proposal
    assert proposal is not None
    assert proposal.terms.structure_ids == {"cabinet-1", "cabinet-2"}


def test_the_same_prolongation_is_not_asked_for_twice(scenes: Scenes) -> None:
    found = scenes.validated()
    wanted = _last_day(scenes, found) + DAY
    _ask(scenes, found, wanted)
    with unchanged(scenes.world):
        page = _prolong(scenes, found, fin=f"{wanted:%d/%m/%Y}")
    assert "Votre délégué a déjà cette demande" in page.text


def test_the_dashboard_and_the_detail_offer_it_for_what_is_validated_alone(scenes: Scenes) -> None:
    validated, demand = scenes.validated(), scenes.demand()
    browser = scenes.browser(CLAIRE)
    for path in ("/delegations", f"/delegations/{validated}"):
        assert f"/delegations/{validated}/prolonger" in browser.get(path).body
    for path in ("/delegations", f"/delegations/{demand}"):
        assert f"/delegations/{demand}/prolonger" not in browser.get(path).body
    assert scenes.delegation(validated).status is Status.VALIDEE
