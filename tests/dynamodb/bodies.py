"""What requests say: the guard, the hooks and the table all read the same."""

import json
from base64 import b64encode
from functools import cached_property, lru_cache
from typing import Any


class Request:
    """A request that botocore has not written down, as hooks get it; `asked` is what its body says."""

    method = "POST"

    def __init__(self, url: str, headers: dict[str, str], asked: dict[str, Any]) -> None:
        self.url = url
        self.headers = headers
        self.asked = asked

    @cached_property
    def body(self) -> bytes:
        """The JSON that botocore would send."""
        return written(self.asked).encode()

    def __getitem__(self, name: str) -> Any:
        """Return a part of the request; hooks that come before it is made read a dict."""
        return getattr(self, name)


def asked_by(request: Any) -> dict[str, Any]:
    """Return what a request says, as botocore's hooks get it before it is made or after; nobody changes it."""
    if isinstance(request, Request):
        return request.asked
    raw = request["body"] if isinstance(request, dict) else request.body
    return read(raw or b"{}")


@lru_cache(maxsize=16)
def read(raw: bytes | str) -> dict[str, Any]:
    """Return what a body says; nobody changes it."""
    body: dict[str, Any] = json.loads(raw)
    return body


def copied(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return what a request with these arguments says."""
    copy: dict[str, Any] = json.loads(written(arguments))
    return copy


def _text_of(content: Any) -> str:
    assert isinstance(content, bytes | bytearray), f"{content!r} is nothing that AWS takes"
    return b64encode(content).decode()


written = json.JSONEncoder(default=_text_of, check_circular=False).encode
"""Write a request as botocore does: binary data as base64. A third of the time would go into looking for circles."""
