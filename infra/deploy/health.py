"""Whether the application answers once deployed, and back to the package before when it does not."""

import json
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from chalicelib.signing import DEPLOYMENT, seal
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
    said = _refusal(client, stage, _request("GET"))
    if said:
        raise Stopped(f"The application does not answer {_PAGE}: {said}")


def require_transaction(client: Any, stage: Stage, keys: Sequence[str]) -> None:
    """Raise `Stopped` unless the API function may write one transaction; `keys` are those that sign its sessions."""
    # Good for five minutes on the function's clock, which this machine's may be ahead of.
    token = seal(stage.name, keys, DEPLOYMENT, datetime.now(UTC) - timedelta(minutes=1))
    said = _refusal(client, stage, _request("POST", urlencode({"jeton": token})))
    if said:
        hint = "Does the policy of the function allow what its acts write (infra/policies)? Its log says more"
        raise Stopped(f"The application may not write to its table. {hint}: {said}")


def _refusal(client: Any, stage: Stage, request: Mapping[str, Any]) -> str:
    """Return what the function replies instead of 200; empty when it replies 200."""
    answer = client.invoke(FunctionName=stage.function(API_FUNCTION), Payload=json.dumps(request).encode())
    payload = str(answer["Payload"].read().decode())
    well = not answer.get("FunctionError") and json.loads(payload or "{}").get("statusCode") == 200
    # The end: an answer begins with its headers.
    return "" if well else payload[-500:] or "no answer"


def put_back(client: Any, stage: Stage, code: bytes) -> None:
    """Give every function its previous package. A function that is new has none, and keeps the new one."""
    for name in functions():
        try:
            client.update_function_code(FunctionName=stage.function(name), ZipFile=code)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise


def _request(method: str, body: str | None = None) -> dict[str, Any]:
    headers = {"Accept": "text/html", **({"Content-Type": "application/x-www-form-urlencoded"} if body else {})}
    return {
        "resource": _PAGE,
        "path": _PAGE,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": _PAGE,
            "httpMethod": method,
            "path": f"/{API_STAGE}{_PAGE}",
            "stage": API_STAGE,
            "requestId": "deployment",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": body,
        "isBase64Encoded": False,
    }
