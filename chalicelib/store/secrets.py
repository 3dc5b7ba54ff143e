"""The keys of the service, from SSM Parameter Store: read once per instance, again every five minutes."""

import json
import time
from typing import Any

from chalicelib.keyring import Keyring
from chalicelib.settings import settings
from chalicelib.store.table import connection

_REFRESH_SECONDS = 300
_kept: dict[str, tuple[float, Keyring]] = {}


def keyring() -> Keyring:
    """Return the keys in force."""
    name = settings().secrets_parameter
    kept = _kept.get(name)
    if kept and time.monotonic() - kept[0] < _REFRESH_SECONDS:
        return kept[1]
    # The session of the DynamoDB client, because a second client of the same session starts six times quicker.
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
    _kept[name] = (time.monotonic(), fresh)
    return fresh


def forget() -> None:
    """Read the keys anew at the next use."""
    _kept.clear()
