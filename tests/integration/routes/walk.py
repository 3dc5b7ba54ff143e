"""The route map, an address of each route, and its valid forms."""

from chalicelib import runtime
from chalicelib.acts.steps import seal_step
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from tests.browser import Browser
from tests.integration.page_routes import ROUTES
from tests.integration.scenes import CLAIRE, PAUL, Scenes

HELP = {"/aide", "/a-propos", "/configuration", "/mentions-legales", "/cgu", "/accessibilite"}
PUBLIC = HELP | {
    "/",
    "/static/{name}",
    "/connexion",
    "/connexion/carte",
    "/connexion/cle-acces",
    "/connexion/retour",
    "/deconnexion",
    "/lien/{purpose}/{token}",
    "/mot-de-passe-oublie",
    "/nouveau-mot-de-passe/{token}",
    "/confirmer-adresse/{token}",
    "/rattacher-compte/{token}",
    "/invitation-par-carte/{token}",
    "/ce-n-est-pas-moi/{token}",
    "/connexion-inconnue/{token}",
    "/demande/{ask_token}",
    "/demande/{ask_token}/qui",
    "/demande/{ask_token}/adresse",
    "/demande-par-adresse/{token}",
}
"""What needs no session. Signing out twice is no error."""

LEADING_ON = {
    "/compte/cles-acces/nouvelle",
    "/compte/rattacher/lien",
    "/delegations/nouvelle/compte",
    "/delegations/nouvelle/profil",
    "/delegations/nouvelle/valider",
    "/delegations/{delegation_id}/refaire",
    "/delegations/{delegation_id}/garder",
    "/delegations/{delegation_id}/renvoyer",
    "/delegations/{delegation_id}/corriger/valider",
    "/recues/{delegation_id}/{decision}",
}
"""Pages that only lead to another one, which needs a session, or do so without a draft."""

SENT = {
    "version": "1",
    "compris": "oui",
    "cle": "une-cle",
    "adresse": "autre@exemple.fr",
    "profil": "comptable",
    "structures": "cabinet-1",
    "delegue": PAUL,
    "nom": "Nouvelle",
    "service": "paiements",
    "geste": "ouvrir",
}
"""What any form may hold; whoever sends it to a route he has no business with gets nowhere all the same."""


def posts() -> list[str]:
    """Return the routes that take forms."""
    return [route for route, methods in ROUTES.items() if "POST" in methods]


def path_of(route: str, scenes: Scenes, situation: str = "demand") -> str:
    """Return one address of a route, for a delegation in this situation."""
    found = scenes.situations[situation]
    values = {"{delegation_id}": found, "{decision}": "accepter", "{rubric}": "coordonnees", "{name}": "style.css"}
    values |= {"{passkey_id}": scenes.passkey, "{ask_token}": scenes.ask_token}
    for purpose, link in scenes.account_links.items():
        if route.startswith(f"/{purpose}/"):
            return link
    if route.startswith("/lien/"):
        return scenes.link(found, Purpose.ACCEPT)
    if "{token}" in route:
        return route.replace("{token}", scenes.token(found, Purpose.OPEN_ACCOUNT))
    for name, value in values.items():
        route = route.replace(name, value)
    assert "{" not in route, f"a value is missing for {route}"
    return route


def step_shown(scenes: Scenes, who: str) -> str:
    """Return the signed state of step 1 of a creation, for this délégant."""
    shown = Account("compte-autre", AccountStatus.RESERVEE, "autre@exemple.fr")
    return seal_step(runtime.context(), scenes.session(who), shown)


def fields_for(scenes: Scenes, browser: Browser, who: str = CLAIRE) -> dict[str, str]:
    """Return the valid fields of every form of a person, with the token of this browser's session."""
    return {**SENT, "etape": step_shown(scenes, who), "csrf": scenes.forms_token(browser)}
