"""Whatever number a délégant types for a wish, each answer about it is a counted, recorded look-up (specification §1).

One wish would otherwise tell of any number of people whether they have an account.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import ask
from chalicelib.acts.complete import Completed, complete
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.api.client import Api
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, Scenes, an_open_link
from tests.integration.wishes import a_wish
from tests.integration.world import LOOKUP

OWN, OF_ANOTHER, FREE = "10101010101", "10102020202", "10103030303"
LIMIT = settings().lookups_per_hour
SAID = "est déjà celui d’un autre compte amelipro"


@pytest.fixture
def found(scenes: Scenes) -> str:
    """Let Paul, whose card has a number, ask as a locum with it; another number is Hélène's. Return the wish."""
    asked = replace(a_wish(scenes, profil="remplacant"), identifiers=_locum(OWN))
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), asked, "cle")
    AliasItem(*keys.alias("rpps", OF_ANOTHER, LOOKUP), account_id=HELENE).save()
    HeadItem(*keys.head(PAUL)).update([HeadItem.rpps.set(OWN)])
    return found


def _locum(number: str) -> Identifiers:
    return Identifiers(number, categorie=MEDECIN, specialite="01")


def _complete(scenes: Scenes, found: str, number: str, last: int = 20, *, seen: bool = False) -> Code | None:
    """Complete the wish with a number, perhaps with its doubt `seen`; return the refusal, None when it is validated."""
    scenes.world.now += timedelta(seconds=1)  # two records of one instant are one
    start, end = scenes.today, scenes.today + last * DAY
    terms = AskedTerms(start.isoformat(), end.isoformat(), toutes_structures=True)
    completed = Completed(terms, _locum(number))
    try:
        complete(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, completed, number_seen=seen)
    except Refused as refused:
        return refused.code
    return None


def _counted(scenes: Scenes) -> int:
    """Return how many look-ups were counted."""
    limits = [item for item in scenes.world.of_kind("limit") if "lookup" in item["pk"]["S"]]
    return sum(len(item["uses"]["L"]) for item in limits)


def _records(scenes: Scenes) -> list[bool]:
    return [bool(item["known"]["BOOL"]) for item in scenes.world.of_kind("lookup")]


@pytest.mark.parametrize(
    ("number", "code"), [(OF_ANOTHER, Code.NUMBER_OF_ANOTHER), (FREE, Code.NUMBER_IN_DOUBT)], ids=["another's", "free"]
)
def test_every_answer_about_a_number_counts_as_a_look_up(scenes: Scenes, found: str, number: str, code: Code) -> None:
    codes = [_complete(scenes, found, number) for _ in range(LIMIT + 1)]
    assert codes == [code] * LIMIT + [Code.LIMIT]
    assert _records(scenes) == [code is Code.NUMBER_OF_ANOTHER] * LIMIT
    assert scenes.delegation(found).status is Status.A_VALIDER


@pytest.mark.parametrize("number", [OF_ANOTHER, FREE], ids=["another's", "free"])
def test_at_the_limit_a_free_number_and_one_of_another_account_are_answered_alike(
    scenes: Scenes, found: str, number: str
) -> None:
    for _ in range(LIMIT):
        _complete(scenes, found, OF_ANOTHER)
    assert _complete(scenes, found, number, seen=True) is Code.LIMIT
    assert scenes.delegation(found).status is Status.A_VALIDER
    assert len(_records(scenes)) == LIMIT


def test_a_validation_with_a_number_that_the_delegue_did_not_give_counts_as_a_look_up(
    scenes: Scenes, found: str
) -> None:
    assert _complete(scenes, found, FREE, seen=True) is None
    assert _records(scenes) == [False]
    assert _counted(scenes) == 1


def test_at_the_limit_the_number_that_the_delegue_gave_is_validated(scenes: Scenes, found: str) -> None:
    for _ in range(LIMIT):
        _complete(scenes, found, FREE)
    assert _complete(scenes, found, OWN) is None


def test_a_refusal_for_another_reason_counts_too_where_it_tells_that_the_number_is_free(
    scenes: Scenes, found: str
) -> None:
    HeadItem(*keys.head(PAUL)).update([HeadItem.rpps.set(FREE)])
    _grant_the_same_days(scenes)
    assert _complete(scenes, found, OF_ANOTHER) is Code.NUMBER_OF_ANOTHER
    assert _complete(scenes, found, FREE) is Code.OVERLAP
    assert sorted(_records(scenes)) == [False, True]


def _grant_the_same_days(scenes: Scenes) -> None:
    step = Shown(KNOWN[PAUL], PAUL, known=True)
    days = scenes.today.isoformat(), (scenes.today + 5 * DAY).isoformat()
    asked = Asked(ProfilId.REMPLACANT.value, AskedTerms(*days, toutes_structures=True), _locum(FREE))
    create(runtime.context(), scenes.session(CLAIRE), step, asked, "une-cle")


def test_a_wish_with_the_number_that_the_delegue_gave_or_with_errors_counts_nothing(scenes: Scenes, found: str) -> None:
    assert _complete(scenes, found, OF_ANOTHER, last=400) is Code.FORM
    assert _complete(scenes, found, OWN) is None
    assert _records(scenes) == []
    assert _counted(scenes) == 0


def test_the_number_that_the_delegue_gave_counts_nothing_where_it_is_refused(scenes: Scenes, found: str) -> None:
    AliasItem(*keys.alias("rpps", OWN, LOOKUP), account_id=HELENE).save()
    assert _complete(scenes, found, OWN) is Code.NUMBER_OF_ANOTHER
    assert _counted(scenes) == 0


def test_the_api_says_when_the_limit_is_reached(scenes: Scenes, found: str) -> None:
    api, path = Api(scenes.world, CLAIRE), f"/delegations/{found}"
    terms = {"debut": scenes.today.isoformat(), "fin": (scenes.today + 20 * DAY).isoformat(), "toutes_structures": True}
    typed = {**terms, "rpps_adeli": OF_ANOTHER, "categorie": MEDECIN, "specialite": "01"}
    etag = api.get(path).etag
    replies = [api.post(f"{path}/complete", typed, If_Match=etag) for _ in range(LIMIT + 1)]
    assert [reply.status for reply in replies] == [409] * LIMIT + [429]
    assert int(replies[-1].headers["retry-after"]) > 0


def _send(browser: Browser, found: str, **typed: str) -> Page:
    path = f"/delegations/{found}/valider"
    return browser.submit(browser.get(path), path, toutes_structures="oui", **typed)


def test_the_page_tells_of_a_number_only_what_was_counted(scenes: Scenes, found: str) -> None:
    browser = scenes.browser(CLAIRE)
    with_errors = _send(browser, found, rpps_adeli=OF_ANOTHER, fin="")
    assert OF_ANOTHER in dict(with_errors.form("/valider").filled({}))["rpps_adeli"]
    assert SAID not in with_errors.text
    assert _records(scenes) == []
    told = _send(browser, found, rpps_adeli=OF_ANOTHER)
    assert SAID in told.text
    assert _records(scenes) == [True]
    assert "a bien été validée" in browser.submit(told, "/valider").text
    assert scenes.delegation(found).delegue.identifiers.rpps_adeli == ""


def test_the_page_tells_of_the_number_that_the_delegue_gave_without_a_look_up(scenes: Scenes, found: str) -> None:
    AliasItem(*keys.alias("rpps", OWN, LOOKUP), account_id=HELENE).save()
    assert SAID in scenes.browser(CLAIRE).get(f"/delegations/{found}/valider").text
    assert _records(scenes) == []


def test_at_the_limit_the_form_says_so_and_keeps_what_was_typed(scenes: Scenes, found: str) -> None:
    for _ in range(LIMIT):
        _complete(scenes, found, FREE)
    page = _send(scenes.browser(CLAIRE), found, rpps_adeli=OF_ANOTHER)
    assert page.status == 429
    assert f"la limite de {LIMIT} vérifications d’adresse ou de numéro par heure" in page.text
    assert SAID not in page.text
    assert dict(page.form("/valider").filled({}))["rpps_adeli"] == OF_ANOTHER
