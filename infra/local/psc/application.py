"""The stand-in over HTTP: its endpoints for machines, and the page that chooses a person."""

from collections.abc import Callable
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from flask import Flask, Response, jsonify, render_template, request
from joserfc.jwk import KeySet

from infra.local.psc.config import Config
from infra.local.psc.metadata import PROTOCOL, REALM, metadata
from infra.local.psc.people import Means, practitioners
from infra.local.psc.server import create_key, create_server


def create_application(config: Config) -> Flask:
    """Return the stand-in as a WSGI application, with fresh keys."""
    application = Flask(__name__, template_folder="pages", static_folder="static", static_url_path="/static")
    key = create_key()
    server = create_server(application, config, key)

    @application.get(f"{REALM}/.well-known/wallet-openid-configuration")
    def discovery() -> Response:
        return jsonify(metadata(config))

    @application.get(f"{PROTOCOL}/certs")
    def certificates() -> Response:
        return jsonify(KeySet([key]).as_dict(private=False))

    @application.post(f"{PROTOCOL}/token")
    def token() -> Any:
        return server.create_token_response()

    @application.route(f"{PROTOCOL}/userinfo", methods=["GET", "POST"])
    def userinfo() -> Any:
        return server.create_endpoint_response("userinfo")

    @application.get(f"{PROTOCOL}/logout")
    def logout() -> Any:
        return server.create_endpoint_response("end_session") or render_template("signed_out.html", config=config)

    application.add_url_rule("/auth", view_func=_authorization(server), methods=["GET", "POST"])
    application.after_request(_with_security_headers(config))
    return application


def _authorization(server: AuthorizationServer) -> Callable[[], Any]:
    """Return the view of the authorization endpoint; the form comes back with the query of the page that showed it."""
    people = practitioners()

    def page(error: str = "") -> str:
        return render_template("choose.html", people=people.values(), means=Means, error=error)

    def authorization() -> Any:
        try:
            grant = server.get_consent_grant()
        except OAuth2Error as error:
            if error.redirect_uri:
                return server.handle_error_response(request, error)
            return render_template("refused.html", error=error), 400
        if request.method == "GET":
            return page()
        if "annuler" in request.form:
            return server.create_authorization_response(grant=grant)
        person = people.get(request.form.get("personne", ""))
        means = next((means for means in Means if means == request.form.get("moyen")), None)
        if person is None or means is None:
            return page("Choisissez une personne et un moyen d’identification."), 400
        return server.create_authorization_response(grant=grant, grant_user=person.signed_in_with(means))

    return authorization


def _with_security_headers(config: Config) -> Callable[[Response], Response]:
    # Browsers hold the redirection that follows a form to form-action too, hence the application's origin.
    policy = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {config.client_origin}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )

    def add(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return add
