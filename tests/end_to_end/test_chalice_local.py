"""`chalice local` starts the whole service, and Ctrl-C ends it."""

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

from infra.local.children import HOST, free_port
from tests.end_to_end.local_platform import ROOT, SECONDS_TO_END, SECONDS_TO_START, until


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def test_chalice_local_serves_pages_mails_and_people_until_ctrl_c(tmp_path: Path) -> None:
    port = free_port()
    command = [str(Path(sys.executable).with_name("chalice")), "local", "--port", str(port)]
    with (tmp_path / "said.txt").open("w", encoding="utf-8") as said:
        process = subprocess.Popen(  # noqa: S603 - ours
            command, cwd=ROOT, stdout=said, stderr=said, env={**os.environ, "TMPDIR": str(tmp_path)},
            start_new_session=True,
        )  # fmt: skip
        try:
            until(lambda: _status(port, "/connexion") == 200, SECONDS_TO_START, "no page")
            assert _status(port, "/local/mails") == 200
        finally:
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does
            process.wait(SECONDS_TO_END)
    until(lambda: _status(port, "/connexion") == 0, SECONDS_TO_END, "it goes on")
