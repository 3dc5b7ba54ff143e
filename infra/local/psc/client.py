"""The one client of the stand-in, in the form Authlib asks for."""

import hmac
from collections.abc import Mapping, Sequence

from infra.local.psc.config import Config

SCOPES = ("openid", "scope_all")
AUTHENTICATION_METHODS = ("client_secret_basic", "client_secret_post")


class Client:
    """The application, as registered: a confidential client with one redirect URI and the code flow only."""

    def __init__(self, config: Config) -> None:
        self.client_id = config.client_id
        self.client_metadata: Mapping[str, Sequence[str]] = {
            "post_logout_redirect_uris": [config.post_logout_redirect_uri]
        }
        self._secret = config.client_secret
        self._redirect_uri = config.redirect_uri

    def get_client_id(self) -> str:
        """Return its identifier."""
        return self.client_id

    def get_default_redirect_uri(self) -> None:
        """Return nothing: OpenID Connect wants the redirect URI in every request."""

    def get_allowed_scope(self, scope: str | None) -> str | None:
        """Return what is granted of `scope`, or None when it is no OpenID Connect request."""
        asked = (scope or "").split()
        return " ".join(name for name in asked if name in SCOPES) if "openid" in asked else None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Whether codes may go there: the registered address, to the letter."""
        return redirect_uri == self._redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        """Whether this is its secret."""
        return hmac.compare_digest(client_secret.encode(), self._secret.encode())

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        """Whether it may prove itself this way."""
        return method in AUTHENTICATION_METHODS

    def check_response_type(self, response_type: str) -> bool:
        """Whether it may ask for this kind of answer."""
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        """Whether it may exchange this for a token; there are no refresh tokens."""
        return grant_type == "authorization_code"
