"""A service of the portal: it asks whether somebody may act for another, and checks the token he comes with.

Standard library and joserfc. Run by tests/integration/access/test_client.py. See docs/access.md.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jwt import JWTClaimsRegistry

Send = Callable[[Request], bytes]
TYPE = "urn:amelipro:token-type:"


def over_http(request: Request) -> bytes:
    """Send a request; raises urllib's errors."""
    with urlopen(request, timeout=5) as answer:  # noqa: S310 - the address is the service's own
        content: bytes = answer.read()
    return content


class Delegations:
    """The decision point at `base`, asked with the bearer of one's own service."""

    def __init__(self, base: str, bearer: str, send: Send = over_http) -> None:
        self._base, self._bearer, self._send = base, bearer, send

    def may(self, delegue: Mapping[str, str], service: str, space: Mapping[str, str], mode: str = "") -> dict[str, Any]:
        """Ask for a decision: `{"decision": …, "context": …}`. Ask each time: the next second it may be no.

        `mode` is how the délégué signed in, as his token says.
        """
        context = {"mode": mode} if mode else {}
        question = {"subject": delegue, "action": {"name": service}, "resource": space, "context": context}
        return self._post("/access/v1/evaluation", json.dumps(question), "application/json")

    def token_for(self, delegue: str, delegant: str, services: str, audience: str) -> str:
        """Exchange two accounts for a token with which the délégué acts in the délégant's name (RFC 8693)."""
        answer = self._form(
            "/access/v1/token",
            grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token=delegant,
            subject_token_type=TYPE + "account",
            actor_token=delegue,
            actor_token_type=TYPE + "account",
            scope=services,
            audience=audience,
        )
        return str(answer["access_token"])

    def token_of(self, code: str) -> str:
        """Exchange the code with which the délégué opened this service from his space. It works once, for a minute."""
        answer = self._form(
            "/access/v1/token",
            grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
            subject_token=code,
            subject_token_type=TYPE + "code",
        )
        return str(answer["access_token"])

    def claims_of(self, token: str, audience: str, now: int) -> dict[str, Any]:
        """Check a token by the published keys, without asking anybody; raises joserfc's `JoseError`."""
        keys = KeySet.import_key_set(json.loads(self._send(Request(f"{self._base}/.well-known/jwks.json"))))  # noqa: S310
        claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
        expected = {"iss": self._base, "aud": audience}
        options: Any = {name: {"essential": True, "value": value} for name, value in expected.items()}
        JWTClaimsRegistry(now=now, exp={"essential": True}, **options).validate(claims)
        return claims

    def is_alive(self, token: str) -> bool:
        """Ask whether a token still opens something: before an act that cannot be undone."""
        return bool(self._form("/access/v1/introspect", token=token)["active"])

    def _form(self, path: str, **fields: str) -> dict[str, Any]:
        return self._post(path, urlencode(fields), "application/x-www-form-urlencoded")

    def _post(self, path: str, body: str, content_type: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._bearer}", "Content-Type": content_type}
        request = Request(self._base + path, body.encode(), headers)  # noqa: S310 - the address is the service's own
        answer: dict[str, Any] = json.loads(self._send(request))
        return answer
