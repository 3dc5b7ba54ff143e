"""The short way of a call that this process answers, from botocore's client to its hooks and back.

botocore validates the arguments, resolves the address, builds, signs and sends a request, and parses the answer member
by member. Nothing of that is about the product, and it takes more than half of the time of a call to the table in
memory. Here the same hooks get the same request (`before-call`, `before-send`, `response-received`, `after-call`), and
botocore still parses whatever is no success. Clients of an emulator in another process go the whole way, and so do the
requests of the conformance tests, which compare the two.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.endpoint import convert_to_response_dict
from botocore.hooks import first_non_none_response
from botocore.parsers import create_parser

from tests.dynamodb import bodies
from tests.dynamodb.bodies import Request
from tests.dynamodb.memory import answers, copies, service

_OF_AWS = ".amazonaws.com"
_PARSERS = {"dynamodb": "json", "ssm": "json", "sesv2": "rest-json", "sqs": "json"}
_whole_way: list[bool] = []
Known = Callable[[str, str, Mapping[str, Any]], bool]
"""Whether this process answers a call: the service, the operation and the arguments."""


def _no_other(*_: Any) -> bool:
    return False


def install(is_known: Known = _no_other) -> None:
    """Put it in place, once, for every client in this process, and for calls to other services that are known."""
    original: Any = BaseClient._make_api_call  # type: ignore[attr-defined]
    if getattr(original, "is_short", False):
        return

    def called(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
        service_name = client.meta.service_model.service_name
        is_answered = (
            operation in service.OPERATIONS
            if service_name == "dynamodb"
            else is_known(service_name, operation, arguments)
        )
        return (_call if is_answered and _is_free(client) else original)(client, operation, arguments)

    called.is_short = True  # type: ignore[attr-defined]
    setattr(BaseClient, "_make_api_call", called)  # noqa: B010 - a method may not be assigned to


@contextmanager
def whole_way() -> Iterator[None]:
    """Let every call go the whole way meanwhile."""
    _whole_way.append(True)
    try:
        yield
    finally:
        _whole_way.pop()


def _is_free(client: Any) -> bool:
    return client.meta.endpoint_url.endswith(_OF_AWS) and not _whole_way and not answers.is_left_to_moto()


def _call(client: Any, operation: str, arguments: dict[str, Any]) -> Any:
    model, events, name = client.meta.service_model.operation_model(operation), client.meta.events, _named(client)
    tokens = {name: str(uuid4()) for name in model.idempotent_members if name not in arguments}
    headers = {"X-Amz-Target": f"{model.metadata.get('targetPrefix')}.{operation}"}
    url = client.meta.endpoint_url + model.http["requestUri"]
    copied = copies.of_request if name == "dynamodb" else bodies.copied
    request = Request(url, headers, copied({**tokens, **arguments}))
    about = {"model": model, "context": dict[str, Any]()}
    _, answered = events.emit_until_response(f"before-call.{name}.{operation}", params=request, **about)
    response, parsed = answered or _answer(client, model, request)
    events.emit(f"after-call.{name}.{operation}", http_response=response, parsed=parsed, **about)
    if response.status_code >= 300:
        raise client.exceptions.from_code(parsed.get("Error", {}).get("Code"))(parsed, operation)
    return parsed


def _named(client: Any) -> str:
    name: str = client.meta.service_model.service_name
    return name


def _answer(client: Any, model: Any, request: Any) -> tuple[AWSResponse, dict[str, Any]]:
    """Return the answer of the first hook that gives one, and what it says."""
    events, name = client.meta.events, _named(client)
    response = first_non_none_response(events.emit(f"before-send.{name}.{model.name}", request=request))
    assert response is not None, f"nobody answers {model.name}"
    parsed = _parsed(client, response, model)
    events.emit(
        f"response-received.{name}.{model.name}",
        response_dict=None,
        parsed_response=parsed,
        context={},
        exception=None,
    )
    return response, parsed


def _parsed(client: Any, response: AWSResponse, model: Any) -> dict[str, Any]:
    if response.status_code == 200:
        is_copy = response.headers.get("Content-Type") == copies.CONTENT_TYPE
        said = copies.read(response.content) if is_copy else json.loads(response.content)
        return {**said, "ResponseMetadata": {"HTTPStatusCode": 200, "HTTPHeaders": {}, "RetryAttempts": 0}}
    content, parser = convert_to_response_dict(response, model), create_parser(_PARSERS[_named(client)])
    error: dict[str, Any] = parser.parse(content, model.output_shape)
    client._endpoint._add_modeled_error_fields(content, error, model, parser)
    return error
