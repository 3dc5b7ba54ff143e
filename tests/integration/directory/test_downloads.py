"""A complete download is loaded; a cut or missing one is refused."""

import io
import urllib.request
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from chalicelib.directory.faults import BadExtraction
from chalicelib.directory.kinds import PERSONS
from chalicelib.store.directory_state import read_last_load
from tests.integration.directory.files import PEOPLE, load_file, sample_lines, text

CONTENT = text(sample_lines()).encode()
NAME = "PS_LibreAcces_Personne_activite_202611290930.txt"
ADDRESS = "https://annuaire.example"


def archive() -> bytes:
    """Return the publisher's archive: the file of activities and its two siblings."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("PS_LibreAcces_Dipl_AutExerc_202611290930.txt", "autre|\n")
        written.writestr(NAME, CONTENT)
        written.writestr("PS_LibreAcces_SavoirFaire_202611290930.txt", "autre|\n")
    return file.getvalue()


class Publisher(BaseHTTPRequestHandler):
    """Serves the extraction, complete or cut, by name."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer, and close."""
        body = archive() if "zip" in self.path else CONTENT
        share = 0.6 if "stops" in self.path else 1
        sent = body[: int(len(body) * share)]
        self.send_response(404 if "absent" in self.path else 200)
        self.send_header("Last-Modified", "Sun, 29 Nov 2026 09:30:00 GMT")
        self.send_header("Connection", "close")
        self.close_connection = True
        if "chunked" in self.path:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(f"{len(body):x}\r\n".encode() + sent)
            if share == 1:
                self.wfile.write(b"\r\n0\r\n\r\n")
            return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


@pytest.fixture(autouse=True)
def publisher(directory: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Yield a server on loopback in place of the publisher's HTTPS address."""
    server = HTTPServer(("127.0.0.1", 0), Publisher)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    real = urllib.request.urlopen

    def opened(request: urllib.request.Request, timeout: float) -> Any:
        here = request.full_url.replace(ADDRESS, f"http://127.0.0.1:{server.server_port}")
        answer = real(here, timeout=timeout)
        answer.url = "http://elsewhere.example" if "plain" in here else request.full_url
        return answer

    monkeypatch.setattr(urllib.request, "urlopen", opened)
    yield
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("name", ["extraction.txt", "chunked.txt", "extraction.zip", "chunked.zip"])
def test_a_complete_download_is_loaded(name: str) -> None:
    loaded = load_file(f"{ADDRESS}/{name}")

    assert loaded.counts.added == PEOPLE
    assert loaded.published is not None
    assert f"{loaded.published:%Y-%m-%d %H:%M}" == "2026-11-29 09:30"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("stops.txt", r"the download stopped at \d+ of \d+ bytes"),
        ("stops-chunked.txt", "the download stopped"),
        ("stops.zip", r"the download stopped at \d+ of \d+ bytes"),
        ("stops-chunked.zip", "the download stopped"),
        ("absent.txt", "the server answers 404"),
        ("plain.txt", "a server without HTTPS"),
    ],
)
def test_a_cut_or_missing_download_is_refused(name: str, reason: str) -> None:
    load_file(f"{ADDRESS}/extraction.txt")
    before = read_last_load(PERSONS)

    with pytest.raises(BadExtraction, match=reason):
        load_file(f"{ADDRESS}/{name}", days=1)

    assert read_last_load(PERSONS) == before
