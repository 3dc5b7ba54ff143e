"""The route table of the three faces: the pages, `/api/v1`, and access decisions. Each path is written once.

Chalice (routing.py) and the OpenAPI documents take the paths from here.
"""

from collections.abc import Iterable, Mapping

from chalicelib.http.endpoint import Endpoint, Proof, Route

PREFIX = "/api/v1"

_GIVEN, _RECEIVED, _CATALOGUE = "Délégations données", "Délégations reçues", "Catalogue"
_NOTIFICATIONS, _ACCOUNT, _DOCUMENTATION = "Notifications", "Compte", "Documentation"


def _page(path: str, view: str) -> Endpoint:
    """Return the endpoint of a page, which never changes anything."""
    return Endpoint("GET", path, f"web.{view}", Proof.NONE)


def _form(path: str, view: str, proof: Proof = Proof.SESSION) -> Endpoint:
    """Return the endpoint of a page's form."""
    return Endpoint("POST", path, f"web.{view}", proof)


def _api(tag: str, method: str, path: str, view: str, proof: Proof = Proof.SESSION) -> Endpoint:
    """Return the endpoint of an operation of the API; `tag` is its section in the document."""
    return Endpoint(method, f"{PREFIX}{path}", f"api.{view}", proof, tag)


def _access(path: str, view: str, proof: Proof = Proof.SERVICE) -> Endpoint:
    """Return the endpoint of a service's question."""
    return Endpoint("POST", f"/access/v1{path}", f"access.{view}", proof)


def _document(path: str, view: str) -> Endpoint:
    """Return the endpoint of a document that any service may read."""
    return Endpoint("GET", path, f"access.{view}", Proof.NONE)


PAGES = (
    _page("/static/{name}", "static_files:static_file"),
    _page("/aide", "help_pages:help_page"),
    _page("/a-propos", "help_pages:about"),
    _page("/configuration", "help_pages:help_page"),
    _page("/mentions-legales", "help_pages:help_page"),
    _page("/cgu", "help_pages:help_page"),
    _page("/accessibilite", "help_pages:help_page"),
    _page("/sante", "health:health"),
    _form("/sante", "health:writes", Proof.DEPLOYMENT),
    # Signing in and out.
    _page("/", "signing_in:home"),
    _page("/connexion", "signing_in:sign_in_page"),
    _form("/connexion", "signing_in:sign_in_by_password", Proof.PRE_SESSION),
    _page("/connexion/cle-acces", "passkey_sign_in:lead_to_sign_in"),
    _form("/connexion/cle-acces", "passkey_sign_in:sign_in_with_passkey", Proof.PRE_SESSION),
    _page("/connexion/carte", "card:start_by_card"),
    _page("/connexion/retour", "card:return_from_card"),
    _page("/deconnexion", "signing_in:sign_out_page"),
    _form("/deconnexion", "signing_in:sign_out", Proof.SESSION_IF_ANY),
    _page("/mot-de-passe-oublie", "passwords:forgotten_page"),
    _form("/mot-de-passe-oublie", "passwords:ask_for_link", Proof.PRE_SESSION),
    _page("/nouveau-mot-de-passe/{token}", "passwords:new_password_page"),
    _form("/nouveau-mot-de-passe/{token}", "passwords:choose_new_password", Proof.LINK),
    # The account.
    _page("/compte", "account:account"),
    _page("/compte/{rubric}", "account:account_rubric"),
    _page("/compte/configuration", "preferences:preferences_page"),
    _form("/compte/configuration", "preferences:change_preferences"),
    _page("/compte/fermer", "closing:closing_page"),
    _form("/compte/fermer", "closing:close_own_account"),
    _page("/compte/mot-de-passe", "passwords:change_password_page"),
    _form("/compte/mot-de-passe", "passwords:change_own_password"),
    _page("/compte/cles-acces", "passkeys:passkeys_page"),
    _form("/compte/cles-acces", "passkeys:name_passkey"),
    _page("/compte/cles-acces/nouvelle", "passkeys:new_passkey_page"),
    _form("/compte/cles-acces/nouvelle", "passkeys:add_new_passkey"),
    _page("/compte/cles-acces/{passkey_id}", "passkeys:passkey_page"),
    _form("/compte/cles-acces/{passkey_id}", "passkeys:remove_own_passkey"),
    _page("/compte/e-mail", "addresses:address_page"),
    _form("/compte/e-mail", "addresses:ask_for_address"),
    _page("/confirmer-adresse/{token}", "addresses:address_to_confirm"),
    _form("/confirmer-adresse/{token}", "addresses:confirm"),
    _page("/ce-n-est-pas-moi/{token}", "not_me:change_of_address"),
    _form("/ce-n-est-pas-moi/{token}", "not_me:call_change_off", Proof.LINK),
    _page("/connexion-inconnue/{token}", "not_me:unknown_sign_in"),
    _form("/connexion-inconnue/{token}", "not_me:throw_out", Proof.LINK),
    _page("/compte/evenements", "events:events_page"),
    _form("/compte/evenements", "events:end_sessions"),
    _page("/compte/rattacher", "joining:join_page"),
    _form("/compte/rattacher", "joining:join_with_password"),
    _page("/compte/rattacher/lien", "joining:join_link_page"),
    _form("/compte/rattacher/lien", "joining:ask_for_join_link"),
    _page("/rattacher-compte/{token}", "joining:join_to_confirm"),
    _form("/rattacher-compte/{token}", "joining:confirm_join"),
    _page("/invitation-par-carte/{token}", "joining:invitation_to_answer"),
    _form("/invitation-par-carte/{token}", "joining:answer_invitation"),
    _page("/notifications", "account:notifications"),
    _form("/notifications", "account:read_notifications"),
    # The délégant.
    _page("/delegations", "dashboard:dashboard"),
    _page("/delegations/export", "dashboard:export"),
    _page("/delegations/prolonger", "prolonging_several:several_page"),
    _form("/delegations/prolonger", "prolonging_several:prolong_ticked"),
    _page("/delegations/acces", "reviewing:review_page"),
    _page("/delegations/lien-de-demande", "ask_link:ask_link_page"),
    _form("/delegations/lien-de-demande", "ask_link:change_ask_link"),
    _page("/delegations/nouvelle", "creation:new_delegation"),
    _form("/delegations/nouvelle", "creation:check_address"),
    _page("/delegations/nouvelle/compte", "creation:account_of_address"),
    _page("/delegations/nouvelle/profil", "creation:profil_page"),
    _form("/delegations/nouvelle/profil", "creation:choose_profil"),
    _page("/delegations/nouvelle/valider", "creation:validation_page"),
    _form("/delegations/nouvelle/valider", "creation:create_delegation"),
    _page("/delegations/{delegation_id}", "detail:delegation_detail"),
    _page("/delegations/{delegation_id}/attestation", "attestation:given_attestation"),
    _page("/delegations/{delegation_id}/valider", "detail:confirm_validation"),
    _form("/delegations/{delegation_id}/valider", "detail:validate_delegation"),
    _page("/delegations/{delegation_id}/supprimer", "detail:confirm_deletion"),
    _form("/delegations/{delegation_id}/supprimer", "detail:delete_delegation"),
    _page("/delegations/{delegation_id}/garder", "reviewing:keeping_page"),
    _form("/delegations/{delegation_id}/garder", "reviewing:keep"),
    _page("/delegations/{delegation_id}/renvoyer", "detail:resending_page"),
    _form("/delegations/{delegation_id}/renvoyer", "detail:resend_mail"),
    _page("/delegations/{delegation_id}/refaire", "detail:ask_anew"),
    _page("/delegations/{delegation_id}/modifier", "changing:edit_delegation"),
    _form("/delegations/{delegation_id}/modifier", "changing:change_delegation"),
    _page("/delegations/{delegation_id}/prolonger", "prolonging:prolongation_page"),
    _form("/delegations/{delegation_id}/prolonger", "prolonging:prolong_delegation"),
    _page("/delegations/{delegation_id}/prolongation", "end_requests:answering_page"),
    _form("/delegations/{delegation_id}/prolongation", "end_requests:answer_longer"),
    _page("/delegations/{delegation_id}/corriger", "correcting:correction_page"),
    _form("/delegations/{delegation_id}/corriger", "correcting:check_correction"),
    _page("/delegations/{delegation_id}/corriger/valider", "correcting:account_of_correction"),
    _form("/delegations/{delegation_id}/corriger/valider", "correcting:correct_address"),
    # The délégué.
    _page("/recues", "received:received"),
    _page("/recues/{delegation_id}", "received:received_detail"),
    _page("/recues/{delegation_id}/attestation", "attestation:received_attestation"),
    _page("/recues/{delegation_id}/prolonger", "end_requests:asking_page"),
    _form("/recues/{delegation_id}/prolonger", "end_requests:ask_for_longer"),
    _page("/recues/{delegation_id}/renoncer", "received:confirm_giving_up"),
    _form("/recues/{delegation_id}/renoncer", "received:give_up_received"),
    _page("/recues/{delegation_id}/retirer", "received:confirm_withdrawal"),
    _form("/recues/{delegation_id}/retirer", "received:withdraw_acceptance"),
    _page("/recues/{delegation_id}/{decision}", "received:answer_page"),
    _form("/recues/{delegation_id}/{decision}", "received:answer_received"),
    _page("/pour-le-compte/{delegation_id}", "on_behalf:on_behalf"),
    _form("/pour-le-compte/{delegation_id}", "on_behalf:open_service"),
    # A délégant's personal link: its token is not the secret of one person, so no draft belongs to its holder.
    _page("/demande/{ask_token}", "asking:asking_page"),
    _page("/demande/{ask_token}/qui", "asking:who_page"),
    _page("/demande/{ask_token}/adresse", "asking_by_address:address_page"),
    _form("/demande/{ask_token}/adresse", "asking_by_address:send_link", Proof.PRE_SESSION),
    _page("/demande-par-adresse/{token}", "asking_by_address:proved_page"),
    _form("/demande-par-adresse/{token}", "asking_by_address:open_and_ask", Proof.LINK),
    _page("/demande/{ask_token}/envoyer", "asking:demand_page"),
    _form("/demande/{ask_token}/envoyer", "asking:send_demand"),
    _page("/lien/{purpose}/{token}", "landing:landing"),
    _form("/lien/{purpose}/{token}", "landing:decide", Proof.LINK),
)

API = (
    _api("Session", "GET", "/session", "session:read_session"),
    _api(_GIVEN, "GET", "/delegations", "delegations:list_delegations"),
    _api(_GIVEN, "POST", "/delegations", "delegations:create_delegation"),
    _api(_GIVEN, "GET", "/delegations/{delegation_id}", "delegations:read_delegation"),
    _api(_GIVEN, "PATCH", "/delegations/{delegation_id}", "delegations:change_delegation"),
    _api(_GIVEN, "DELETE", "/delegations/{delegation_id}", "delegations:delete_delegation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/validate", "decisions:validate_delegation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/complete", "decisions:complete_delegation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/prolong", "decisions:prolong_delegation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/keep", "decisions:keep_open"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/grant-prolongation", "longer:grant_prolongation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/decline-prolongation", "longer:decline_prolongation"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/resend", "decisions:resend_mail"),
    _api(_GIVEN, "POST", "/delegations/{delegation_id}/correct", "decisions:correct_address"),
    _api(_GIVEN, "GET", "/delegations/{delegation_id}/events", "events:list_events"),
    _api(_RECEIVED, "GET", "/received-delegations", "received:list_received"),
    _api(_RECEIVED, "GET", "/received-delegations/{delegation_id}", "received:read_received"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/accept", "answers:accept"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/refuse", "answers:refuse"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/disown", "answers:disown"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/withdraw", "answers:withdraw_acceptance"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/give-up", "answers:give_up_delegation"),
    _api(_GIVEN, "POST", "/prolongations", "prolonging:prolong_delegations"),
    _api(_RECEIVED, "POST", "/received-delegations/{delegation_id}/ask-prolongation", "longer:ask_prolongation"),
    _api(_GIVEN, "POST", "/account-lookups", "lookups:look_up_address"),
    _api(_GIVEN, "POST", "/number-lookups", "lookups:look_up_rpps"),
    _api(_CATALOGUE, "GET", "/profils", "catalogue:list_profils"),
    _api(_CATALOGUE, "GET", "/services", "catalogue:list_services"),
    _api(_CATALOGUE, "GET", "/structures", "structures:list_structures"),
    _api(_ACCOUNT, "GET", "/account-events", "account_events:list_account_events"),
    _api(_NOTIFICATIONS, "GET", "/notifications", "notifications:list_notifications"),
    _api(_NOTIFICATIONS, "POST", "/notifications/read", "notifications:mark_notifications_read"),
    _api(_NOTIFICATIONS, "GET", "/preferences", "preferences:read_preferences"),
    _api(_NOTIFICATIONS, "PUT", "/preferences", "preferences:change_preferences"),
    _api(_DOCUMENTATION, "GET", "/openapi.json", "documentation:read_document", Proof.NONE),
    _api(_DOCUMENTATION, "GET", "/documentation", "documentation:read_documentation", Proof.NONE),
)

ACCESS = (
    _access("/evaluation", "evaluation:evaluate"),
    _access("/evaluations", "evaluation:evaluate_many"),
    _access("/search/subject", "search:search_subject"),
    _access("/search/resource", "search:search_resource"),
    _access("/search/action", "search:search_action"),
    _access("/token", "oauth:exchange_token", Proof.SERVICE_OR_SESSION),
    _access("/introspect", "oauth:introspect_token"),
    _document("/.well-known/authzen-configuration", "well_known:authzen_configuration"),
    _document("/.well-known/jwks.json", "well_known:jwks"),
    _document("/access/v1/openapi.json", "description:read_description"),
)

NOWHERE = (PREFIX, *(PREFIX + "".join(f"/{{segment_{n}}}" for n in range(1, depth + 1)) for depth in range(1, 5)))
"""Every other path that begins like the API. It gets a problem from us, not API Gateway's own error."""


def _by_path(endpoints: Iterable[Endpoint], face: str) -> dict[str, Route]:
    routes: dict[str, Route] = {}
    for endpoint in endpoints:
        before = routes[endpoint.path].endpoints if endpoint.path in routes else ()
        routes[endpoint.path] = Route(face, (*before, endpoint))
    return routes


ROUTES: Mapping[str, Route] = {
    **_by_path(PAGES, "web"),
    **_by_path(ACCESS, "access"),
    **_by_path(API, "api"),
    **dict.fromkeys(NOWHERE, Route("api", ())),
}
