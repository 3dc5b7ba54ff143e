"""The JSON of requests: the guard, the hooks and the table all read the same one."""

import json
from functools import lru_cache
from typing import Any


@lru_cache(maxsize=16)
def read(raw: bytes | str) -> dict[str, Any]:
    """Return what a request says; nobody changes it."""
    body: dict[str, Any] = json.loads(raw)
    return body
