"""The keys of the service, from SSM Parameter Store, cached in each process for five minutes."""

import json
import time
from typing import Any

from chalicelib.keyring import Keyring
from chalicelib.settings import settings
from chalicelib.store.table import connection

_REFRESH_SECONDS = 300
_cache: dict[str, tuple[float, Keyring]] = {}
"""When each parameter was read (monotonic seconds), and its keys."""


def keyring() -> Keyring:
    """Return the keys in force."""
    name = settings().secrets_parameter
    cached = _cache.get(name)
    if cached and time.monotonic() - cached[0] < _REFRESH_SECONDS:
        return cached[1]
    # The session of the DynamoDB client is shared, because a second client of one session starts six times faster.
    client: Any = connection().session.create_client("ssm", region_name=connection().region)
    value = json.loads(client.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])
    fresh = Keyring(
        links=tuple(value["links"]),
        sessions=tuple(value["sessions"]),
        lookup=value["lookup"],
        psc_client_secret=value.get("psc_client_secret", ""),
        psc_client_key=value.get("psc_client_key", ""),
        psc_client_certificate=value.get("psc_client_certificate", ""),
    )
    _cache[name] = (time.monotonic(), fresh)
    return fresh


def forget() -> None:
    """Empty the cache."""
    _cache.clear()
