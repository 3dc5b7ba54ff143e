"""The application over HTTP: Chalice's development server, corrected where it differs from API Gateway."""

import sys
from functools import partial
from http.server import HTTPServer
from pathlib import Path
from typing import Any

from chalice.app import Chalice
from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    LocalChalice,
    LocalDevServer,
    LocalGatewayException,
    ThreadedHTTPServer,
)

from infra.local.children import HOST

_NOT_FOUND = Path(__file__).with_name("pages") / "not_found.html"


class _Handler(ChaliceRequestHandler):
    """One connection.

    Nagle's algorithm and delayed acknowledgements would cost 44 ms a request. It is off, and a response leaves whole.
    """

    disable_nagle_algorithm = True
    wbufsize = -1
    path: str

    def __init__(self, *arguments: Any, base_path: str, verbose: bool, **named: Any) -> None:
        # The constructor of the base class handles the request, so these come first.
        self._base_path = base_path
        self._verbose = verbose
        super().__init__(*arguments, **named)

    def parse_request(self) -> bool:
        """Read the request line, then strip the stage's prefix, which API Gateway does before a function sees it."""
        if not super().parse_request():
            return False
        path, _, _ = self.path.partition("?")
        if self._base_path and not f"{path}/".startswith(f"{self._base_path}/"):
            self.close_connection = True  # a body may follow, which nothing reads
            self._send_not_found()
            self.wfile.flush()
            return False
        self.path = self.path[len(self._base_path) :]
        if not self.path.startswith("/"):
            self.path = f"/{self.path}"
        return True

    def _send_http_response_with_body(self, code: int, headers: dict[str, Any], body: str | bytes) -> None:
        """Send the answer; to HEAD without the body, which the base class sends too."""
        content = body if isinstance(body, bytes) else body.encode("utf-8")
        self.send_response(code)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", headers.pop("Content-Type", "application/json"))
        self._send_headers(headers)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_error_response(self, error: LocalGatewayException) -> None:
        """Send the page of the real gateway's response for an unknown URL, not a 403 in JSON."""
        if error.headers.get("x-amzn-ErrorType") == "UnauthorizedException" and error.CODE == 403:
            self._send_not_found()
        else:
            super()._send_error_response(error)

    def _send_not_found(self) -> None:
        page = _NOT_FOUND.read_text(encoding="utf-8").replace("{{ base_path }}", self._base_path)
        self._send_http_response_with_body(404, {"Content-Type": "text/html; charset=utf-8"}, page)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Print a line for each request if the options ask for it."""
        if self._verbose:
            super().log_message(format, *args)


class _Server(ThreadedHTTPServer):
    """Room for a browser's burst of connections, and silence about those that a browser drops."""

    request_queue_size = 128
    # Browsers keep connections open. Waiting for their end would delay Ctrl-C.
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report an error of the server, except a connection closed at the other end."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def create_server(app: Chalice, port: int, base_path: str = "", verbose: bool = False) -> HTTPServer:
    """Return a server of `app` bound to loopback; `serve_forever` runs it."""
    _keep_requests_apart(app)
    config = Config(chalice_stage="local", config_from_disk={"app_name": app.app_name})
    handler = partial(_Handler, base_path=base_path, verbose=verbose)
    server: HTTPServer = LocalDevServer(app, config, HOST, port, handler_cls=handler, server_cls=_Server).server
    return server


def _keep_requests_apart(app: Chalice) -> None:
    """Give each thread a current request of its own: what `chalice local` does too, by changing the class."""
    if not isinstance(app, LocalChalice):
        app.__class__ = type("LocalApplication", (LocalChalice, app.__class__), {})
