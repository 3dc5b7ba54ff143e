"""Userinfo and logout: Authlib's endpoints, with what this stand-in keeps."""

from collections.abc import Mapping
from typing import Any

from authlib.integrations.flask_oauth2 import ResourceProtector
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from authlib.oauth2.rfc6750 import BearerTokenValidator
from authlib.oidc.core import UserInfoEndpoint
from authlib.oidc.rpinitiated import EndSessionEndpoint
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from infra.local.psc.memory import Identity, Memory, Token


class _Tokens(BearerTokenValidator):  # type: ignore[misc]  # Authlib has no types
    """Knows the access tokens in memory."""

    def __init__(self, memory: Memory) -> None:
        super().__init__()
        self._memory = memory

    def authenticate_token(self, token_string: str) -> Token | None:
        """Return the token of this value."""
        return self._memory.token(token_string)


class PscUserInfo(UserInfoEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Says, as JSON, who signed in and with what."""

    def generate_user_info(self, user: Identity, _scope: str) -> dict[str, Any]:
        """Return the document of the person, whole."""
        return dict(user.userinfo)


class PscEndSession(EndSessionEndpoint):  # type: ignore[misc]  # Authlib has no types
    """Sends people back to the application; there is no session here to end."""

    def __init__(self, keys: KeySet) -> None:
        super().__init__()
        self._keys = keys

    def get_server_jwks(self) -> KeySet:
        """Return the keys that signed the `id_token_hint`."""
        return self._keys

    def _validate_id_token_hint(self, id_token_hint: str) -> dict[str, Any]:
        """Return the claims of a token that we signed; Authlib would hold its times against the machine's own clock."""
        try:
            return dict(jwt.decode(id_token_hint, self._keys, algorithms=["RS256"]).claims)
        except JoseError as error:
            raise InvalidRequestError(error.description) from error

    def end_session(self, _request: Mapping[str, Any]) -> None:
        """Do nothing: the person is chosen again at each sign-in."""


def userinfo_endpoint(memory: Memory) -> PscUserInfo:
    """Return the userinfo endpoint, which only opens to tokens in `memory`."""
    protector = ResourceProtector()
    protector.register_token_validator(_Tokens(memory))
    return PscUserInfo(resource_protector=protector)
