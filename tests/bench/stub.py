"""The part of AWS that a landing page needs, in a separate process: the keys, and items by key."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def serve(parameter: str, items: list[dict[str, Any]]) -> None:
    """Serve on a free port, written to the output, until the input is closed."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        # Headers and body in one segment: the client must not wait for an acknowledgement.
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps(_answer(self.headers["X-Amz-Target"].rpartition(".")[2], asked)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - theirs
            """Log nothing."""

    def _answer(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
        if operation == "GetParameter":
            return {"Parameter": {"Name": asked["Name"], "Type": "SecureString", "Value": parameter}}
        found = {
            table: [item for item in items if {"pk": item["pk"], "sk": item["sk"]} in wanted["Keys"]]
            for table, wanted in asked["RequestItems"].items()
        }
        return {"Responses": found, "UnprocessedKeys": {}}

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    serve(given["parameter"], given["items"])
