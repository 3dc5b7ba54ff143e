"""What keeps a délégant from validating what he is asked for, and leaves it as it was (specification §3)."""

from collections.abc import Callable

from chalicelib import runtime
from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code
from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem, practice_item
from tests.builders import a_practice
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes, an_open_link
from tests.integration.wishes import a_wish, ask_claire, completed_wish, refusal_of
from tests.integration.world import LOOKUP

RPPS = "10101010101"
LOCUM = Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="01")
NOTHING = Completed(AskedTerms("", ""), Identifiers())


def _locum(scenes: Scenes) -> tuple[str, Completed]:
    """Let Paul ask as a locum; return what he asks for, and what completes it."""
    asked = a_wish(scenes, profil="remplacant")
    wish = Wish(asked.profil, asked.debut, asked.fin, LOCUM)
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle")
    return found, Completed(AskedTerms(wish.debut, wish.fin, toutes_structures=True), LOCUM)


def _completing(
    scenes: Scenes,
    found: str,
    completed: Completed,
    version: int = 1,
    *,
    without_number: bool = False,
    seen: bool = False,
) -> Callable[[], object]:
    session = scenes.session(CLAIRE)
    return lambda: complete(
        runtime.context(), session, found, Hint(), version, completed, without_number=without_number, number_seen=seen
    )


def test_of_a_wish_that_changed_meanwhile_only_that_is_said(scenes: Scenes) -> None:
    assert refusal_of(_completing(scenes, ask_claire(scenes), NOTHING, 2)).code is Code.TERMS_CHANGED


def test_what_nobody_asked_for_is_not_completed(scenes: Scenes) -> None:
    assert refusal_of(_completing(scenes, scenes.to_validate(), NOTHING)).code is Code.WRONG_STATUS


def test_at_the_limit_of_delegations_in_force_none_is_validated(scenes: Scenes) -> None:
    found, most = ask_claire(scenes), settings().live_delegations
    HeadItem(*keys.head(CLAIRE)).update([HeadItem.live.set(most)])
    assert refusal_of(lambda: completed_wish(scenes, found)).code is Code.TOO_MANY_DELEGATIONS
    HeadItem(*keys.head(CLAIRE)).update([HeadItem.live.set(most - 1)])
    completed_wish(scenes, found)


def test_a_profil_that_the_delegant_may_grant_no_more_is_not_validated(scenes: Scenes) -> None:
    found = ask_claire(scenes)
    practice_item(CLAIRE, a_practice(structures=(), liberal=False)).save()
    assert refusal_of(lambda: completed_wish(scenes, found)).code is Code.NOT_ELIGIBLE


def test_the_number_of_another_account_is_shown_once_and_then_left_out(scenes: Scenes) -> None:
    found, completed = _locum(scenes)
    AliasItem(*keys.alias("rpps", RPPS, LOOKUP), account_id=HELENE).save()
    assert refusal_of(_completing(scenes, found, completed)).code is Code.NUMBER_OF_ANOTHER
    assert scenes.delegation(found).status is Status.A_VALIDER
    _completing(scenes, found, completed, without_number=True)()
    assert scenes.delegation(found).delegue.identifiers.rpps_adeli == ""


def test_a_number_other_than_the_cards_is_shown_once_and_then_kept(scenes: Scenes) -> None:
    found, completed = _locum(scenes)
    HeadItem(*keys.head(PAUL)).update([HeadItem.rpps.set("10109999999")])
    assert refusal_of(_completing(scenes, found, completed)).code is Code.NUMBER_IN_DOUBT
    _completing(scenes, found, completed, seen=True)()
    assert scenes.delegation(found).status is Status.VALIDEE
