"""What Pro Santé Connect publishes of itself, its discovery document and its keys, kept for ten minutes."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.identity.psc.authentication import is_by_certificate
from chalicelib.identity.psc.faults import PscFault, PscUnavailable
from chalicelib.identity.psc.transport import Answer, Fetch
from chalicelib.settings import Settings

KEPT_FOR = timedelta(minutes=10)

_DISCOVERY_PATH = "/.well-known/wallet-openid-configuration"
_kept: dict[str, tuple[datetime, Mapping[str, Any]]] = {}


@dataclass(frozen=True)
class Provider:
    """Pro Santé Connect as seen by one request. Every method raises `PscUnavailable` when it is not in order."""

    settings: Settings
    now: datetime
    fetch: Fetch

    def endpoint(self, name: str) -> str:
        """Return the URL that the discovery document gives under `name`, such as `token_endpoint`."""
        return self._sound_url(self._metadata().get(name))

    def token_endpoint(self) -> str:
        """Return the URL of the token endpoint; that for client certificates when one is the proof (RFC 8705 §5)."""
        aliases = self._metadata().get("mtls_endpoint_aliases")
        if is_by_certificate(self.settings) and isinstance(aliases, Mapping) and aliases.get("token_endpoint"):
            return self._sound_url(aliases["token_endpoint"])
        return self.endpoint("token_endpoint")

    def keys(self, fresh: bool) -> Sequence[Mapping[str, Any]]:
        """Return the public keys (JWK); fetched anew when `fresh`."""
        document = self._document(self.endpoint("jwks_uri"), PscFault.JWKS, _has_keys, fresh)
        return [key for key in document["keys"] if isinstance(key, Mapping)]

    def call(
        self, name: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, url: str | None = None
    ) -> Answer:
        """Call the endpoint `name`, at `url` if given; an answer that tells of an outage is one (5xx, 429)."""
        answer = self.fetch(url or self.endpoint(name), headers, form)
        if answer.status >= 500 or answer.status == 429:
            raise PscUnavailable(PscFault(name))
        return answer

    def _metadata(self) -> Mapping[str, Any]:
        issuer = self.settings.psc_issuer
        url = self.settings.psc_discovery_url or issuer + _DISCOVERY_PATH
        return self._document(self._sound_url(url), PscFault.DISCOVERY, lambda found: found.get("issuer") == issuer)

    def _document(
        self, url: str, fault: PscFault, is_sound: Callable[[Mapping[str, Any]], bool], fresh: bool = False
    ) -> Mapping[str, Any]:
        """Return the JSON object at `url`; one that is not sound is not kept, so that a repair shows at once."""
        kept = _kept.get(url)
        if kept and not fresh and timedelta(0) <= self.now - kept[0] < KEPT_FOR:
            return kept[1]
        answer = self.fetch(url, {"Accept": "application/json"})
        document = json_object(answer) if answer.status == 200 else None
        if document is None or not is_sound(document):
            raise PscUnavailable(fault)
        _kept[url] = (self.now, document)
        return document

    def _sound_url(self, url: object) -> str:
        """Return `url` when it may be used: HTTPS, except to a stand-in on one's own machine."""
        beginnings = ("https://", "http://") if self.settings.is_local else ("https://",)
        if not isinstance(url, str) or not url.isascii() or not url.startswith(beginnings):
            raise PscUnavailable(PscFault.DISCOVERY)
        return url


def _has_keys(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("keys"), list)


def json_object(answer: Answer) -> dict[str, Any] | None:
    """Return the JSON object that an answer holds, None when it holds something else."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def forget() -> None:
    """Drop what is kept, as a new process would (tests)."""
    _kept.clear()
