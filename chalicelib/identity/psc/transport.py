"""Call Pro Santé Connect over HTTP. A call is bounded in time and size, and follows no redirection."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode, urlsplit

from chalicelib.identity.psc.faults import PscFault, PscUnavailable

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPConnection, HTTPResponse

TIMEOUT_SECONDS = 3.0
"""For the connection and for each read. The first call that fails ends the sign-in, well within API Gateway's 29 s."""

DEADLINE_SECONDS = 5.0
"""For the whole body of a response, even if it keeps arriving slowly."""

LARGEST = 200_000
"""Bytes of the largest response that is read."""


@dataclass(frozen=True)
class Response:
    """An HTTP response; `content_type` is in lower case and without its parameters."""

    status: int
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)


class Fetch(Protocol):
    """The function that makes a call. Tests pass their own."""

    def __call__(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Response:
        """GET `url`, or POST `form` to it; raises `PscUnavailable` when no complete response came in time."""
        ...


def fetch_with(certificate: str) -> Fetch:
    """Return `fetch` with a client certificate: PEM, the private key and then the chain (RFC 8705)."""

    return partial(fetch, certificate=certificate)


def fetch(
    url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, certificate: str = ""
) -> Response:
    """GET `url`, or POST `form` to it, over HTTP or HTTPS.

    A redirection is returned, not followed. Proxies of the environment are not used. Raises `PscUnavailable` when
    the network fails, or when the response is late or larger than `LARGEST`.
    """
    from http.client import HTTPException  # noqa: PLC0415 - stays out of the cold start

    body = None if form is None else urlencode(form)
    all_headers = dict(headers) if form is None else {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, certificate)
        try:
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("GET" if form is None else "POST", target, body, all_headers)
            return _read(connection.getresponse())
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as error:  # ValueError: a URL or a header that cannot be sent
        raise PscUnavailable(_fault_of(error)) from error


def _fault_of(error: Exception) -> PscFault:
    if isinstance(error, TimeoutError):
        return PscFault.TIMEOUT
    from ssl import SSLError  # noqa: PLC0415

    return PscFault.TLS if isinstance(error, SSLError) else PscFault.NETWORK


def _connection(scheme: str, host: str, port: int | None, certificate: str) -> "HTTPConnection":
    from http.client import HTTPConnection, HTTPSConnection  # noqa: PLC0415

    if scheme == "https":
        return HTTPSConnection(host, port, timeout=TIMEOUT_SECONDS, context=_tls(certificate))
    return HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)


@cache
def _tls(certificate: str) -> "ssl.SSLContext":
    """Return a TLS context that verifies certificate and host name; cached, because it loads all authorities."""
    import ssl  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    context = ssl.create_default_context()
    if certificate:
        # The library loads a client certificate from a file only. The file is deleted right after.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(certificate)
            file.flush()
            context.load_cert_chain(file.name)
    return context


def _read(response: "HTTPResponse") -> Response:
    deadline = time.monotonic() + DEADLINE_SECONDS
    body = b""
    while piece := response.read1(65_536):
        body += piece
        if len(body) > LARGEST:
            raise PscUnavailable(PscFault.NETWORK)
        if time.monotonic() > deadline:
            raise PscUnavailable(PscFault.TIMEOUT)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Response(response.status, content_type, body)
