"""The secrets of the service, as one value. Where they come from is the store's affair."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False, repr=False)
class Keyring:
    """Keys by use. Lists are oldest first: the last one signs, every one is accepted."""

    links: tuple[str, ...]
    sessions: tuple[str, ...]
    lookup: str
    psc_client_secret: str = ""
    psc_client_key: str = ""
    psc_client_certificate: str = ""
