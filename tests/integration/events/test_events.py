"""The owner of an account reads what happened on it (specification §1, « Events »)."""

from datetime import timedelta
from urllib.parse import urljoin

import pytest

from chalicelib import runtime
from chalicelib.acts.sign_out import sign_out
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.settings import settings
from chalicelib.store.account_events import ShownEvent, Where, read_events
from chalicelib.texts.account_events import SENTENCES, sentence
from infra.operations import erasure, export
from tests.browser import Browser
from tests.integration.api.client import Api
from tests.integration.events.people import (
    ADDRESS,
    FIREFOX,
    HASH,
    PAGE,
    SAFARI,
    ZOE,
    browser_of,
    events_of,
    sign_in_somewhere,
    signed_in,
)
from tests.integration.stages import FEW_FAILURES
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, World
from tests.integration.zoe import link_to
from tests.sessions import CALLER, open_sessions_item

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
OTHER = "Verger-Dore-58"


def fail(browser: Browser, address: str = ADDRESS) -> int:
    """Try a wrong password."""
    return sign_in(browser, address, "faux").status


def kinds(account_id: str = ZOE) -> list[str]:
    """Return the events of an account, newest first."""
    return [event.event for event in read_events(account_id, 100, runtime.context().now)]


def failures(world: World) -> list[dict[str, str]]:
    """Return the counts of failures that are stored."""
    return [{"pk": item["pk"]["S"], "times": item["times"]["N"]} for item in world.of_kind("sign_in_failures")]


def test_a_sign_in_tells_its_mode_its_time_and_its_browser(world: World) -> None:
    browser = signed_in(world)
    said = events_of(browser.get(PAGE))
    assert "Connexion par mot de passe, depuis Firefox sous Windows" in said
    assert f"{world.now:%d/%m/%Y}" in said


def test_nothing_of_a_strange_header_is_stored_or_shown(world: World) -> None:
    strange = "<script>alert(1)</script>" * 300
    browser = signed_in(world, strange)
    assert "depuis un navigateur inconnu" in events_of(browser.get(PAGE))
    assert not [item for item in world.everything() if "script" in str(item)]


def test_everything_that_its_owner_does_is_an_event(world: World) -> None:
    browser = signed_in(world)
    world.now += SECOND
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="zoe@ailleurs.example")
    world.now += SECOND
    form = browser.get("/compte/mot-de-passe")
    browser.submit(form, "/compte/mot-de-passe", actuel=PASSWORD, mot_de_passe=OTHER, confirmation=OTHER)
    world.now += SECOND
    browser.submit(browser.get("/compte"), "/deconnexion")
    assert kinds() == ["deconnexion", "mot_de_passe_modifie", "adresse_demandee", "connexion"]


def test_a_confirmed_address_is_an_event(world: World) -> None:
    browser = signed_in(world)
    browser.submit(browser.get("/compte/e-mail"), "/compte/e-mail", adresse="zoe@ailleurs.example")
    link = link_to(world, "zoe@ailleurs.example", "confirmer-adresse")
    world.now += SECOND
    browser.submit(browser.get(link), link.rsplit("/", 1)[1])
    assert kinds()[0] == AccountEvent.ADDRESS_CHANGED
    assert "Changement d’adresse e-mail" in events_of(browser.get(PAGE))


def test_a_sign_out_is_noted_once(world: World) -> None:
    browser = signed_in(world)
    context = runtime.context()
    cookie = browser.cookies[sessions.cookie_name(context.settings)]
    session = sessions.read(cookie, context.keys, context.now, context.settings)
    for _ in range(3):
        sign_out(runtime.context(), session, CALLER)
        world.now += SECOND
    assert kinds() == ["deconnexion", "connexion"]


# Failed sign-ins


def test_failures_of_a_day_are_one_line_with_their_number_and_the_last_browser(world: World) -> None:
    for agent in (SAFARI, FIREFOX, FIREFOX):
        fail(browser_of(world, agent))
        world.now += SECOND
    said = events_of(signed_in(world).get(PAGE))
    assert "3 échecs de connexion par mot de passe ce jour-là, le dernier depuis Firefox sous Windows" in said


def test_one_failure_reads_as_one(world: World) -> None:
    fail(browser_of(world, SAFARI))
    assert "Échec de connexion par mot de passe, depuis Safari sur iPhone" in events_of(signed_in(world).get(PAGE))


def test_a_strangers_failures_do_not_push_out_the_owners_events(world: World, few_failures: None) -> None:
    signed_in(world)
    for _ in range(3):
        world.now += DAY
        for _ in range(FEW_FAILURES + 2):
            fail(world.browser())
    assert len(failures(world)) == 3
    assert kinds() == [AccountEvent.SIGN_IN_FAILED] * 3 + [AccountEvent.SIGNED_IN]


def test_guesses_that_a_lock_refuses_are_not_counted(world: World, few_failures: None) -> None:
    for _ in range(FEW_FAILURES + 5):
        fail(world.browser())
    assert [one["times"] for one in failures(world)] == [str(FEW_FAILURES)]


@pytest.mark.parametrize("address", ["personne@exemple.fr", "invitee@exemple.fr"])
def test_failures_for_an_address_that_nobody_reads_are_gone_after_a_day(world: World, address: str) -> None:
    world.person("invitee", "invitee@exemple.fr", Name(), status=AccountStatus.RESERVEE)
    fail(world.browser(), address)
    (item,) = world.of_kind("sign_in_failures")
    assert int(item["ttl"]["N"]) == int((world.now + DAY).timestamp())


def test_a_failure_says_nothing_to_somebody_else(world: World) -> None:
    world.person("yves", "yves@exemple.fr", Name("M", "Yves", "Autre"), password_hash=HASH)
    fail(world.browser())
    other = browser_of(world)
    sign_in(other, "yves@exemple.fr", PASSWORD)
    assert "chec" not in events_of(other.get(PAGE))


# The page


def test_events_are_kept_twelve_months(world: World) -> None:
    signed_in(world)
    world.now += timedelta(days=settings().history_kept_days) - SECOND
    assert kinds() == ["connexion"]
    world.now += SECOND
    assert kinds() == []


def test_older_events_are_on_the_next_pages(world: World) -> None:
    for _ in range(44):
        world.now += HOUR
        sign_in_somewhere()
    world.now += HOUR
    browser = signed_in(world)
    seen = []
    page = browser.get(PAGE)
    for _ in range(3):
        seen.append(events_of(page).count("Connexion par mot de passe"))
        older = [href for label, href in page.links if label == "Plus anciens"]
        page = browser.get(urljoin(page.url, older[0])) if older else page
    assert seen == [20, 20, 5]
    assert "Sessions ouvertes" not in page.text
    assert page.link("Les plus récents").endswith(PAGE)


@pytest.mark.parametrize("before", ["x", "2026-01-01#~echecs", "9999", "2026-01-01#20260101T000000000000#x'--", "é"])
def test_any_text_in_the_address_shows_a_page(world: World, before: str) -> None:
    assert signed_in(world).get(f"{PAGE}?avant={before.replace('#', '%23')}").status == 200


def test_the_menu_leads_there(world: World) -> None:
    browser = signed_in(world)
    assert browser.get("/compte").link("Consulter mes derniers événements").endswith(PAGE)


# Texts, export, erasure


def test_every_event_has_its_own_sentence() -> None:
    assert set(SENTENCES) == set(AccountEvent)
    assert len(set(SENTENCES.values())) == len(AccountEvent)


def test_an_event_or_a_mode_of_another_version_has_a_sentence_too(world: World) -> None:
    event = ShownEvent("x", "autre", world.now, Where(mode="laser"))
    assert sentence(event) == "Événement sur votre compte"


def test_a_passkey_is_named(world: World) -> None:
    event = ShownEvent("x", AccountEvent.PASSKEY_ADDED.value, world.now, Where(about="Mon téléphone"))
    assert sentence(event) == "Ajout d’une clé d’accès «\u00a0Mon téléphone\u00a0»"


def test_the_export_of_an_account_has_its_events_and_its_erasure_leaves_none(world: World) -> None:
    fail(browser_of(world, SAFARI))
    signed_in(world)
    world.deliver()
    told = export.export(ZOE, LOOKUP)
    assert told is not None
    assert [one["browser"] for one in told["evenements"]] == ["Firefox sous Windows", "Safari sur iPhone"]
    erasure.erase(runtime.context(), ZOE)
    assert not [item for item in world.everything() if item["pk"]["S"] == f"EVENT#{ZOE}"]


def test_events_move_with_an_account_that_is_joined_to_another(world: World) -> None:
    fail(world.browser())
    signed_in(world)
    world.person("carla", "carla@cabinet.example", Name("MME", "Carla", "Deux"))
    carla = world.signed_in("carla", Mode.CARTE)
    world.now += SECOND
    carla.submit(carla.get("/compte/rattacher"), "/compte/rattacher", adresse=ADDRESS, mot_de_passe=PASSWORD)
    assert kinds() == []
    assert kinds("carla") == [AccountEvent.SIGN_IN_FAILED, AccountEvent.ACCOUNTS_JOINED, AccountEvent.SIGNED_IN]


# The API


def test_the_api_lists_the_same_events(world: World) -> None:
    for _ in range(2):
        fail(browser_of(world, SAFARI))
    for _ in range(20):
        world.now += SECOND
        sign_in_somewhere()
    open_sessions_item(ZOE, world.now).save()
    api = Api(world, ZOE)
    first = api.get("/account-events").json
    failed, newest = first["evenements"][:2]
    assert (failed["genre"], failed["nombre"], failed["navigateur"]) == ("connexion_echouee", 2, "Safari sur iPhone")
    assert newest == {
        "le": f"{world.now:%Y-%m-%dT%H:%M:%SZ}",
        "genre": "connexion",
        "phrase": "Connexion par mot de passe, depuis Firefox sous Windows",
        "mode": "mot_de_passe",
        "navigateur": "Firefox sous Windows",
        "nombre": 1,
    }
    older = api.get("/account-events", avant=first["suivant"]).json
    assert (len(first["evenements"]), len(older["evenements"]), older["suivant"]) == (20, 1, "")


def test_the_api_shows_events_to_nobody_else(world: World) -> None:
    signed_in(world)
    assert Api(world, "").get("/account-events").status == 401
