"""The requests of the synthetic delegation, which come as anybody's do: over the network, to the public address."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, NamedTuple
from urllib.parse import SplitResult, urlencode, urlsplit

from chalicelib.context import Context
from chalicelib.http.visit import FORM
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Session

LONGEST = 20.0
"""Seconds for a request and its whole answer: longer than the function for the pages may run."""
_HERE = "127.0.0.1"
"""The one host that is spoken to without TLS, because what is sent to it does not leave the machine."""
_LARGEST = 1_000_000
_AGENT = "delegation-synthetic"


class Unexpected(Exception):
    """Something is not as it should be. `why` is for the log: one word or two, nothing personal."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Answer(NamedTuple):
    """An answer of the service; `location`: where it leads to."""

    status: int
    body: str
    etag: str = ""
    location: str = ""

    @property
    def json(self) -> Any:
        """Its content; raises `Unexpected` when it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Unexpected("no JSON") from error


def call(
    context: Context, session: Session | None, method: str, path: str, body: object = None, **headers: str
) -> Answer:
    """Call an operation of the API with JSON."""
    text = "" if body is None else json.dumps(body)
    return _request(context, session, method, path, text, {"Content-Type": "application/json", **headers})


def send_form(context: Context, session: Session | None, path: str, fields: Mapping[str, str]) -> Answer:
    """Send a form, as its page would."""
    form = dict(fields)
    if session:
        form["csrf"] = sessions.form_token(session, context.keys, context.now)
    return _request(context, session, "POST", path, urlencode(form), {"Content-Type": FORM})


def require(answer: Answer, status: int) -> Answer:
    """Return an answer; raise `Unexpected` unless it has this status."""
    if answer.status != status:
        raise Unexpected(f"status {answer.status}")
    return answer


def _request(
    context: Context, session: Session | None, method: str, path: str, body: str, headers: Mapping[str, str]
) -> Answer:
    sent = {"User-Agent": _AGENT, "Accept": "*/*", "Sec-Fetch-Site": "same-origin", **headers}
    if session:
        cookie = sessions.write(session, context.keys, context.now, context.settings)
        sent["Cookie"] = f"{sessions.cookie_name(context.settings)}={cookie}"
        sent["X-CSRF-Token"] = sessions.csrf_token(session.session_id, context.keys)
    status, received, content = carry(method, context.settings.public_base_url + path, sent, body)
    found = {name.lower(): value for name, value in received}
    return Answer(status, content, found.get("etag", ""), found.get("location", ""))


def carry(method: str, url: str, headers: Mapping[str, str], body: str) -> tuple[int, list[tuple[str, str]], str]:
    """Send a request; return the status, the headers and the content of its answer.

    A redirection is returned, not followed. Raises `Unexpected` when there is no whole answer in time: a server that
    sends it byte by byte is waited for no longer, though the thread that reads it ends later.
    """
    readers = ThreadPoolExecutor(1)
    try:
        return readers.submit(_exchange, method, url, headers, body).result(LONGEST)
    except TimeoutError as error:
        raise Unexpected(type(error).__name__) from error
    finally:
        readers.shutdown(wait=False)


def _exchange(method: str, url: str, headers: Mapping[str, str], body: str) -> tuple[int, list[tuple[str, str]], str]:
    parts = urlsplit(url)
    target = parts._replace(scheme="", netloc="").geturl()
    connection = _connection(parts)
    try:
        connection.request(method, target, body.encode(), dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), _content(answer)
    except (OSError, HTTPException) as error:  # the address, the certificate, the network
        raise Unexpected(type(error).__name__) from error
    finally:
        connection.close()


def _connection(parts: SplitResult) -> HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return HTTPSConnection(host, parts.port, timeout=LONGEST)
    if host != _HERE:  # the cookie of the session is for nobody on the way
        raise Unexpected("no https")
    return HTTPConnection(host, parts.port, timeout=LONGEST)


def _content(answer: HTTPResponse) -> str:
    """Return the whole content; raise `Unexpected` when it ends early, or is too long."""
    content = answer.read(_LARGEST)
    if answer.length or answer.read(1):
        raise Unexpected("cut short")
    return content.decode(errors="replace")
