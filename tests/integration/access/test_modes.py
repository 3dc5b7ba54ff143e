"""A stage may ask for a card: of délégués, for a profil; of délégants, or the e-CPS (specification §1)."""

from dataclasses import replace

import pytest

from chalicelib import runtime
from chalicelib.acts.people import SignedOut, person_of
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.domain.decisions import Denial
from chalicelib.domain.modes import Mode
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import Settings
from chalicelib.store import keys
from chalicelib.store.denials import read_denials
from chalicelib.store.table import read
from tests.browser import Browser
from tests.integration.access.service import QUESTION, PortalService
from tests.integration.access.test_introspection import introspect
from tests.integration.access.test_service_codes import code_in, open_service, redeem
from tests.integration.access.test_tokens import ASKED, claims_of, error_of, result_of
from tests.integration.access.test_tokens_of_delegues import OWN, Person
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.stages import with_settings
from tests.integration.test_accounts import card
from tests.integration.world import World
from tests.sessions import CALLER

ASKS_FOR_CARD = "comptable=carte"
NOT_BY_CARD = [Mode.MOBILE, Mode.PSC, Mode.MOT_DE_PASSE]


@pytest.fixture
def card_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the stage ask accountants for their card."""
    with_settings(monkeypatch, sign_in_modes=ASKS_FOR_CARD)


# The pages


@pytest.mark.usefixtures("card_only")
@pytest.mark.parametrize("mode", NOT_BY_CARD)
def test_a_delegue_without_his_card_sees_his_delegation_and_how_it_opens(scenes: Scenes, mode: Mode) -> None:
    found = scenes.validated()
    browser = scenes.browser(PAUL, mode)
    assert "s’ouvre par carte CPS ou CPE" in browser.get("/recues").text
    for path in (f"/recues/{found}", f"/pour-le-compte/{found}"):
        page = browser.get(path)
        assert page.status == 200
        assert "Cette délégation s’ouvre par carte CPS ou CPE." in page.text
        assert f"/api/connexion/carte?suite={path}" in scenes.world.exchanges[-1].body
        assert "Tous mes paiements" not in page.text


@pytest.mark.usefixtures("card_only")
def test_with_his_card_he_sees_nothing_of_it(scenes: Scenes) -> None:
    found = scenes.validated()
    browser = scenes.browser(PAUL)
    for path in ("/recues", f"/recues/{found}", f"/pour-le-compte/{found}"):
        assert "par carte CPS ou CPE" not in browser.get(path).text
    assert "Tous mes paiements" in browser.get(f"/pour-le-compte/{found}").text


@pytest.mark.usefixtures("card_only")
def test_a_service_does_not_open_from_a_page_that_was_loaded_before(scenes: Scenes) -> None:
    found = scenes.validated()
    exchange = open_service(scenes, found)
    assert exchange.status == 403
    assert "n’ouvre pas cette délégation" in exchange.body


def test_what_a_profil_does_not_ask_of_others_it_does_not_ask_at_all(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, sign_in_modes="remplacant=carte assistant_medical=carte,mobile")
    found = scenes.validated()
    assert "Tous mes paiements" in scenes.browser(PAUL, Mode.MOT_DE_PASSE).get(f"/pour-le-compte/{found}").text


# What the portal's services ask


@pytest.mark.usefixtures("card_only")
def test_a_decision_says_which_mode_would_open_it(scenes: Scenes, portal: PortalService) -> None:
    scenes.validated()
    for told in (QUESTION, {**QUESTION, "context": {}}, {**QUESTION, "context": {"mode": "mot_de_passe"}}):
        answer = portal.answer("evaluation", told)
        assert answer["context"] == {
            "reason": "mode-non-admis",
            "reason_user": {"fr": Denial.MODE.message},
            "modes": ["carte"],
        }
    assert {one.access.denial for one in read_denials(CLAIRE, 10, scenes.world.now)} == {Denial.MODE}


@pytest.mark.usefixtures("card_only")
def test_a_mode_is_told_in_the_context_and_nowhere_else(scenes: Scenes, portal: PortalService) -> None:
    scenes.validated()
    smuggled = {"properties": {"mode": "carte"}}
    for name in ("subject", "action", "resource"):
        assert portal.reason({**QUESTION, name: {**QUESTION[name], **smuggled}, "mode": "carte"}) == "mode-non-admis"
    for unknown in ("CARD", "", None, ["carte"], "cle-acces"):
        assert portal.ask("evaluation", {**QUESTION, "context": {"mode": unknown}}).status == 400
    batch = {**QUESTION, "context": {"mode": "carte"}, "evaluations": [{}, {"context": {}}, {"context": {"mode": "x"}}]}
    answers = portal.answer("evaluations", batch)["evaluations"]
    assert [one["decision"] for one in answers] == [True, False, False]
    assert answers[2]["context"]["error"]["status"] == 400


@pytest.mark.usefixtures("card_only")
def test_a_token_is_given_and_lives_for_an_admitted_mode_only(
    scenes: Scenes, portal: PortalService, keyed: LocalSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.validated()
    for mode in ({}, {"actor_mode": "mot_de_passe"}, {"actor_mode": "mobile"}):
        found = portal.form("token", {**ASKED, **mode})
        assert error_of(found) == "invalid_request"
        assert "mode-non-admis" in found.body
    assert error_of(portal.form("token", {**ASKED, "actor_mode": "CARD"})) == "invalid_request"
    token = result_of(portal.form("token", {**ASKED, "actor_mode": "carte"}))["access_token"]
    assert claims_of(token, keyed)["mode"] == introspect(portal, token)["mode"] == "carte"

    with_settings(monkeypatch, sign_in_modes="comptable=mobile")
    assert introspect(portal, token) == {"active": False}


@pytest.mark.usefixtures("card_only")
def test_a_session_brings_its_own_mode_and_no_other(scenes: Scenes, portal: PortalService, keyed: LocalSigner) -> None:
    scenes.validated()
    by_password = Person(scenes.world, PAUL)
    assert error_of(by_password.exchange(OWN)) == "invalid_request"
    assert error_of(by_password.exchange({**OWN, "actor_mode": "carte"})) == "invalid_request"
    by_card = result_of(Person(scenes.world, PAUL, Mode.CARTE).exchange(OWN))
    assert claims_of(by_card["access_token"], keyed)["mode"] == "carte"


def test_a_code_carries_the_mode_to_the_token(
    scenes: Scenes, portal: PortalService, keyed: LocalSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = scenes.validated()
    first, second = (code_in(open_service(scenes, found)) for _ in range(2))
    assert error_of(redeem(portal, first, actor_mode="carte")) == "invalid_request"
    token = result_of(redeem(portal, first))["access_token"]
    assert claims_of(token, keyed)["mode"] == "mot_de_passe"

    with_settings(monkeypatch, sign_in_modes=ASKS_FOR_CARD)
    assert error_of(redeem(portal, second)) == "invalid_request"
    assert introspect(portal, token) == {"active": False}


# The session


def _with_mode(browser: Browser, mode: Mode) -> Session:
    """Change the mode in a browser's cookie, as somebody who had the key of sessions could; return the session."""
    context = runtime.context()
    name = sessions.cookie_name(context.settings)
    session = sessions.read(browser.cookies[name], context.keys, context.now, context.settings)
    assert session
    changed = session._replace(mode=mode)
    browser.cookies[name] = sessions.write(changed, context.keys, context.now, context.settings)
    return changed


def test_a_session_in_another_mode_than_it_was_opened_in_is_no_session(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(PAUL, Mode.MOT_DE_PASSE)
    changed = _with_mode(browser, Mode.CARTE)
    assert "/connexion" in browser.get("/recues").url
    with pytest.raises(SignedOut):
        person_of(changed, read(keys.person(PAUL)))


def test_a_cookie_whose_mode_was_altered_is_ignored(scenes: Scenes) -> None:
    browser = scenes.world.signed_in(PAUL, Mode.MOT_DE_PASSE)
    name = sessions.cookie_name(runtime.context().settings)
    by_card = scenes.world.signed_in(PAUL, Mode.CARTE).cookies[name]
    content, _, signature = browser.cookies[name].rpartition(".")
    browser.cookies[name] = f"{by_card.rpartition('.')[0]}.{signature}"
    assert content and "/connexion" in browser.get("/recues").url


# The délégant


def _signs_in(auth_mode: str) -> tuple[Mode, str | None]:
    """Return the mode of a sign-in, and why its owner may not act as délégant."""
    said = card("899900007777", "R1")
    session, _ = sign_in_by_card(
        runtime.context(), replace(said, userinfo={**said.userinfo, "authMode": auth_mode}), CALLER
    )
    person = person_of(session, read(keys.person(session.account_id)))
    why = person.why_not_act(runtime.context().settings)
    return session.mode, why.value if why else None


@pytest.mark.parametrize(
    ("acting_modes", "auth_mode", "mode", "acts"),
    [
        ("CARD", "CARD", Mode.CARTE, True),
        ("CARD", "MOBILE", Mode.PSC, False),
        ("CARD", "", Mode.PSC, False),
        ("CARD ECPS", "ECPS", Mode.MOBILE, True),
        ("CARD ECPS", "ecps", Mode.PSC, False),
        ("CARD ECPS", "AUTRE", Mode.PSC, False),
        ("ECPS", "CARD", Mode.CARTE, False),
        ("", "CARD", Mode.CARTE, False),
    ],
)
def test_a_delegant_acts_with_the_modes_that_the_stage_lists(
    world: World, monkeypatch: pytest.MonkeyPatch, acting_modes: str, auth_mode: str, mode: Mode, acts: bool
) -> None:
    with_settings(monkeypatch, acting_modes=acting_modes)
    found, why = _signs_in(auth_mode)
    assert found is mode
    assert (why != "carte-requise") is acts


def test_a_session_stops_acting_when_the_stage_withdraws_its_mode(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_settings(monkeypatch, acting_modes="CARD ECPS")
    browser = scenes.world.signed_in(CLAIRE, Mode.MOBILE)
    assert "connectez-vous avec votre carte CPS" not in browser.get("/delegations/nouvelle").text
    with_settings(monkeypatch)
    assert "connectez-vous avec votre carte CPS" in browser.get("/delegations/nouvelle").text


def test_by_default_every_mode_opens_every_profil_and_the_card_alone_acts() -> None:
    settings = Settings()
    assert settings.modes_of_profils == {}
    assert settings.modes_that_act == {Mode.CARTE}
