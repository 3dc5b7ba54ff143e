"""The requests of the synthetic delegation over a real connection: redirections stay, a failure is one word."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from chalicelib.workers import front_door
from chalicelib.workers.front_door import Answer, Unexpected


class _Service(BaseHTTPRequestHandler):
    """Leads on from every form, and repeats what it was sent."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(303)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(f"{self.path} {self.headers['Cookie']} ".encode() + body)

    def do_GET(self) -> None:
        if self.path == "/early":
            self._send("Content-Length", "1000", b"the beginning")
        elif self.path == "/long":
            self._send("X-Length", "no", b"x" * 1_000_001)
        else:
            self._drip()

    def _send(self, header: str, value: str, content: bytes) -> None:
        self.send_response(200)
        self.send_header(header, value)
        self.end_headers()
        self.wfile.write(content)

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            for _ in range(20):
                self.wfile.write(b"x")
                time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Yield the address of a server on this machine."""
    with HTTPServer(("127.0.0.1", 0), _Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_form_arrives_with_its_headers_and_its_redirection_is_not_followed(address: str) -> None:
    status, headers, body = front_door.carry("POST", f"{address}/compte/fermer?a=b", {"Cookie": "s=1"}, "été=1")
    assert (status, dict(headers)["Location"]) == (303, "/elsewhere")
    assert body == "/compte/fermer?a=b s=1 été=1"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/", "ConnectionRefusedError"),
        ("https://nobody.invalid/", "gaierror"),
    ],
    ids=["nobody listens", "no such name"],
)
def test_what_does_not_answer_is_named_in_one_word(url: str, why: str) -> None:
    with pytest.raises(Unexpected, match=why):
        front_door.carry("GET", url, {}, "")


def test_a_server_that_answers_byte_by_byte_is_not_waited_for(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front_door, "LONGEST", 0.2)
    with pytest.raises(Unexpected, match="TimeoutError"):
        front_door.carry("GET", f"{address}/drip", {}, "")


@pytest.mark.parametrize("path", ["/early", "/long"])
def test_an_answer_that_is_not_whole_does_not_pass_as_one(address: str, path: str) -> None:
    with pytest.raises(Unexpected, match="cut short"):
        front_door.carry("GET", address + path, {}, "")


def test_nothing_leaves_this_machine_without_tls() -> None:
    with pytest.raises(Unexpected, match="no https"):
        front_door.carry("GET", "http://delegation.exemple.fr/", {"Cookie": "s=1"}, "")


def test_a_server_without_the_right_certificate_is_not_spoken_to(address: str) -> None:
    with pytest.raises(Unexpected, match="SSLError"):
        front_door.carry("GET", address.replace("http:", "https:"), {}, "")


def test_content_that_is_no_json_is_unexpected() -> None:
    with pytest.raises(Unexpected, match="no JSON"):
        _ = Answer(200, "<html>").json
