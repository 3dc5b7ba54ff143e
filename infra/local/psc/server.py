"""Authlib's authorization server, put together for this stand-in."""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from flask import Flask
from joserfc.jwk import KeySet, RSAKey

from infra.local.clock import LocalClock
from infra.local.psc.client import SCOPES, Client
from infra.local.psc.config import Config
from infra.local.psc.endpoints import PscEndSession, userinfo_endpoint
from infra.local.psc.grant import PscIdToken, RequiredS256, code_grant
from infra.local.psc.memory import TOKEN_SECONDS, Memory, Token

_KEY_BITS = 2048


def create_key() -> RSAKey:
    """Return a fresh key pair, named by its thumbprint."""
    return RSAKey.generate_key(_KEY_BITS, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def create_server(application: Flask, config: Config, key: RSAKey) -> AuthorizationServer:
    """Return the server: the code flow with PKCE, userinfo and logout, for one client."""
    application.config["OAUTH2_SCOPES_SUPPORTED"] = list(SCOPES)
    application.config["OAUTH2_TOKEN_EXPIRES_IN"] = {"authorization_code": TOKEN_SECONDS}
    client = Client(config)
    memory = Memory()
    clock = LocalClock(config.clock_file)

    def find_client(client_id: str) -> Client | None:
        return client if client_id == client.client_id else None

    def save_token(token: Mapping[str, Any], request: Any) -> None:
        memory.keep_token(Token(token["access_token"], token["scope"], request.client, request.user))

    server = AuthorizationServer(application, find_client, save_token)
    server.register_grant(code_grant(memory, clock), [PscIdToken(config.issuer, key, clock), RequiredS256()])
    server.register_endpoint(userinfo_endpoint(memory))
    server.register_endpoint(PscEndSession(KeySet([key])))
    return server
