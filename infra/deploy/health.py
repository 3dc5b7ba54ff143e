"""The check of a deployed application, and the return to the former package when it fails."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from botocore.exceptions import ClientError

from chalicelib.signing import DEPLOYMENT, seal
from infra.deploy import versions
from infra.deploy.project import API_FUNCTION, API_STAGE, Stage, Stopped, functions

_PAGE = "/sante"
"""Its reply needs the settings, the keys and the table."""


@contextmanager
def package_before(client: Any, stage: Stage) -> Iterator[None]:
    """Run the block; on any exception, put the former package back in service and raise `Stopped`.

    Every exception counts, because an interrupted deployment leaves some functions with the new package only.
    """
    before, platform = versions.code(client, stage), versions.platform_in_service(client, stage)
    try:
        yield
    except Exception as error:
        if before is None:
            raise
        if versions.platform_in_service(client, stage) != platform:
            told = f"The package before is for {platform}, and is not put back: deploy again what was deployed before."
            raise Stopped(f"{error}\n{told}") from error
        put_back(client, stage, before)
        raise Stopped(f"{error}\nThe package before is back in service.") from error


def answers(client: Any, stage: Stage) -> str:
    """Return the version and the commit that the application in service says of itself; empty when it does not."""
    try:
        body = json.loads(json.loads(_asked(client, stage, _request("GET"))[0])["body"])
        return f"{body['version']} ({body['commit']})"
    except (ClientError, KeyError, TypeError, ValueError):
        return ""


def require_answer(client: Any, stage: Stage) -> None:
    """Raise `Stopped` unless the API function serves a page, called as API Gateway calls it."""
    refusal = _refusal(client, stage, _request("GET"))
    if refusal:
        raise Stopped(f"The application does not answer {_PAGE}: {refusal}")


def require_transaction(client: Any, stage: Stage, keys: Sequence[str]) -> None:
    """Raise `Stopped` unless the API function may write a transaction; `keys` are those that sign its sessions."""
    # The token is valid for five minutes by the function's clock, which may be behind this machine's.
    token = seal(stage.name, keys, DEPLOYMENT, datetime.now(UTC) - timedelta(minutes=1))
    refusal = _refusal(client, stage, _request("POST", urlencode({"jeton": token})))
    if refusal:
        hint = "Does the policy of the function allow what its acts write (infra/policies)? Its log says more"
        raise Stopped(f"The application may not write to its table. {hint}: {refusal}")


def _refusal(client: Any, stage: Stage, request: Mapping[str, Any]) -> str:
    """Return the function's reply unless it is 200; empty when it is."""
    payload, failed = _asked(client, stage, request)
    well = not failed and json.loads(payload or "{}").get("statusCode") == 200
    # Only the end is kept, because a reply begins with its headers.
    return "" if well else payload[-500:] or "no answer"


def _asked(client: Any, stage: Stage, request: Mapping[str, Any]) -> tuple[str, bool]:
    """Return what the function answers, and whether that is an error of its own."""
    answer = client.invoke(FunctionName=stage.function(API_FUNCTION), Payload=json.dumps(request).encode())
    return str(answer["Payload"].read().decode()), "FunctionError" in answer


def put_back(client: Any, stage: Stage, code: bytes) -> None:
    """Give every function its former package, and wait until it has it; a new function has none and stays as it is.

    The API function is the last, because it tells which package is in service: what was cut off is done again, and not
    taken for done, which would go back one package more.
    """
    for name in sorted(functions(), key=lambda name: name == API_FUNCTION):
        _put_back(client, stage.function(name), code)


def _put_back(client: Any, function: str, code: bytes) -> None:
    updated = client.get_waiter("function_updated_v2")
    try:
        client.update_function_code(FunctionName=function, ZipFile=code)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return
        if error.response["Error"]["Code"] != "ResourceConflictException":
            raise
        updated.wait(FunctionName=function)  # the failed deployment was still updating it
        client.update_function_code(FunctionName=function, ZipFile=code)
    updated.wait(FunctionName=function)


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
