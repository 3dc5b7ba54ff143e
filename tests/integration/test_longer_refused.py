"""What keeps a prolongation that was asked for from being granted, or asked for (specification §3)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.people import Identifiers, Practice
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import Reason, Status
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, practice_item
from chalicelib.store.delegations import to_item
from tests.builders import a_practice, a_structure, with_request
from tests.integration.api.client import Api
from tests.integration.joining.joins import join
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes
from tests.integration.test_closing import close
from tests.integration.test_story import PASSWORD
from tests.integration.wishes import refusal_of
from tests.integration.world import LOOKUP

RPPS = "99900001068"


def _grant(scenes: Scenes, found: str) -> None:
    delegation = scenes.delegation(found)
    assert delegation.end_request is not None
    end, session = delegation.end_request.end.isoformat(), scenes.session(CLAIRE)
    grant_longer(runtime.context(), session, found, Hint(), delegation.terms_version, end, "accorder")


def _name_number(scenes: Scenes, found: str) -> None:
    """Let the delegation name a number of its délégué."""
    delegation = scenes.delegation(found)
    delegue = delegation.delegue._replace(identifiers=Identifiers(RPPS))
    to_item(delegation._replace(delegue=delegue), runtime.context().policy).save()


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


def test_a_closed_account_is_granted_nothing_more_and_asks_for_nothing(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    page = scenes.browser(CLAIRE).get(f"/delegations/{found}/prolongation")
    close(scenes.browser(PAUL))
    assert (scenes.delegation(found).status_at(scenes.world.now), scenes.delegation(found).end_request) == (
        Status.TERMINEE,
        None,
    )
    browser = scenes.browser(CLAIRE)
    assert browser.submit(page, f"/delegations/{found}/prolongation", reponse="valider").status == 409
    assert scenes.world.of_kind("grant") == []
    assert "le délégué a fermé son compte" in browser.get(f"/delegations/{found}").text


def test_a_closed_account_is_granted_nothing_before_its_request_has_ended(
    scenes: Scenes, left_to_the_schedule: None
) -> None:
    found = scenes.asked_anew()
    close(scenes.browser(PAUL))
    assert refusal_of(lambda: _grant(scenes, found)).code is Code.WRONG_STATUS
    scenes.world.run_schedule()
    assert scenes.delegation(found).end_request is None
    assert scenes.world.of_kind("closing") == []


def test_a_delegant_who_joined_the_account_of_his_delegue_grants_himself_nothing(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    scenes.give_password(PAUL, PASSWORD)
    join(scenes.browser(CLAIRE), KNOWN[PAUL])
    scenes.world.run_schedule()
    assert (scenes.delegation(found).delegue.account_id, scenes.delegation(found).end_request) == (CLAIRE, None)
    to_item(with_request(scenes.delegation(found), scenes.world.now), runtime.context().policy).save()
    assert refusal_of(lambda: _grant(scenes, found)).message == Reason.SOI_MEME.label
    assert scenes.world.of_kind("grant") == []


def test_a_request_lives_on_when_its_delegue_joins_his_accounts(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    scenes.give_password(PAUL, PASSWORD)
    join(scenes.browser(HELENE), KNOWN[PAUL])
    scenes.world.run_schedule()
    _grant(scenes, found)
    (grant,) = scenes.world.of_kind("grant")
    assert grant["pk"]["S"] == f"GRANT#{HELENE}"


def test_a_number_of_another_account_is_shown_and_then_left_out(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    _name_number(scenes, found)
    browser, path = scenes.browser(CLAIRE), f"/delegations/{found}/prolongation"
    page = browser.get(path)
    assert RPPS not in page.text
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=HELENE).save()
    shown = browser.submit(page, path, reponse="valider")
    assert (shown.status, scenes.world.of_kind("grant")) == (409, [])
    assert f"Le numéro {RPPS} est déjà celui d’un autre compte amelipro." in shown.text
    assert "bien été accordée" in browser.submit(shown, path, reponse="valider").text
    (grant,) = scenes.world.of_kind("grant")
    assert grant["delegue"]["M"]["rpps_adeli"]["S"] == ""


def test_the_api_warns_about_the_number_before_it_grants(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    _name_number(scenes, found)
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=HELENE).save()
    api, path, request = Api(scenes.world, CLAIRE), f"/delegations/{found}", scenes.delegation(found).end_request
    assert request is not None
    body, seen = {"fin": request.end.isoformat()}, {"If-Match": api.get(path).etag}
    refused = api.post(f"{path}/grant-prolongation", body, **seen)
    assert (refused.status, refused.code) == (409, "numero-d-un-autre-compte")
    assert api.post(f"{path}/grant-prolongation?numero_retire=oui", body, **seen).status == 200
    assert api.get(path).json["identifiants"] == {"rpps_adeli": "", "cpe": ""}


def test_of_one_that_is_answered_only_that_is_said(scenes: Scenes) -> None:
    found, session = scenes.asked_longer(), scenes.session(CLAIRE)
    version = scenes.delegation(found).terms_version
    decline_longer(runtime.context(), session, found, Hint(), "refuser")
    act = lambda: grant_longer(runtime.context(), session, found, Hint(), version, "", "accorder")  # noqa: E731
    assert refusal_of(act).code is Code.WRONG_STATUS
