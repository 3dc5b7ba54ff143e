"""The fixtures of the tests of the APIs, for requests over a socket."""

from tests.integration.access.conftest import keyed, local_signer, portal
from tests.integration.api.conftest import address

__all__ = ["address", "keyed", "local_signer", "portal"]
