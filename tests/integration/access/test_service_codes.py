"""Services as links: the code with which a délégué opens a service, and the token that the service gets for it."""

import contextlib
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from chalicelib import runtime
from chalicelib.access.forms import CODE, GRANT_TYPE
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.service_code import LIFE
from chalicelib.identity.sessions import Mode
from chalicelib.identity.tokens import LocalSigner
from chalicelib.store import credentials
from chalicelib.store.denials import read_denials
from tests.integration.access.service import FIRST_USE, PortalService, calls
from tests.integration.access.test_tokens import claims_of, error_of, result_of
from tests.integration.access.test_tokens_of_delegues import Person
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes
from tests.integration.world import Exchange

ADDRESS = "https://paiements.example/ouvrir"


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""
    credentials.forget()


@pytest.fixture
def payments(scenes: Scenes) -> PortalService:
    """Return the service that may ask about payments, and about nothing else."""
    return PortalService(scenes.world, ["paiements"], "paiements")


def open_service(scenes: Scenes, delegation_id: str, service: str = "paiements", who: str = PAUL) -> Exchange:
    """Press a service in a person's space; return the answer to the form."""
    browser = scenes.browser(who, Mode.MOT_DE_PASSE)
    fields = {"csrf": scenes.forms_token(browser), "service": service}
    with contextlib.suppress(AssertionError):  # the browser of the tests goes to no other site
        browser.post(f"/pour-le-compte/{delegation_id}", fields)
    return scenes.world.exchanges[-1]


def code_in(found: Exchange) -> str:
    """Return the code of a redirection to the service."""
    assert found.status == 303, found.body
    return parse_qs(urlsplit(found.header("location")).query)["code"][0]


def redeem(service: PortalService, code: str, **more: str) -> Exchange:
    """Exchange a code as the service does."""
    return service.form("token", {"grant_type": GRANT_TYPE, "subject_token": code, "subject_token_type": CODE, **more})


def test_a_service_opens_at_its_address_and_gets_a_token_for_itself_alone(
    scenes: Scenes, payments: PortalService, keyed: LocalSigner
) -> None:
    delegation_id = scenes.validated()
    opened = open_service(scenes, delegation_id)
    assert opened.header("location").startswith(f"{ADDRESS}?depuis=amelipro&code=")
    assert opened.calls == ("dynamodb.BatchGetItem",)

    answer = redeem(payments, code_in(opened))
    claims = claims_of(result_of(answer)["access_token"], keyed)
    credential, *of_the_code = calls(answer)
    assert (credential, of_the_code) == ("BatchGetItem", ["BatchGetItem", *FIRST_USE, "TransactWriteItems"])
    later = redeem(payments, code_in(open_service(scenes, delegation_id)))
    assert calls(later) == ["BatchGetItem", "TransactWriteItems"], "the use of the day is noted"
    assert (claims["aud"], claims["scope"], claims["client_id"]) == ("paiements", "paiements", "paiements")
    assert (claims["sub"], claims["name"]) == (CLAIRE, "Mme Claire EXEMPLE")
    assert claims["act"] == {"sub": PAUL, "name": "M. Paul MODÈLE"}
    assert claims["delegation"] == delegation_id


def test_the_address_of_a_service_holds_no_token_and_no_name(scenes: Scenes, payments: PortalService) -> None:
    opened = open_service(scenes, scenes.validated())
    location, token = opened.header("location"), result_of(redeem(payments, code_in(opened)))["access_token"]
    assert token not in location
    assert not any(part in location for part in ("eyJ", "Claire", "exemple.fr"))


def test_a_code_works_once(scenes: Scenes, payments: PortalService) -> None:
    code = code_in(open_service(scenes, scenes.validated()))
    assert redeem(payments, code).status == 200
    assert error_of(redeem(payments, code)) == "invalid_request"


def test_a_code_works_for_a_minute(scenes: Scenes, payments: PortalService) -> None:
    delegation_id = scenes.validated()
    in_time, late = (code_in(open_service(scenes, delegation_id)) for _ in range(2))
    scenes.world.now += LIFE
    assert redeem(payments, in_time).status == 200
    scenes.world.now += timedelta(seconds=1)
    assert error_of(redeem(payments, late)) == "invalid_request"


def test_a_code_is_of_no_use_to_another_service_to_a_person_or_when_altered(
    scenes: Scenes, payments: PortalService
) -> None:
    code = code_in(open_service(scenes, scenes.validated()))
    other = PortalService(scenes.world, ["commandes"], "commandes")
    page = Person(scenes.world, PAUL)
    asked = {"grant_type": GRANT_TYPE, "subject_token": code, "subject_token_type": CODE}
    assert error_of(redeem(other, code)) == "invalid_request"
    assert error_of(page.exchange(asked)) == "invalid_request"
    assert error_of(redeem(payments, code[:-1])) == "invalid_request"
    assert error_of(redeem(payments, code, scope="rosp")) == "invalid_request"
    assert error_of(redeem(payments, code, audience="amelipro")) == "invalid_request"
    assert redeem(payments, code).status == 200, "none of them has used it up"


def test_a_code_gives_nothing_of_a_delegation_deleted_meanwhile(scenes: Scenes, payments: PortalService) -> None:
    delegation_id = scenes.validated()
    code = code_in(open_service(scenes, delegation_id))
    delete(runtime.context(), scenes.session(CLAIRE), delegation_id, Hint())
    assert error_of(redeem(payments, code)) == "invalid_request"


def test_a_code_gives_nothing_after_the_last_day_and_the_denial_is_counted(
    scenes: Scenes, payments: PortalService
) -> None:
    delegation_id = scenes.validated()
    scenes.world.now = scenes.delegation(delegation_id).terms.validity.ends_at - timedelta(seconds=30)
    code = code_in(open_service(scenes, delegation_id))
    scenes.world.now += timedelta(seconds=30)
    assert error_of(redeem(payments, code)) == "invalid_request"
    (counted,) = read_denials(CLAIRE, 10, scenes.world.now)
    assert (counted.access.service, counted.access.delegue_id, counted.count) == ("jeton", PAUL, 1)


def test_a_service_without_an_address_or_outside_the_profil_does_not_open(scenes: Scenes) -> None:
    delegation_id = scenes.validated()
    assert open_service(scenes, delegation_id, "rosp").status == 409
    assert open_service(scenes, delegation_id, "inconnu").status == 409
    assert open_service(scenes, delegation_id, who=HELENE).status == 404
    assert open_service(scenes, scenes.demand()).status == 409


def test_only_the_page_of_the_space_lets_a_form_lead_to_the_service(scenes: Scenes) -> None:
    delegation_id = scenes.validated()
    browser = scenes.browser(PAUL)
    space = browser.get(f"/pour-le-compte/{delegation_id}")
    assert "form-action 'self' https://paiements.example;" in space.header("content-security-policy")
    assert "paiements.example" not in browser.get("/recues").header("content-security-policy")
    assert space.header("referrer-policy") == "no-referrer"
    assert "Convention - ROSP" in space.text, "a service without an address is named all the same"
