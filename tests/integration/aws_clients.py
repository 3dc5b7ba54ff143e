"""The clients with which a test itself looks into AWS: to make one takes as long as ten calls, so each is kept."""

from functools import cache
from typing import Any

import boto3


@cache
def client(service: str) -> Any:
    """Return the client of a service of the AWS in this process."""
    return boto3.client(service)  # type: ignore[call-overload]
