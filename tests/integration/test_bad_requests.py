"""Invalid requests to every route get an understandable 4xx or a harmless page, never a 5xx."""

import re
from collections.abc import Mapping

import pytest
from chalice.test import HTTPResponse

from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Name
from tests.browser import Browser, Page
from tests.builders import a_practice, a_structure
from tests.integration import gateway
from tests.integration.active_html import active
from tests.integration.page_routes import ROUTES
from tests.integration.refused_input import delegate_as, unchanged
from tests.integration.scenes import CLAIRE, PAUL, SITUATIONS, Scenes
from tests.integration.world import World
from tests.whole import IS_WHOLE, longer_in_prove

FORM = "application/x-www-form-urlencoded"
NEED_NOTHING_MORE = {"supprimer", "renvoyer", "renoncer", "retirer", "notifications", "deconnexion"}
"""Acts that a form without any field but its proof may do: the page showed all there is to decide."""

BODIES: Mapping[str, bytes] = {
    "nothing": b"",
    "NUL bytes": b"adresse=\x00&debut=%00&nom=%00%00&version=1%00",
    "invalid UTF-8": b"adresse=\xff\xfe%ff%c0%80&nom=%ed%a0%80&debut=\xc3",
    "half a pair": b"nom=%ud800&adresse=%",
    "1 MB": b"adresse=" + b"x" * 1_000_000,
    "5,000 fields": b"&".join(b"champ%d=x" % number for number in range(5000)),
    "one field 5,000 times": b"&".join([b"adresse=x"] * 5000),
    "every field twice": b"&".join(
        b"%s=%s" % (name, value)
        for name in (b"adresse", b"etape", b"profil", b"debut", b"fin", b"nom", b"prenom", b"civilite", b"version")
        for value in (b"un", b"deux")
    ),
    "no form": b"%PDF-1.4 \x80\x81\x82",
    "JSON": b'{"adresse": ["x"]}',
    "long texts": b"&".join(b"%s=%s" % (name, b"9" * 9000) for name in (b"cle", b"delegue", b"profil", b"version")),
}
RUBRICS = ("informations-administratives", "coordonnees", "cpam", "lieux-exercice")
IDS = (
    "x",
    "a" * 3000,
    "%00",
    "..",
    "é",
    "\u202e",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "DELEG#x",
    "{}",
    "%2F",
    "x\r\nSet-Cookie: a=b",
)
QUERIES = (
    "page=-1", "page=1000000000", "page=999999999", "page=deux", "page=", "page=1&page=2", "page=%00", "page=١",
    "lignes=-1", "lignes=7", "lignes=tout", "nom=" + "x" * 10_000, "nom=%00%ff%fe", "nom=%F0%9F%98%80%E2%80%AE",
    "profil=pirate", "statut=pirate&statut=en_cours", "fait=pirate", "fait=creee&fait=lues", "depuis=" + "x" * 3000,
    "avant=pirate", "avant=%00%ff", "choix=pirate", "brouillon=%00%ff", "periode=pirate",
    "suite=//ailleurs.example", "suite=%0d%0aSet-Cookie:x", "code=x&state=y", "error=access_denied&state=%ff",
)  # fmt: skip

OF_THE_SIGN_IN = ("suite=", "code=", "error=")
READING_QUERIES = re.compile(
    r"/connexion.*|/(delegations(/export|/nouvelle.*)?|recues|notifications|compte/evenements)"
)
"""Pages that make much of their queries: they are asked for with each; any other with a third of them."""

PARAMETERS = {name for resource in ROUTES for name in re.findall(r"\{(\w+)\}", resource)}


def paths(method: str, parameter: Mapping[str, str], among: str = "") -> list[str]:
    """Return the address of every route of this method whose pattern contains `among`, with these parameters."""
    return [
        re.sub(r"\{(\w+)\}", lambda name: parameter[name[1]], resource)
        for resource, entries in ROUTES.items()
        if method in entries and among in resource
    ]


def parameters(scenes: Scenes, found: str) -> dict[str, str]:
    """Return the parameters of an existing delegation."""
    return {
        "delegation_id": found,
        "purpose": Purpose.ACCEPT.value,
        "token": scenes.token(found, Purpose.ACCEPT),
        "decision": "accepter",
        "rubric": "coordonnees",
        "passkey_id": scenes.passkey,
        "ask_token": scenes.ask_token,
        "name": "style.css",
    }


@longer_in_prove
@pytest.mark.parametrize("kind", BODIES)
def test_no_route_fails_or_acts_on_an_invalid_body(world: World, kind: str) -> None:
    scenes, body = Scenes(world), BODIES[kind]
    found = parameters(scenes, scenes.demand())
    with unchanged(world):
        for number, person in enumerate((CLAIRE, PAUL), list(BODIES).index(kind)):
            browser = world.signed_in(person)
            proof = f"csrf={scenes.forms_token(browser)}&".encode()
            cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
            for path in paths("POST", found)[slice(None) if IS_WHOLE else slice(number % 2, None, 2)]:
                if path.rpartition("/")[2] in NEED_NOTHING_MORE:
                    continue
                headers = {"Content-Type": FORM, "Cookie": cookie}
                answer = gateway.answer("POST", path, headers, proof + body)
                assert answer.status_code < 500, path
                assert "<main" in answer.body.decode() or _leads_to_a_form(answer, cookie), path


def _leads_to_a_form(answer: HTTPResponse, cookie: str) -> bool:
    """Whether an answer leads to a page of ours, which shows the form again or says why nothing was done."""
    for _ in range(3):  # at the most: to the address of the form, and from there to its page
        location = str(answer.headers.get("Location", ""))
        answer = gateway.answer("GET", location.removeprefix("/api").partition("#")[0], {"Cookie": cookie}, b"")
        if "Location" not in answer.headers:
            break
    return answer.status_code < 500 and "<main" in answer.body.decode()


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", ""])
def test_a_body_of_another_type_does_nothing(world: World, content_type: str) -> None:
    scenes = Scenes(world)
    found = parameters(scenes, scenes.demand())
    with unchanged(world):
        for path in paths("POST", found):
            answer = gateway.answer("POST", path, {"Content-Type": content_type}, b"compris=oui")
            assert 300 <= answer.status_code < 500, path


@longer_in_prove
def test_no_page_fails_on_an_invalid_query(world: World) -> None:
    scenes = Scenes(world)
    found = parameters(scenes, scenes.validated())
    browsers = {CLAIRE: world.signed_in(CLAIRE), PAUL: world.signed_in(PAUL), "": world.browser()}
    with unchanged(world):
        for number, path in enumerate(paths("GET", found)):
            asked = list(browsers) if IS_WHOLE else [_first_who_sees(scenes, browsers, path)]
            is_whole = IS_WHOLE or READING_QUERIES.fullmatch(path)
            for query in QUERIES if is_whole else QUERIES[number % 3 :: 3]:
                for who in {*asked, *([""] if query.startswith(OF_THE_SIGN_IN) else [])}:
                    exchange = scenes.ask(browsers[who], "GET", f"{path}?{query}")
                    without_psc = exchange.status == 503 and path.startswith("/connexion/")
                    assert exchange.status < 500 or without_psc, f"{path}?{query}"
                    assert "ailleurs.example" not in exchange.header("Location").partition("?")[0]


def _first_who_sees(scenes: Scenes, browsers: Mapping[str, Browser], path: str) -> str:
    """Return somebody who sees a page, or the délégant; the short form asks it of no other, but of the sign-in."""
    return next((who for who, one in browsers.items() if scenes.ask(one, "GET", path).status == 200), CLAIRE)


@longer_in_prove
@pytest.mark.parametrize("text", IDS, ids=lambda text: text[:20])
def test_no_route_fails_on_an_invalid_path(world: World, text: str) -> None:
    scenes = Scenes(world)
    claire = world.signed_in(CLAIRE)
    given = dict.fromkeys(PARAMETERS, text)
    fields = {"csrf": scenes.forms_token(claire), "version": "1", "compris": "oui"}
    begun = len(world.exchanges)
    some = slice(None) if IS_WHOLE else slice(IDS.index(text) % 3, None, 3)
    with unchanged(world):
        for path in paths("GET", given, "{")[some]:
            claire.get(path)
        for path in paths("POST", given, "{")[some]:
            claire.post(path, fields)
    answered = world.exchanges[begun:]
    assert len(answered) > 12
    led_home = {"/compte"}  # by the form of a sign-in, sent by somebody who is signed in
    elsewhere = [exchange for exchange in answered if exchange.path not in led_home]
    of_passkeys = [exchange.status for exchange in elsewhere if exchange.path.startswith("/compte/cles-acces/")]
    assert {exchange.status for exchange in elsewhere} <= {303, 400, 403, 404, 405, 410}
    assert [exchange.status for exchange in elsewhere].count(410) == of_passkeys.count(410), "removed, perhaps"
    assert not [exchange.path for exchange in answered if not exchange.header("Location").isascii()]
    assert not [exchange.path for exchange in answered if active(exchange.body)]


@pytest.mark.parametrize(
    "cookie", ["é=1", "a=b; c", ";;;", "x" * 8000, "session=\x00; =;", "__Host-session=abc.def.ghi"]
)
def test_an_invalid_cookie_is_ignored(world: World, cookie: str) -> None:
    answer = gateway.answer("GET", "/compte", {"Cookie": cookie}, b"")
    assert answer.status_code == 303
    assert "/connexion" in str(answer.headers["Location"])


def test_page_numbers_out_of_range_show_the_last_or_the_first_page(world: World) -> None:
    scenes = Scenes(world)
    for _ in range(11):
        scenes.invitation()
    claire = world.signed_in(CLAIRE)
    shown = {page: claire.get(f"/delegations?page={page}") for page in ("1", "2", "-1", "999999999", "1000000000", "x")}
    first, last = (_rows(shown[page]) for page in ("1", "2"))
    assert (len(first), len(last)) == (10, 1)
    assert [_rows(shown[page]) for page in ("-1", "999999999", "1000000000", "x")] == [first, last, first, first]


def test_a_search_of_ten_thousand_characters_finds_nothing_and_is_shown_cut(world: World) -> None:
    scenes = Scenes(world)
    scenes.demand()
    page = world.signed_in(CLAIRE).get("/delegations?nom=" + "x" * 10_000)
    assert page.status == 200
    assert "Aucune délégation" in page.text
    assert [field.value for field in page.form("/delegations").fields if field.name == "nom"] == ["x" * 100]


def _rows(page: Page) -> list[str]:
    return re.findall(r'data-label="Identifiant\s: "[^>]*><div>(.*?)</div>', page.body)


HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{7*7}}\u202e"


@longer_in_prove
def test_html_in_every_field_appears_as_text_on_every_page_and_in_every_mail(world: World) -> None:
    scenes = Scenes(world)
    name = Name("MME", HOSTILE, HOSTILE)
    structures = tuple(
        a_structure(number, name=HOSTILE, street=HOSTILE, city=HOSTILE, am_finess=HOSTILE) for number in (1, 2)
    )
    practice = a_practice(structures=structures)
    world.person(CLAIRE, "claire@cabinet.example", name, practice=practice, liberal=True)
    world.person(PAUL, "paul@exemple.fr", name)
    claire = world.signed_in(CLAIRE)
    delegate_as(world, claire, "assistant_medical", cpe="3750100125/<script>alert(1)</script>\"'><img/src=x>")
    found = [item["pk"]["S"].partition("#")[2] for item in world.of_kind("delegation")]
    found += [build(scenes) for build in SITUATIONS.values()]
    begun = len(world.exchanges)
    for number, delegation_id in enumerate(found):
        _visit_all(scenes, delegation_id, is_whole=IS_WHOLE or number == 0)
    everywhere = [path for path in paths("GET", parameters(scenes, found[0])) if found[0] not in path]
    for browser in (claire, world.signed_in(PAUL)):
        for path in [*everywhere, *(f"/compte/{rubric}" for rubric in RUBRICS)]:
            browser.get(path)
    for field in ("adresse", "nom", "debut"):
        claire.get(f"/delegations?nom={field}%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    shown = [exchange for exchange in world.exchanges[begun:] if "html" in exchange.header("Content-Type")]
    bodies = {exchange.path: exchange.body for exchange in shown}
    assert sum("&lt;script&gt;" in body or "&lt;SCRIPT&gt;" in body for body in bodies.values()) > 15
    assert not [path for path, body in bodies.items() if active(body)]
    looked = [exchange for exchange in shown if exchange.method == "GET" and "brouillon=" not in exchange.path]
    assert not sorted({exchange.path for exchange in looked if "\u202e" in exchange.body})
    world.deliver()
    mails = world.mails()
    assert len(mails) > 20
    assert not [mail.subject for mail in mails if active(mail.html) or "\u202e" in mail.html + mail.text]


OF_THE_OTHER = {CLAIRE: ("/recues/", "/pour-le-compte/"), PAUL: ("/delegations/",)}
"""Where a person finds no delegation that is the other's to see."""


def _visit_all(scenes: Scenes, delegation_id: str, *, is_whole: bool) -> None:
    """Open every page about a delegation, as délégant and délégué, and by every link.

    The pages of the one are not found by the other, whatever the situation: `is_whole` asks for them too.
    """
    world = scenes.world
    for purpose in Purpose:
        try:
            path = scenes.link(delegation_id, purpose)
        except KeyError:  # no mail of this test carries its links
            break
        world.browser().get(path)
        world.browser().post(path, {"nom": HOSTILE, "prenom": HOSTILE, "rpps_adeli": HOSTILE, "cpe": HOSTILE})
    given = parameters(scenes, delegation_id)
    for who, elsewhere in OF_THE_OTHER.items():
        browser = world.signed_in(who)
        for path in paths("GET", given, "{delegation_id}"):
            if is_whole or not path.startswith(elsewhere):
                browser.get(path)
