"""Clients of AWS, each made once because that takes as long as ten calls."""

from functools import cache
from typing import Any

import boto3

from chalicelib.store.table import connection


@cache
def client(service: str) -> Any:
    """Return the tests' own client of a service of this process's AWS."""
    return boto3.client(service)  # type: ignore[call-overload]


@cache
def keep_those_of_the_application() -> None:
    """Let the application make each of its clients once for all tests."""
    session: Any = connection().session
    session.create_client = cache(session.create_client)
