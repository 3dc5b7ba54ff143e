"""The secrets of the service, as one value; `store/secrets.py` reads them."""

from typing import NamedTuple


class Keyring(NamedTuple):
    """Keys by use. In a list, the oldest key comes first; the last one signs, and all are accepted."""

    links: tuple[str, ...]
    sessions: tuple[str, ...]
    lookup: str
    psc_client_secret: str = ""
    psc_client_key: str = ""
    psc_client_certificate: str = ""

    def __repr__(self) -> str:
        """Hide the keys, so that a printed context does not show them."""
        return "Keyring(…)"
