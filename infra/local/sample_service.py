"""A service of the portal, as the local platform stands in for it: what « Tous mes paiements » opens.

It has an origin of its own and knows the application over HTTP only, by the client of docs/access_client.py.
"""

import secrets
import socket
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from joserfc.errors import JoseError

from chalicelib import runtime
from chalicelib.acts.credentials import create_credential
from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.settings import settings
from docs.access_client import Delegations
from infra.local.clock import LocalClock
from infra.local.mailbox import template_of

_COOKIE = "service-exemple"
_NOT_OPEN = "Ce service s’ouvre depuis amelipro, dans l’espace «\u00a0pour le compte de …\u00a0»."
_DEAD_CODE = (
    "Cette ouverture n’est plus valable : elle sert une fois, pendant une minute. Rouvrez le service depuis amelipro."
)
_EXPIRED = "Le jeton a expiré : il vaut cinq minutes. Rouvrez le service depuis amelipro."


class SampleService:
    """What the service remembers: the token with which each of its sessions acts."""

    def __init__(self, delegations: Delegations, clock: LocalClock) -> None:
        self._delegations, self._clock = delegations, clock
        self._tokens: dict[str, str] = {}

    def enter(self, code: str) -> str:
        """Exchange a code and return the id of a new session; raise `HTTPError` when the code is dead."""
        session_id = secrets.token_urlsafe(16)
        self._tokens[session_id] = self._delegations.token_of(code)
        return session_id

    def facts(self, service: str, session_id: str) -> dict[str, Any]:
        """Return what the page says; raise `JoseError` for a token that is not for this service, or no longer."""
        now = int(self._clock.now().timestamp())
        claims = self._delegations.claims_of(self._tokens.get(session_id, ""), service, now)
        delegue, space = {"type": "account", "id": claims["act"]["sub"]}, {"type": "espace", "id": claims["sub"]}
        decision = self._delegations.may(delegue, service, space, claims.get("mode", ""))
        return {
            "delegant": claims["name"],
            "delegue": claims["act"]["name"],
            "profil": PROFILS[ProfilId(claims["profil"])].label,
            "until": datetime.fromtimestamp(claims["exp"], UTC),
            "decision": decision,
        }


class _Handler(BaseHTTPRequestHandler):
    """One request: with a code it begins a session and cleans the address, without one it shows the page."""

    server: "_Server"

    def do_GET(self) -> None:
        """Answer."""
        address = urlsplit(self.path)
        service = address.path.strip("/")
        if service not in SERVICES_BY_ID:
            self._page("Page introuvable", 404, error="Cette page n’existe pas.")
        elif code := parse_qs(address.query).get("code", [""])[0]:
            self._enter(service, code)
        else:
            self._show(service)

    def _enter(self, service: str, code: str) -> None:
        try:
            session_id = self.server.service.enter(code)
        except HTTPError:
            self._page(SERVICES_BY_ID[service].label, 403, error=_DEAD_CODE)
            return
        self.send_response(303)
        # The code leaves the address bar and the history.
        self.send_header("Location", f"/{service}")
        self.send_header("Set-Cookie", f"{_COOKIE}={session_id}; Path=/{service}; HttpOnly; SameSite=Lax")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _show(self, service: str) -> None:
        label = SERVICES_BY_ID[service].label
        cookie = SimpleCookie(self.headers.get("Cookie", "")).get(_COOKIE)
        if cookie is None:
            self._page(label, 403, error=_NOT_OPEN)
            return
        try:
            facts = self.server.service.facts(service, cookie.value)
        except (JoseError, ValueError):
            self._page(label, 403, error=_EXPIRED)
            return
        self._page(label, 200 if facts["decision"]["decision"] else 403, **facts)

    def _page(self, title: str, status: int, error: str = "", **facts: Any) -> None:
        base = settings().public_base_url
        body = template_of("service.html").render(base_path=base, title=title, error=error, **facts).encode()
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
        self.send_response(status)
        for name, value in _headers(origin, len(body)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep quiet: an address may hold a code."""


class _Server(ThreadingHTTPServer):
    """The handler of each request finds the service here."""

    daemon_threads = True

    def __init__(self, listening: socket.socket, service: SampleService) -> None:
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket, self.service = listening, service


def _headers(origin: str, length: int) -> Mapping[str, str]:
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Length": str(length),
        "Content-Security-Policy": f"default-src 'none'; style-src {origin}; base-uri 'none'; frame-ancestors 'none'",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "no-store",
    }


def create_sample_service(listening: socket.socket, clock: LocalClock) -> ThreadingHTTPServer:
    """Return the server of the service, with a credential of its own; `serve_forever` runs it at a socket."""
    _, bearer = create_credential(runtime.context(), "service-exemple", frozenset(SERVICES_BY_ID), timedelta(days=3650))
    service = SampleService(Delegations(settings().public_base_url, bearer, _over_loopback), clock)
    return _Server(listening, service)


def _over_loopback(request: Request) -> bytes:
    """Send a request past any proxy of this machine."""
    with build_opener(ProxyHandler({})).open(request, timeout=20) as answer:
        content: bytes = answer.read()
    return content
