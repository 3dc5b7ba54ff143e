"""The fixtures of the interfaces' own tests, for requests that come over a socket."""

from tests.integration.access.conftest import keyed, local_signer, portal
from tests.integration.api.conftest import address

__all__ = ["address", "keyed", "local_signer", "portal"]
