"""The secrets of the service, as one value. Where they come from is the store's affair."""

from typing import NamedTuple


class Keyring(NamedTuple):
    """Keys by use. Lists are oldest first: the last one signs, every one is accepted."""

    links: tuple[str, ...]
    sessions: tuple[str, ...]
    lookup: str
    psc_client_secret: str = ""
    psc_client_key: str = ""
    psc_client_certificate: str = ""

    def __repr__(self) -> str:
        """Say nothing of the keys: whoever prints a context would print them too."""
        return "Keyring(…)"
