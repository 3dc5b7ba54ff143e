"""Whether the application answers once deployed, and back to the package before when it does not."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import ClientError

from infra.deploy.project import API_FUNCTION, API_STAGE, Stage, Stopped, functions

_PAGE = "/sante"
"""Answering it reads the settings, the keys and the table."""


@contextmanager
def package_before(client: Any, stage: Stage) -> Iterator[None]:
    """Do what is in the block; if anything stops it, put the package before back in service and raise `Stopped`.

    Anything, because a deployment cut off half-way has left some functions with the new package and others not.
    """
    before = code_of(client, stage)
    try:
        yield
    except Exception as error:
        if before is None:
            raise
        put_back(client, stage, before)
        raise Stopped(f"{error}\nThe package before is back in service.") from error


def code_of(client: Any, stage: Stage) -> bytes | None:
    """Return the package now in service; None before the first deployment."""
    try:
        location = client.get_function(FunctionName=stage.function(API_FUNCTION))["Code"]["Location"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return None
    if urllib.parse.urlsplit(location).scheme not in {"http", "https"}:
        return None
    with urllib.request.urlopen(location, timeout=60) as answer:  # noqa: S310 - its scheme was looked at
        return bytes(answer.read())


def require_answer(client: Any, stage: Stage) -> None:
    """Raise `Stopped` unless the API function answers a page, called as API Gateway calls it."""
    answer = client.invoke(FunctionName=stage.function(API_FUNCTION), Payload=json.dumps(_request()).encode())
    payload = answer["Payload"].read().decode()
    if answer.get("FunctionError") or json.loads(payload or "{}").get("statusCode") != 200:
        raise Stopped(f"The application does not answer {_PAGE}: {payload[:500]}")


def put_back(client: Any, stage: Stage, code: bytes) -> None:
    """Give every function the package it had before; one that was not there before has none to go back to."""
    for name in functions():
        try:
            client.update_function_code(FunctionName=stage.function(name), ZipFile=code)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise


def _request() -> dict[str, Any]:
    return {
        "resource": _PAGE,
        "path": _PAGE,
        "httpMethod": "GET",
        "headers": {"Accept": "text/html"},
        "multiValueHeaders": {"Accept": ["text/html"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": _PAGE,
            "httpMethod": "GET",
            "path": f"/{API_STAGE}{_PAGE}",
            "stage": API_STAGE,
            "requestId": "deployment",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": None,
        "isBase64Encoded": False,
    }
