"""Who cannot be asked, and which numbers a demand keeps (specification §5, « Asking »)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import Opened, Wish, ask, ask_while_opening
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Code
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import AccountStatus
from chalicelib.store import keys
from chalicelib.store.accounts import MOST_WAITING, HeadItem, practice_item
from tests.builders import a_practice
from tests.integration.scenes import CLAIRE, KNOWN, LEA, PAUL, Scenes, an_open_link
from tests.integration.wishes import a_wish, ask_claire, refusal_of

CPE, RPPS = "3750100125/0000000042", "10101010101"
LOCUM = Identifiers(rpps_adeli=RPPS, categorie=MEDECIN, specialite="01")


def _wish(scenes: Scenes, profil: str, identifiers: Identifiers) -> Wish:
    usual = a_wish(scenes)
    return Wish(profil, usual.debut, usual.fin, identifiers)


def _asked(scenes: Scenes, profil: str, identifiers: Identifiers) -> Identifiers:
    """Let Paul ask; return the identifiers of what he asks for."""
    wish = _wish(scenes, profil, identifiers)
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, f"cle-{profil}")
    return scenes.delegation(found).delegue.identifiers


@pytest.mark.parametrize("without", ["an address", "a cabinet"])
def test_a_delegant_without_what_he_needs_cannot_be_asked(scenes: Scenes, without: str) -> None:
    if without == "an address":
        HeadItem(*keys.head(CLAIRE)).update([HeadItem.address.set("")])
    else:
        practice_item(CLAIRE, a_practice(structures=(), liberal=False)).save()
    assert refusal_of(lambda: ask_claire(scenes)).code is Code.ASKING_CLOSED


def test_a_demand_has_the_numbers_of_its_profil_alone_and_those_of_the_card_before_others(scenes: Scenes) -> None:
    assert _asked(scenes, "assistant_medical", Identifiers(cpe=CPE)).cpe == CPE
    HeadItem(*keys.head(PAUL)).update([HeadItem.cpe.set("3750100125/0000000043"), HeadItem.rpps.set("10109876541")])
    assert _asked(scenes, "comptable", Identifiers()) == Identifiers()
    assert _asked(scenes, "remplacant", LOCUM).rpps_adeli == "10109876541"


@pytest.mark.parametrize(
    ("profil", "identifiers"), [("remplacant", LOCUM), ("assistant_medical", Identifiers(cpe=CPE))]
)
def test_somebody_without_an_account_keeps_the_numbers_that_he_typed(
    scenes: Scenes, profil: str, identifiers: Identifiers
) -> None:
    opened = Opened("compte-neuf", "neuve@exemple.fr", Name("MME", "Nina", "Neuve"))
    found = ask_while_opening(runtime.context(), opened, an_open_link(), _wish(scenes, profil, identifiers), "cle")
    assert scenes.delegation(found).delegue.identifiers == identifiers


def test_a_number_at_fault_is_named_beside_a_right_period(scenes: Scenes) -> None:
    wish = _wish(scenes, "remplacant", LOCUM._replace(rpps_adeli="12"))
    refusal = refusal_of(lambda: ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle"))
    assert (refusal.code, set(refusal.fields)) == (Code.FORM, {"rpps_adeli"})


def test_an_account_for_which_too_much_waits_asks_for_nothing_more(scenes: Scenes) -> None:
    HeadItem(*keys.head(LEA)).update([HeadItem.waiting.set({f"d-{number}" for number in range(MOST_WAITING)})])
    opened = Opened(LEA, KNOWN[LEA], Name("MME", "Léa", "Future"))
    act = lambda: ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle")  # noqa: E731
    assert refusal_of(act).code is Code.LIMIT


def _open(scenes: Scenes, account_id: str, address: str) -> str:
    opened = Opened(account_id, address, Name("MME", "Nina", "Neuve"))
    return ask_while_opening(runtime.context(), opened, an_open_link(), a_wish(scenes), "cle")


@pytest.mark.parametrize(
    ("account_id", "address", "stored"),
    [
        ("compte-neuf", KNOWN[PAUL], KNOWN[LEA]),
        (LEA, "autre@exemple.fr", "autre@exemple.fr"),
        (LEA, KNOWN[PAUL], KNOWN[PAUL]),
        (LEA, KNOWN[LEA], "autre@exemple.fr"),
    ],
    ids=["has an account now", "leads nowhere", "leads to another account", "was changed"],
)
def test_an_address_that_is_no_longer_what_its_link_proved_opens_nothing(
    scenes: Scenes, account_id: str, address: str, stored: str
) -> None:
    HeadItem(*keys.head(LEA)).update([HeadItem.address.set(stored)])
    assert refusal_of(lambda: _open(scenes, account_id, address)).code is Code.ACCOUNT_APPEARED


@pytest.mark.parametrize("head", ["gone", "not active"])
def test_a_delegant_whose_account_is_not_open_cannot_be_asked(scenes: Scenes, head: str) -> None:
    item = HeadItem(*keys.head(CLAIRE))
    if head == "gone":
        item.delete()
    else:
        item.update([HeadItem.status.set(AccountStatus.RESERVEE.value)])
    assert refusal_of(lambda: ask_claire(scenes)).code is Code.ASKING_CLOSED


def test_a_profil_that_the_delegant_may_not_grant_is_named(scenes: Scenes) -> None:
    practice_item(CLAIRE, a_practice(assistant_contract=False)).save()
    wish = _wish(scenes, "assistant_medical", Identifiers(cpe=CPE))
    refusal = refusal_of(lambda: ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle"))
    assert set(refusal.fields) == {"profil"}


def test_the_history_says_whether_a_link_or_a_session_asked(scenes: Scenes) -> None:
    def actors() -> set[str]:
        return {item["content"]["M"]["actor"]["S"] for item in scenes.world.of_kind("history")}

    ask_claire(scenes)
    assert actors() == {Actor.SPACE.value}
    _open(scenes, LEA, KNOWN[LEA])
    assert actors() == {Actor.SPACE.value, Actor.LINK.value}
