"""The local platform with its tables in its own process: mails, secrets and the rest stay with MiniStack.

A call about an item takes a tenth of its time, and nothing of it passes between processes. The stories in which time
passes stay with MiniStack, so that each kind of request is also what another DynamoDB understands.
"""

import os
from typing import Any, cast

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.compat import HTTPHeaders
from botocore.handlers import BUILTIN_HANDLERS

from infra.local import provision
from infra.local.aws import REGION
from tests.dynamodb import bodies
from tests.dynamodb.memory import answers, service, short_way
from tests.dynamodb.memory.stream import StreamedTable

_STREAMS = "dynamodbstreams"
_ADDRESS = f"https://dynamodb.{REGION}.amazonaws.com"
"""Nobody is asked there."""


def install() -> None:
    """Put the tables here, before the platform imports what makes them."""
    os.environ["AWS_ENDPOINT_URL_DYNAMODB"] = _ADDRESS
    short_way.install()
    BUILTIN_HANDLERS.append(("before-send.dynamodb", _answered))
    original: Any = BaseClient._make_api_call  # type: ignore[attr-defined]

    def called(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        if client.meta.service_model.service_name != _STREAMS:
            return original(client, operation, arguments)
        name = os.environ["STREAM_ARN"].split("/")[1]
        return cast(StreamedTable, service.table(name)).answer(operation, arguments)

    setattr(BaseClient, "_make_api_call", called)  # noqa: B010 - a method may not be assigned to
    provision.create_table = _create_table
    provision.create_directory_table = service.create


def _create_table(name: str) -> str:
    service.create(name, StreamedTable)
    return f"arn:aws:dynamodb:{REGION}:000000000000:table/{name}/stream/1"


def _answered(request: Any, **_: Any) -> AWSResponse:
    operation = request.headers["X-Amz-Target"].rpartition(".")[2]
    assert operation in service.OPERATIONS, f"{operation} is not known here"
    is_short = isinstance(request, bodies.Request)
    status, headers, content = answers.answer(operation, bodies.asked_by(request), as_copy=is_short)
    response = AWSResponse(request.url, status, cast(HTTPHeaders, headers), None)
    setattr(response, "_content", content)  # noqa: B010 - what would be read from a connection
    return response
