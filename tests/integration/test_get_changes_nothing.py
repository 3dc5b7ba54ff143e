"""Mail gateways open every link, browsers fetch ahead: GET and HEAD change nothing, ever, whoever asks for what.

Every route, every delegation in every situation, every purpose of a link, living or dead; the whole table is compared.
"""

from collections.abc import Callable, Iterator
from itertools import product

import pytest

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.identity.sessions import Mode
from tests.integration.page_routes import ROUTES
from tests.integration.scenes import CLAIRE, HELENE, PAUL, UNKNOWN_ID, Scenes, standing_scenes

WRITES = ("Put", "Update", "Delete", "Transact", "BatchWrite")
ADDRESS_OF_NOTHING = "x" * 300

VISITORS = [
    pytest.param("", Mode.CARTE, id="nobody"),
    pytest.param(CLAIRE, Mode.CARTE, id="the délégant"),
    pytest.param(HELENE, Mode.CARTE, id="another délégant"),
    pytest.param(PAUL, Mode.MOT_DE_PASSE, id="the délégué"),
]
OTHER_VISITORS = [
    pytest.param(CLAIRE, Mode.MOT_DE_PASSE, id="the délégant without his card"),
]


@pytest.fixture(scope="module")
def scenes(aws: None) -> Iterator[Scenes]:
    """Every situation at once; no test of this module changes anything in it."""
    with standing_scenes() as built:
        built.every()
        yield built


def _ids(scenes: Scenes) -> list[str]:
    return [*scenes.situations.values(), UNKNOWN_ID, ADDRESS_OF_NOTHING]


def _of_delegation(path: str) -> Callable[[Scenes], list[str]]:
    return lambda scenes: [path.replace("{delegation_id}", found) for found in _ids(scenes)]


def _links(scenes: Scenes) -> list[str]:
    """Return the link for every purpose of every delegation; one whose token is for another purpose, one forged."""
    living = [scenes.link(found, purpose) for found, purpose in product(scenes.situations.values(), Purpose)]
    token = scenes.token(scenes.situations["demand"], Purpose.REFUSE)
    return [*living, f"/lien/accepter/{token}", f"/lien/accepter/{token[:-1]}", f"/lien/autre/{token}"]


def _account_links(scenes: Scenes, purpose: AccountPurpose) -> list[str]:
    """Return a living link about an account, one altered, and the tokens of every other purpose."""
    living = scenes.account_links[purpose]
    others = [f"/{purpose}/{link.rsplit('/', 1)[1]}" for link in scenes.account_links.values()]
    return [living, living[:-1], *others, f"/{purpose}/{scenes.token(scenes.situations['demand'], Purpose.ACCEPT)}"]


ADDRESSES: dict[str, Callable[[Scenes], list[str]]] = {
    "/static/{name}": lambda _: ["/static/style.css", "/static/page.js", "/static/autre"],
    "/connexion/retour": lambda _: ["/connexion/retour", "/connexion/retour?code=abc&state=def"],
    "/compte/{rubric}": lambda _: [
        f"/compte/{rubric}"
        for rubric in ("informations-administratives", "coordonnees", "cpam", "lieux-exercice", "configuration", "x")
    ],
    "/delegations": lambda _: [
        "/delegations",
        "/delegations?nom=mod&profil=comptable&statut=validee&statut=refusee&lignes=25&page=2",
        "/delegations?page=-1&lignes=1000000000&statut=x&profil=x&fait=creee",
    ],
    "/delegations/nouvelle": lambda scenes: [
        "/delegations/nouvelle",
        *(f"/delegations/nouvelle?depuis={found}" for found in _ids(scenes)),
    ],
    "/lien/{purpose}/{token}": _links,
    "/nouveau-mot-de-passe/{token}": lambda scenes: _account_links(scenes, AccountPurpose.NEW_PASSWORD),
    "/confirmer-adresse/{token}": lambda scenes: _account_links(scenes, AccountPurpose.CONFIRM_ADDRESS),
}


def addresses(route: str, scenes: Scenes) -> list[str]:
    """Return every address of a route worth opening; fails for a route whose parameters are new."""
    if route in ADDRESSES:
        return ADDRESSES[route](scenes)
    found = _of_delegation(route)(scenes) if "{delegation_id}" in route else [route]
    assert not any("{" in path for path in found), f"no address is known for {route}"
    return found


def visited(method: str) -> list[str]:
    """Return the routes that answer to a method."""
    return [route for route, methods in ROUTES.items() if method in methods]


def test_every_route_that_answers_to_get_answers_to_head() -> None:
    assert visited("GET") == visited("HEAD")


@pytest.mark.parametrize(("who", "mode"), VISITORS + OTHER_VISITORS)
def test_looking_changes_nothing(scenes: Scenes, who: str, mode: Mode) -> None:
    _look_everywhere(scenes, who, mode, "GET")


@pytest.mark.parametrize(("who", "mode"), VISITORS)
def test_asking_for_headers_alone_changes_nothing(scenes: Scenes, who: str, mode: Mode) -> None:
    _look_everywhere(scenes, who, mode, "HEAD")


def _look_everywhere(scenes: Scenes, who: str, mode: Mode, method: str) -> None:
    browser = scenes.browser(who, mode)
    routes = visited(method)
    assert len(routes) > 20
    if who not in {"", PAUL} or (who and method == "HEAD"):
        routes = [route for route in routes if "{token}" not in route]  # a session means nothing there
    before = scenes.world.items()
    already = len(scenes.world.exchanges)

    for route in routes:
        for path in addresses(route, scenes):
            browser.get(path, method)

    made = scenes.world.exchanges[already:]
    assert scenes.world.items() == before
    assert not [exchange.path for exchange in made if exchange.status >= 500 and "/carte" not in exchange.path]
    written = {call for exchange in made for call in exchange.calls if call.split(".")[1].startswith(WRITES)}
    assert not written
