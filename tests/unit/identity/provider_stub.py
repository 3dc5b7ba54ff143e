"""A small Pro Santé Connect that replaces the network."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, RSAKey

from chalicelib.identity.psc import PscFault, PscRefused, SignedIn, finish, start
from chalicelib.identity.psc.transport import Response
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
EPOCH = int(NOW.timestamp())
ISSUER = "https://auth.psc.test/auth/realms/esante-wallet"
CLIENT = "delegation"
RETURN = "https://delegation.example/connexion/retour"
SETTINGS = Settings(stage="prod", psc_issuer=ISSUER, psc_client_id=CLIENT)
KEYS = Keyring(links=("lien",), sessions=("session",), lookup="recherche", psc_client_secret="secret")

DISCOVERY = f"{ISSUER}/.well-known/wallet-openid-configuration"
ENDPOINTS = {
    "authorization_endpoint": "https://wallet.psc.test/auth",
    "token_endpoint": f"{ISSUER}/token",
    "userinfo_endpoint": f"{ISSUER}/userinfo",
    "jwks_uri": f"{ISSUER}/certs",
    "end_session_endpoint": f"{ISSUER}/logout",
}
SUB = "f:550dc1c8:899900001019"
USERINFO = {"sub": SUB, "SubjectNameID": "899900001019", "authMode": "CARD"}


@cache
def rsa_key(kid: str = "un") -> RSAKey:
    """Return a key of 2048 bits, one for each `kid`."""
    return RSAKey.generate_key(2048, parameters={"kid": kid, "use": "sig"})


@cache
def ec_key(kid: str = "courbe") -> ECKey:
    """Return a key on P-256."""
    return ECKey.generate_key("P-256", parameters={"kid": kid, "use": "sig"})


def json_answer(content: Any, status: int = 200) -> Response:
    """Return an answer with JSON content."""
    return Response(status, "application/json", json.dumps(content).encode())


def base64url(data: bytes | dict[str, Any]) -> str:
    """Return bytes, or an object as JSON, in base64url without padding."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def unsigned_token(claims: dict[str, Any]) -> str:
    """Return a token of `alg: none`."""
    return f"{base64url({'alg': 'none', 'kid': 'un'})}.{base64url(claims)}."


def token_by_shared_secret(claims: dict[str, Any], secret: bytes) -> str:
    """Return a token signed by HS256, made by hand because the library refuses a public key as a secret."""
    text = f"{base64url({'alg': 'HS256', 'kid': 'un'})}.{base64url(claims)}"
    return f"{text}.{base64url(hmac.digest(secret, text.encode(), 'sha256'))}"


@dataclass
class Psc:
    """A provider: its documents and its answers. A test changes a field to make it misbehave.

    `claims` replace those of the id_token; one that is None is left out. `answers` replace whole answers by URL.
    """

    published: list[Key] = field(default_factory=lambda: [rsa_key()])
    key: Key = field(default_factory=rsa_key)
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "un"})
    claims: dict[str, Any] = field(default_factory=dict)
    id_token: Any = None
    userinfo: dict[str, Any] = field(default_factory=lambda: dict(USERINFO))
    answers: dict[str, Response | Exception] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str], dict[str, str] | None]] = field(default_factory=list)
    nonce: str = ""

    def __call__(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Response:
        self.calls.append((url, dict(headers), None if form is None else dict(form)))
        answer = self.answers.get(url)
        if isinstance(answer, Exception):
            raise answer
        return answer or self._answer(url)

    def _answer(self, url: str) -> Response:
        if url == DISCOVERY:
            return json_answer({"issuer": ISSUER, **ENDPOINTS})
        if url == ENDPOINTS["jwks_uri"]:
            return json_answer({"keys": [key.as_dict(private=False) for key in self.published]})
        if url == ENDPOINTS["token_endpoint"]:
            token = self.id_token or self.sign(self.all_claims())
            return json_answer({"access_token": "jeton", "token_type": "Bearer", "id_token": token})
        if url == ENDPOINTS["userinfo_endpoint"]:
            return json_answer(self.userinfo)
        raise AssertionError(url)

    def all_claims(self) -> dict[str, Any]:
        """Return the claims of the id_token."""
        genuine = {
            "iss": ISSUER, "aud": CLIENT, "sub": SUB, "exp": EPOCH + 60, "iat": EPOCH, "nonce": self.nonce,
            "acr": "eidas1",
        }  # fmt: skip
        return {name: value for name, value in {**genuine, **self.claims}.items() if value is not None}

    def sign(self, claims: dict[str, Any]) -> str:
        """Return `claims` as a token signed by the present key."""
        return jwt.encode({"alg": self.algorithm, **self.header}, claims, self.key, algorithms=[self.algorithm])

    def calls_to(self, url: str) -> int:
        """Return the number of calls to `url`."""
        return sum(called == url for called, _, _ in self.calls)

    def begin(self) -> tuple[dict[str, str], str]:
        """Begin a sign-in; return the fields of the provider's address and the cookie of the browser."""
        begun = start(SETTINGS, KEYS, NOW, RETURN, fetch=self)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(begun.url).query).items()}
        self.nonce = asked["nonce"]
        return asked, begun.state_cookie

    def sign_in(self, **answer: str) -> SignedIn:
        """Begin a sign-in and come back; `answer` replaces fields of the return address."""
        asked, cookie = self.begin()
        query = {"state": asked["state"], "code": "code", **answer}
        return finish(SETTINGS, KEYS, NOW, RETURN, cookie, query, fetch=self)


def challenge_of(verifier: str) -> str:
    """Return the PKCE challenge of a verifier (S256)."""
    return base64url(hashlib.sha256(verifier.encode()).digest())


def fault_of(call: Callable[[], object]) -> PscFault:
    """Return why a sign-in is refused."""
    with pytest.raises(PscRefused) as caught:
        call()
    return caught.value.fault
