"""Calls to the provider are short, bounded and never redirected; the server is on the loopback."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.identity.psc import PscUnavailable, transport
from chalicelib.identity.psc.transport import LARGEST, Response, fetch


class Handler(BaseHTTPRequestHandler):
    seen: tuple[str, str, str, str] = ("", "", "", "")

    def do_GET(self) -> None:
        kind, _, size = self.path.strip("/").partition("/")
        if kind == "redirect":
            self.send_response(302)
            self.send_header("Location", "/size/5")
            self.end_headers()
        elif kind == "silent":
            time.sleep(0.5)
        elif kind == "trickle":
            self.send_response(200)
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b" ")
                time.sleep(0.05)
        else:
            self.send_response(200)
            self.send_header("Content-Type", "Application/JSON; charset=utf-8")
            self.end_headers()
            self.wfile.write(b"x" * int(size))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        Handler.seen = (self.path, body, self.headers["Content-Type"], self.headers["Accept"])
        self.send_response(400)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except OSError:  # the caller closed the connection
            self.close_connection = True


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer_is_read_up_to_its_limit(origin: str) -> None:
    assert fetch(f"{origin}/size/{LARGEST}", {}) == Response(200, "application/json", b"x" * LARGEST)
    with pytest.raises(PscUnavailable):
        fetch(f"{origin}/size/{LARGEST + 1}", {})


def test_a_redirection_is_not_followed(origin: str) -> None:
    answer = fetch(f"{origin}/redirect", {})
    assert (answer.status, answer.body) == (302, b"")


def test_a_form_is_posted(origin: str) -> None:
    assert fetch(f"{origin}/token?x=1", {"Accept": "application/json"}, {"code": "à&b"}).status == 400
    assert Handler.seen == (
        "/token?x=1",
        "code=%C3%A0%26b",
        "application/x-www-form-urlencoded",
        "application/json",
    )


def test_a_silent_provider_times_out(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUT_SECONDS", 0.1)
    with pytest.raises(PscUnavailable):
        fetch(f"{origin}/silent", {})


def test_a_trickling_answer_times_out(origin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "DEADLINE_SECONDS", 0.1)
    with pytest.raises(PscUnavailable):
        fetch(f"{origin}/trickle", {})


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://127.0.0.1:1/", "http://[", "http://127.0.0.1:x/", "http:///", "http://a b/"]
)
def test_an_unreachable_address_is_an_outage(url: str) -> None:
    with pytest.raises(PscUnavailable):
        fetch(url, {})


def test_a_header_with_a_line_break_is_not_sent(origin: str) -> None:
    with pytest.raises(PscUnavailable):
        fetch(f"{origin}/size/1", {"Authorization": "Bearer a\r\nX-B: c"})


def test_certificate_and_host_name_are_verified() -> None:
    context = transport._tls("")
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"
