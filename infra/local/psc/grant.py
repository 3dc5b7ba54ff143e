"""The authorization code flow: Authlib's, with PKCE required and the id_token of Pro Santé Connect."""

import secrets
from typing import Any

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from joserfc.jwk import RSAKey

from infra.local.clock import LocalClock
from infra.local.psc.client import AUTHENTICATION_METHODS, Client
from infra.local.psc.memory import TOKEN_SECONDS, Code, Identity, Memory


def code_grant(memory: Memory, clock: LocalClock) -> type[AuthorizationCodeGrant]:
    """Return the grant that keeps its codes in `memory`; Authlib makes one instance of it for each request."""

    class CodeGrant(AuthorizationCodeGrant):  # type: ignore[misc]  # Authlib has no types
        """Codes are single-use and short-lived."""

        TOKEN_ENDPOINT_AUTH_METHODS = AUTHENTICATION_METHODS

        def save_authorization_code(self, code: str, request: Any) -> None:
            """Keep a new code with the request that it answers."""
            asked = request.payload.data
            memory.keep_code(
                Code(
                    code=code,
                    client_id=request.client.client_id,
                    redirect_uri=request.payload.redirect_uri,
                    scope=request.scope,
                    nonce=asked["nonce"],
                    code_challenge=asked["code_challenge"],
                    code_challenge_method=asked["code_challenge_method"],
                    identity=request.user,
                    auth_time=int(clock.now().timestamp()),
                )
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            """Return the code to exchange, once."""
            return memory.take_code(code, client.client_id)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            """Do nothing: a code is forgotten as soon as it is taken."""

        def authenticate_user(self, authorization_code: Code) -> Identity:
            """Return who signed in."""
            return authorization_code.identity

    return CodeGrant


class RequiredS256(CodeChallenge):  # type: ignore[misc]  # Authlib has no types
    """PKCE for every client, by S256 only."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ("S256",)

    def validate_code_challenge(self, grant: Any, redirect_uri: str) -> None:
        """Refuse a request without a challenge, or with one that is its own verifier."""
        asked = grant.request.payload.data
        if not asked.get("code_challenge") or asked.get("code_challenge_method") != "S256":
            raise InvalidRequestError("PKCE is required, with the method S256.")
        super().validate_code_challenge(grant, redirect_uri)


class PscIdToken(OpenIDCode):  # type: ignore[misc]  # Authlib has no types
    """An id_token that says who signed in; everything else is in the userinfo."""

    def __init__(self, issuer: str, key: RSAKey, clock: LocalClock) -> None:
        super().__init__(require_nonce=True)
        self._issuer = issuer
        self._key = key
        self._clock = clock

    def exists_nonce(self, _nonce: str, _request: Any) -> bool:
        """Return no: as with the real one, going back to choose another person is no replay."""
        return False

    def resolve_client_private_key(self, _client: Client) -> RSAKey:
        """Return the key that signs."""
        return self._key

    def get_encode_header(self, _client: Client) -> dict[str, str]:
        """Name the key, so that it can be found in the JWKS."""
        return {"typ": "JWT", "alg": "RS256", "kid": str(self._key.kid)}

    def get_client_claims(self, client: Client) -> dict[str, str | int]:
        """Return the claims that do not depend on the person."""
        now = int(self._clock.now().timestamp())
        return {
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "iss": self._issuer,
            "aud": client.client_id,
            "azp": client.client_id,
            "typ": "ID",
            "jti": secrets.token_urlsafe(16),
        }

    def generate_user_info(self, user: Identity, _scope: str) -> dict[str, str]:
        """Return what the id_token says of the person."""
        return {"sub": user.sub, "preferred_username": str(user.userinfo["preferred_username"])}
