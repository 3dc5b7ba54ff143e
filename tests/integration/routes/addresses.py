"""Every kind of address of every route: live, altered, dead, unknown."""

from collections.abc import Callable
from itertools import product

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from tests.integration.page_routes import ROUTES
from tests.integration.routes.walk import path_of
from tests.integration.scenes import UNKNOWN_ID, Scenes

ADDRESS_OF_NOTHING = "x" * 300


def _ids(scenes: Scenes) -> list[str]:
    return [*scenes.situations.values(), UNKNOWN_ID, ADDRESS_OF_NOTHING]


def _of_delegation(path: str) -> Callable[[Scenes], list[str]]:
    return lambda scenes: [path.replace("{delegation_id}", found) for found in _ids(scenes)]


def _links(scenes: Scenes) -> list[str]:
    """Return the link for every purpose of every delegation, one with another purpose's token, and a forged one."""
    living = [scenes.link(found, purpose) for found, purpose in product(scenes.situations.values(), Purpose)]
    token = scenes.token(scenes.situations["demand"], Purpose.REFUSE)
    return [*living, f"/lien/accepter/{token}", f"/lien/accepter/{token[:-1]}", f"/lien/autre/{token}"]


def _invitations(scenes: Scenes) -> list[str]:
    """Return the link of every delegation as an invitation, and a forged one."""
    tokens = [scenes.token(found, Purpose.OPEN_ACCOUNT) for found in scenes.situations.values()]
    return [f"/invitation-par-carte/{token}" for token in (*tokens, tokens[0][:-1])]


def _account_links(scenes: Scenes, purpose: AccountPurpose) -> list[str]:
    """Return a live link about an account, an altered one, and one with the token of each other purpose."""
    living = scenes.account_links[purpose]
    others = [f"/{purpose}/{link.rsplit('/', 1)[1]}" for link in scenes.account_links.values()]
    return [living, living[:-1], *others, f"/{purpose}/{scenes.token(scenes.situations['demand'], Purpose.ACCEPT)}"]


def _ask_links(step: str = "") -> Callable[[Scenes], list[str]]:
    """Return how to ask by an open link, with and without a wish, and by a forged one."""
    wish = "?profil=comptable&debut=2026-12-01&fin=2026-12-31&suite=oui"
    return lambda scenes: [
        f"/demande/{scenes.ask_token}{step}",
        f"/demande/{scenes.ask_token}{step}{wish}",
        f"/demande/{scenes.ask_token}{step}?profil=x&debut=hier&fin=&suite=oui",
        f"/demande/{ADDRESS_OF_NOTHING}{step}{wish}",
    ]


ADDRESSES: dict[str, Callable[[Scenes], list[str]]] = {
    "/static/{name}": lambda _: ["/static/style.css", "/static/page.js", "/static/autre"],
    "/connexion/retour": lambda _: ["/connexion/retour", "/connexion/retour?code=abc&state=def"],
    "/compte/{rubric}": lambda _: [
        f"/compte/{rubric}" for rubric in ("informations-administratives", "coordonnees", "cpam", "lieux-exercice", "x")
    ],
    "/compte/cles-acces/{passkey_id}": lambda scenes: [
        path_of("/compte/cles-acces/{passkey_id}", scenes),
        "/compte/cles-acces/aucune",
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
    "/demande/{ask_token}": _ask_links(),
    "/demande/{ask_token}/qui": _ask_links("/qui"),
    "/demande/{ask_token}/adresse": _ask_links("/adresse"),
    "/demande-par-adresse/{token}": lambda scenes: _account_links(scenes, AccountPurpose.ASK),
    "/demande/{ask_token}/envoyer": _ask_links("/envoyer"),
    "/lien/{purpose}/{token}": _links,
    "/nouveau-mot-de-passe/{token}": lambda scenes: _account_links(scenes, AccountPurpose.NEW_PASSWORD),
    "/confirmer-adresse/{token}": lambda scenes: _account_links(scenes, AccountPurpose.CONFIRM_ADDRESS),
    "/rattacher-compte/{token}": lambda scenes: _account_links(scenes, AccountPurpose.JOIN),
    "/invitation-par-carte/{token}": _invitations,
    "/ce-n-est-pas-moi/{token}": lambda scenes: _account_links(scenes, AccountPurpose.NOT_ME),
    "/connexion-inconnue/{token}": lambda scenes: _account_links(scenes, AccountPurpose.NOT_MY_SIGN_IN),
}


def addresses(route: str, scenes: Scenes) -> list[str]:
    """Return every kind of address of a route; raise for a route with unknown parameters."""
    if route in ADDRESSES:
        return ADDRESSES[route](scenes)
    path = route.replace("{decision}", "accepter")
    found = _of_delegation(path)(scenes) if "{delegation_id}" in path else [path]
    assert not any("{" in path for path in found), f"no address is known for {route}"
    return found


def visited(method: str) -> list[str]:
    """Return the routes that accept a method."""
    return [route for route, methods in ROUTES.items() if method in methods]
