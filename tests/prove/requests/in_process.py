"""The application in place of the network: what `requests` sends is answered in this process.

A request is prepared and an answer read as they would be over a socket, which takes a third of the time of both.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from unittest.mock import patch

from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPHeaderDict, HTTPResponse

from chalicelib.settings import settings
from tests.integration import gateway

ADDRESS = f"http://in-process.invalid{settings().base_path}"


@contextmanager
def network_replaced() -> Iterator[None]:
    """Answer every request of `requests` meanwhile."""
    as_given = patch.object(Session, "merge_environment_settings", _as_given)
    with patch.object(HTTPAdapter, "send", _answer), as_given:
        yield


def _answer(adapter: HTTPAdapter, request: PreparedRequest, **_: Any) -> Response:
    assert request.method and (request.url or "").startswith(ADDRESS)
    path = request.path_url.removeprefix(settings().base_path) or "/"
    sent = {name: _text(value) for name, value in request.headers.items()}
    answer = gateway.answer(request.method, path, sent, _bytes(request.body))
    received: Mapping[str, str | list[str]] = answer.headers
    headers = HTTPHeaderDict()
    for name, values in received.items():
        for value in values if isinstance(values, list) else [values]:
            headers.add(name, value)
    raw = HTTPResponse(BytesIO(answer.body), headers, answer.status_code, version=11, preload_content=False)
    response: Response = adapter.build_response(request, raw)
    return response


def _as_given(_session: Session, _url: str, proxies: Any, stream: Any, verify: Any, cert: Any) -> dict[str, Any]:
    """Look for no proxy in the environment, which takes as long as to route a request."""
    return {"proxies": proxies or {}, "stream": stream, "verify": verify, "cert": cert}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _bytes(body: object) -> bytes:
    if isinstance(body, str):
        return body.encode()
    assert body is None or isinstance(body, bytes)
    return body or b""
