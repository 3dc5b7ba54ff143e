"""Clients of AWS, each made once: to make one takes as long as ten calls."""

from functools import cache
from typing import Any

import boto3

from chalicelib.store.table import connection


@cache
def client(service: str) -> Any:
    """Return the client with which a test itself looks into the AWS of this process."""
    return boto3.client(service)  # type: ignore[call-overload]


@cache
def keep_those_of_the_application() -> None:
    """Give the application the client that it made before, where another test has it make one anew."""
    session: Any = connection().session
    session.create_client = cache(session.create_client)
