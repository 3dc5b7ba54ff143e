"""The discovery document and the keys that Pro Santé Connect publishes, cached for ten minutes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.identity.psc.authentication import is_by_certificate
from chalicelib.identity.psc.faults import PscFault, PscUnavailable
from chalicelib.identity.psc.transport import Fetch, Response
from chalicelib.settings import Settings

CACHE_LIFE = timedelta(minutes=10)

_DISCOVERY_PATH = "/.well-known/wallet-openid-configuration"
_cache: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
"""When each document was fetched, and its content, by URL."""


@dataclass(frozen=True)
class Provider:
    """Pro Santé Connect as one request sees it. Every method raises `PscUnavailable` when the provider is at fault."""

    settings: Settings
    now: datetime
    fetch: Fetch

    def endpoint(self, name: str) -> str:
        """Return the URL of an endpoint in the discovery document, such as `token_endpoint`."""
        return self._checked_url(self._metadata().get(name))

    def token_endpoint(self) -> str:
        """Return the URL of the token endpoint: the one for client certificates when we use one (RFC 8705 §5)."""
        aliases = self._metadata().get("mtls_endpoint_aliases")
        if is_by_certificate(self.settings) and isinstance(aliases, Mapping) and aliases.get("token_endpoint"):
            return self._checked_url(aliases["token_endpoint"])
        return self.endpoint("token_endpoint")

    def keys(self, fresh: bool) -> Sequence[Mapping[str, Any]]:
        """Return the public keys (JWK); `fresh` skips the cache."""
        document = self._document(self.endpoint("jwks_uri"), PscFault.JWKS, _has_keys, fresh)
        return [key for key in document["keys"] if isinstance(key, Mapping)]

    def call(
        self, name: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, url: str | None = None
    ) -> Response:
        """Call the endpoint `name`, at `url` if given; raises `PscUnavailable` for the statuses 5xx and 429 as well."""
        response = self.fetch(url or self.endpoint(name), headers, form)
        if response.status >= 500 or response.status == 429:
            raise PscUnavailable(PscFault(name))
        return response

    def _metadata(self) -> Mapping[str, Any]:
        issuer = self.settings.psc_issuer
        url = self.settings.psc_discovery_url or issuer + _DISCOVERY_PATH
        return self._document(
            self._checked_url(url), PscFault.DISCOVERY, lambda document: document.get("issuer") == issuer
        )

    def _document(
        self, url: str, fault: PscFault, is_valid: Callable[[Mapping[str, Any]], bool], fresh: bool = False
    ) -> Mapping[str, Any]:
        """Return the JSON object at `url`. Only a valid one is cached, so that a repair shows at once."""
        cached = _cache.get(url)
        if cached and not fresh and timedelta(0) <= self.now - cached[0] < CACHE_LIFE:
            return cached[1]
        response = self.fetch(url, {"Accept": "application/json"})
        document = json_object(response) if response.status == 200 else None
        if document is None or not is_valid(document):
            raise PscUnavailable(fault)
        _cache[url] = (self.now, document)
        return document

    def _checked_url(self, url: object) -> str:
        """Return `url` if it may be used: HTTPS, or HTTP in the local stage, for a stand-in of the provider."""
        beginnings = ("https://", "http://") if self.settings.is_local else ("https://",)
        if not isinstance(url, str) or not url.isascii() or not url.startswith(beginnings):
            raise PscUnavailable(PscFault.DISCOVERY)
        return url


def _has_keys(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("keys"), list)


def json_object(response: Response) -> dict[str, Any] | None:
    """Return the JSON object in the body of a response, None when the body is something else."""
    try:
        value = json.loads(response.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def forget() -> None:
    """Empty the cache, as in a new process; for tests."""
    _cache.clear()
