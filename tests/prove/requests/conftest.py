"""The fixtures of the API's own tests, for requests that come over a socket."""

from tests.integration.api.conftest import address

__all__ = ["address"]
