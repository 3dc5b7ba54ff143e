"""The relying party of passkeys (WebAuthn §4): the domain that they belong to, and the origin of our pages."""

from typing import NamedTuple
from urllib.parse import urlsplit

from chalicelib.settings import Settings

NAME = "amelipro"
"""The name under which a browser or a phone lists a passkey."""

ALGORITHMS = (-7, -8, -257)
"""The signatures that we take, by their numbers in COSE: ES256, EdDSA, RS256. Every authenticator knows one."""


class RelyingParty(NamedTuple):
    """The RP id, and the only origin from which an answer is taken."""

    id: str
    origin: str


def relying_party(settings: Settings) -> RelyingParty:
    """Return the relying party of a stage, from its public address.

    Browsers take no network address as an RP id, so on a developer's machine it is `localhost`.
    """
    address = urlsplit(settings.public_base_url)
    if not settings.is_local:
        return RelyingParty(address.hostname or "", f"{address.scheme}://{address.netloc}")
    port = f":{address.port}" if address.port else ""
    return RelyingParty("localhost", f"{address.scheme}://localhost{port}")
