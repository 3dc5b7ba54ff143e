"""The tests' own clients of AWS, each made once because that takes as long as ten calls."""

from functools import cache
from typing import Any

import boto3


@cache
def client(service: str) -> Any:
    """Return the client of a service of this process's AWS."""
    return boto3.client(service)  # type: ignore[call-overload]
