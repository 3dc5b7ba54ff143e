"""The calls of this service to Pro Santé Connect: short, bounded, never redirected."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlencode, urlsplit

from chalicelib.identity.psc.faults import PscFault, PscUnavailable

if TYPE_CHECKING:
    import ssl
    from http.client import HTTPConnection, HTTPResponse

TIMEOUT_SECONDS = 3.0
"""For the connection and for each wait. The first call that fails ends a sign-in, well before API Gateway's 29 s."""

DEADLINE_SECONDS = 5.0
"""For the body of an answer, however steadily it trickles."""

LARGEST = 200_000
"""Bytes of the largest answer that is read."""


@dataclass(frozen=True)
class Answer:
    """What came back; `content_type` is in lower case and without its parameters."""

    status: int
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)


class Fetch(Protocol):
    """How a call is made. Tests put their own in its place."""

    def __call__(self, url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        """GET `url`, or POST `form` to it; raises `PscUnavailable` when no whole answer came in time."""
        ...


def fetch_with(certificate: str) -> Fetch:
    """Return `fetch` with a client certificate: PEM, the private key and then the chain (RFC 8705)."""

    def fetch_as_client(url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None) -> Answer:
        return fetch(url, headers, form, certificate)

    return fetch_as_client


def fetch(url: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None, certificate: str = "") -> Answer:
    """GET `url`, or POST `form` to it, over HTTP or HTTPS.

    A redirection is an answer like another. Proxies of the environment are not used. Raises `PscUnavailable` when
    the network fails, the answer is late or larger than `LARGEST`.
    """
    from http.client import HTTPException  # noqa: PLC0415 - stays out of the cold start

    body = None if form is None else urlencode(form)
    sent = dict(headers) if form is None else {**headers, "Content-Type": "application/x-www-form-urlencoded"}
    try:
        parts = urlsplit(url)
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, certificate)
        try:
            target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            connection.request("GET" if form is None else "POST", target, body, sent)
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
    """Return how to speak TLS: certificate and host name verified. Once per process, for it reads all authorities."""
    import ssl  # noqa: PLC0415
    import tempfile  # noqa: PLC0415

    context = ssl.create_default_context()
    if certificate:
        # The library reads a client certificate from a file only; it is gone as soon as it was read.
        with tempfile.NamedTemporaryFile("w", suffix=".pem") as file:
            file.write(certificate)
            file.flush()
            context.load_cert_chain(file.name)
    return context


def _read(response: "HTTPResponse") -> Answer:
    deadline = time.monotonic() + DEADLINE_SECONDS
    body = b""
    while piece := response.read1(65_536):
        body += piece
        if len(body) > LARGEST:
            raise PscUnavailable(PscFault.NETWORK)
        if time.monotonic() > deadline:
            raise PscUnavailable(PscFault.TIMEOUT)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.status, content_type, body)
