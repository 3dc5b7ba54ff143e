"""A person who may not delegate learns why and what to do: menu, dashboard, step 1, API (specification §1)."""

from collections.abc import Callable

import pytest

from chalicelib.domain.people import Account, Name, Practice
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.sessions import Mode
from chalicelib.store.accounts import head_item, practice_item
from tests.builders import a_practice
from tests.integration.api.client import Api
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes

NO_ADDRESS = "Pour créer une délégation, indiquez et confirmez d’abord votre adresse e-mail."
NO_CARD = "Pour créer une délégation, connectez-vous avec votre carte CPS."
NOT_ELIGIBLE = "D’après votre carte, ce n’est pas votre situation."
NEW = "nour"


def _new_delegant(scenes: Scenes, practice: Practice | None = None) -> str:
    """Return the browser of a délégant at his first sign-in, without an address."""
    account = Account(NEW, AccountStatus.ACTIVE, "", Name("MME", "Nour", "Neuve"))
    head_item(account, detail="Médecine générale").save()
    practice_item(NEW, practice or a_practice()).save()
    return NEW


def _not_eligible(scenes: Scenes) -> str:
    return _new_delegant(scenes, a_practice(liberal=False, structures=()))


Who = Callable[[Scenes], str]
OBSTACLES: dict[str, tuple[Who, Mode, str, str, str, str]] = {
    "no confirmed address": (
        _new_delegant, Mode.CARTE, NO_ADDRESS, "Modifier mon e-mail", "/compte/e-mail", "adresse-a-confirmer",
    ),
    "signed in by password": (
        lambda _: CLAIRE, Mode.MOT_DE_PASSE, NO_CARD, "Vous connecter par carte CPS", "/connexion/carte",
        "carte-requise",
    ),
    "signed in by mobile": (
        lambda _: CLAIRE, Mode.MOBILE, NO_CARD, "Vous connecter par carte CPS", "/connexion/carte", "carte-requise",
    ),
    "a délégué signed in by password": (
        lambda _: PAUL, Mode.MOT_DE_PASSE, NO_CARD, "Vous connecter par carte CPS", "/connexion/carte",
        "carte-requise",
    ),
    "not eligible": (
        _not_eligible, Mode.CARTE, NOT_ELIGIBLE, "Consulter mes lieux d’exercice", "/compte/lieux-exercice",
        "delegant-non-eligible",
    ),
}  # fmt: skip


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_step_1_says_what_is_missing_instead_of_asking_for_an_address(scenes: Scenes, obstacle: str) -> None:
    who, mode, sentence, label, path, _ = OBSTACLES[obstacle]
    browser = scenes.world.signed_in(who(scenes), mode)

    page = browser.get("/delegations/nouvelle")

    assert (page.status, sentence in page.text) == (200, True)
    assert page.link(label).endswith(path)
    assert not [form for form in page.forms if form.action.endswith("/delegations/nouvelle")]


@pytest.mark.parametrize("obstacle", [name for name in OBSTACLES if name not in {"not eligible"}])
def test_the_dashboard_says_what_is_missing_to_delegate(scenes: Scenes, obstacle: str) -> None:
    who, mode, sentence, label, path, _ = OBSTACLES[obstacle]

    page = scenes.world.signed_in(who(scenes), mode).get("/delegations")

    assert sentence in page.text
    assert page.link(label).endswith(path)


@pytest.mark.parametrize("obstacle", ["no confirmed address", "signed in by password", "signed in by mobile"])
def test_the_menu_of_the_account_says_what_is_missing_to_delegate(scenes: Scenes, obstacle: str) -> None:
    who, mode, sentence, _, path, _ = OBSTACLES[obstacle]

    page = scenes.world.signed_in(who(scenes), mode).get("/compte")

    assert sentence in page.text
    assert [href for _, href in page.links if href.endswith(path)]


def test_a_delegant_who_may_delegate_sees_no_obstacle(scenes: Scenes) -> None:
    browser = scenes.browser(CLAIRE)
    for path in ("/compte", "/delegations", "/delegations/nouvelle"):
        assert "Pour créer une délégation, " not in browser.get(path).text
    assert Api(scenes.world, CLAIRE).get("/session").json["empechement"] is None


def test_a_delegue_without_places_sees_no_entry_to_a_creation(scenes: Scenes) -> None:
    assert "Créer une nouvelle délégation" not in scenes.world.signed_in(PAUL).get("/compte").text


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_form_sent_nevertheless_is_refused_with_the_way_out(scenes: Scenes, obstacle: str) -> None:
    who, mode, _, label, path, _ = OBSTACLES[obstacle]
    browser = scenes.world.signed_in(who(scenes), mode)
    fields = {"csrf": scenes.forms_token(browser), "adresse": "zoe@exemple.fr"}
    with unchanged(scenes.world):
        page = browser.post("/delegations/nouvelle", fields)
    assert page.status == 403
    assert page.link(label).endswith(path)


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_the_api_refuses_a_person_who_may_not_delegate_before_any_look_up(scenes: Scenes, obstacle: str) -> None:
    who, mode, _, _, _, code = OBSTACLES[obstacle]
    api = Api(scenes.world, who(scenes), mode)

    told = api.get("/session").json["empechement"]

    refused = api.post("/account-lookups", {"adresse": "zoe@exemple.fr"})
    assert told["code"] == code
    assert refused.status == 403
    assert (refused.code, refused.json["detail"]) == (code, told["phrase"])


def test_the_way_out_for_a_missing_address_leads_to_its_page(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(_new_delegant(scenes))
    page = browser.get(browser.get("/delegations/nouvelle").link("Modifier mon e-mail"))
    assert (page.status, "Adresse e-mail" in page.text) == (200, True)
