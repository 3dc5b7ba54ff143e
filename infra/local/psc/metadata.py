"""The metadata of discovery, and the paths of the endpoints, which are those of Keycloak as in the real one."""

from typing import Any

from infra.local.psc.client import AUTHENTICATION_METHODS, SCOPES
from infra.local.psc.config import Config
from infra.local.psc.memory import ACR

REALM = "/auth/realms/esante-wallet"
PROTOCOL = f"{REALM}/protocol/openid-connect"


def metadata(config: Config) -> dict[str, Any]:
    """Return the provider metadata (OpenID Connect Discovery 1.0, §3)."""
    protocol = f"{config.origin}{PROTOCOL}"
    return {
        "issuer": config.issuer,
        "authorization_endpoint": f"{config.origin}/auth",
        "token_endpoint": f"{protocol}/token",
        "userinfo_endpoint": f"{protocol}/userinfo",
        "jwks_uri": f"{protocol}/certs",
        "end_session_endpoint": f"{protocol}/logout",
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": list(AUTHENTICATION_METHODS),
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": list(SCOPES),
        "acr_values_supported": [ACR],
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "acr"],
    }
