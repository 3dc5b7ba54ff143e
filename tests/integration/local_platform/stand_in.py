"""The stand-in for Pro Santé Connect, a client of it, and requests over loopback."""

import base64
import hashlib
import http.client
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from infra.local.clock import LocalClock
from infra.local.psc import process
from infra.local.psc.process import Psc

CLAIRE = "899900001019"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """An answer; redirections are not followed."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.text)

    @property
    def returned(self) -> dict[str, str]:
        """The parameters of the redirection to the application."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.headers["Location"]).query).items()}


def call(
    method: str, url: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> Answer:
    """Send one request over loopback."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=5)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = urlencode(form) if form is not None else None
        connection.request(method, target, body, {**(FORM if form is not None else {}), **(headers or {})})
        response = connection.getresponse()
        return Answer(response.status, dict(response.getheaders()), response.read().decode())
    finally:
        connection.close()


class Application:
    """A client of the stand-in, in the role of the application."""

    def __init__(self, psc: Psc) -> None:
        self.config = psc.config
        self.metadata = call("GET", psc.config.discovery_url).json
        self.verifier = secrets.token_urlsafe(48)
        self.nonce = secrets.token_urlsafe(8)

    def authorization_url(self, **changes: str) -> str:
        """Return the address of the sign-in; an empty value leaves a parameter out."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.config.client_id,
            "redirect_uri": self.config.redirect_uri,
            "scope": "openid scope_all",
            "acr_values": "eidas1",
            "state": "etat",
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | changes
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{self.metadata['authorization_endpoint']}?{query}"

    def choose(self, person: str = CLAIRE, means: str = "CARD") -> Answer:
        """Choose a person on the page."""
        return call("POST", self.authorization_url(), form={"personne": person, "moyen": means})

    def exchange(self, code: str, **changes: str) -> Answer:
        """Exchange a code by `client_secret_post`."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.config.redirect_uri,
            "client_id": self.config.client_id,
            "client_secret": self.config.client_secret,
            "code_verifier": self.verifier,
        } | changes
        return call(
            "POST", self.metadata["token_endpoint"], form={name: value for name, value in form.items() if value}
        )

    def sign_in(self, person: str = CLAIRE, means: str = "CARD") -> dict[str, Any]:
        """Sign in and return the tokens."""
        tokens: dict[str, Any] = self.exchange(self.choose(person, means).returned["code"]).json
        return tokens

    def userinfo(self, access_token: str) -> Answer:
        """Read the userinfo."""
        return call("GET", self.metadata["userinfo_endpoint"], {"Authorization": f"Bearer {access_token}"})


@contextmanager
def running(clock: LocalClock) -> Iterator[Psc]:
    """Run the stand-in for an application that is not served, because no test follows a redirection to it."""
    psc = process.start("http://127.0.0.1:9/api", clock.file)
    try:
        psc.wait_until_ready(lambda: None)
        yield psc
    finally:
        psc.process.stop()
