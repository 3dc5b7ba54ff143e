"""What keeps a prolongation that was asked for from being granted, or asked for (specification §3)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.people import Practice
from chalicelib.domain.refusals import Code
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, practice_item
from tests.builders import a_practice, a_structure
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.wishes import refusal_of


def _grant(scenes: Scenes, found: str) -> None:
    delegation = scenes.delegation(found)
    assert delegation.end_request is not None
    end, session = delegation.end_request.end.isoformat(), scenes.session(CLAIRE)
    grant_longer(runtime.context(), session, found, Hint(), delegation.terms_version, end, "accorder")


@pytest.mark.parametrize(
    ("practice", "code"),
    [
        (a_practice(structures=(), liberal=False), Code.NOT_ELIGIBLE),
        (a_practice(structures=(a_structure(9),)), Code.WRONG_STATUS),
    ],
    ids=["he may delegate no more", "he left its structures"],
)
def test_one_that_is_over_is_granted_only_what_could_be_given_anew(
    scenes: Scenes, practice: Practice, code: Code
) -> None:
    found = scenes.asked_anew()
    practice_item(CLAIRE, practice).save()
    assert refusal_of(lambda: _grant(scenes, found)).code is code


def test_one_that_is_over_counts_anew_among_those_in_force(scenes: Scenes) -> None:
    found, most = scenes.asked_anew(), settings().live_delegations
    HeadItem(*keys.head(CLAIRE)).update([HeadItem.live.set(most)])
    assert refusal_of(lambda: _grant(scenes, found)).code is Code.TOO_MANY_DELEGATIONS
    HeadItem(*keys.head(CLAIRE)).update([HeadItem.live.set(most - 1)])
    _grant(scenes, found)


def test_one_in_force_counts_already(scenes: Scenes) -> None:
    found = scenes.asked_longer()
    HeadItem(*keys.head(CLAIRE)).update([HeadItem.live.set(settings().live_delegations)])
    _grant(scenes, found)


def test_of_one_that_cannot_be_prolonged_only_that_is_said(scenes: Scenes) -> None:
    found = scenes.demand()
    act = lambda: ask_longer(runtime.context(), scenes.session(PAUL), found, AskedTerms("", ""), "cle")  # noqa: E731
    assert refusal_of(act).code is Code.WRONG_STATUS


def test_of_one_that_is_answered_only_that_is_said(scenes: Scenes) -> None:
    found, session = scenes.asked_longer(), scenes.session(CLAIRE)
    version = scenes.delegation(found).terms_version
    decline_longer(runtime.context(), session, found, Hint(), "refuser")
    act = lambda: grant_longer(runtime.context(), session, found, Hint(), version, "", "accorder")  # noqa: E731
    assert refusal_of(act).code is Code.WRONG_STATUS
