"""The part of AWS that a landing page needs, over HTTP on loopback: a parameter, and items by key."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

_JSON = "application/x-amz-json-1.0"


@dataclass
class StubAws:
    """The stored parameter and items, and the operations that were called."""

    parameter: str
    items: list[dict[str, Any]]
    asked: list[str] = field(default_factory=list)

    def answer(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return the answer of an operation, or None for one that is not supported."""
        self.asked.append(operation)
        if operation == "GetParameter":
            return {"Parameter": {"Name": request["Name"], "Type": "SecureString", "Value": self.parameter}}
        if operation == "BatchGetItem":
            found = {table: self._found(wanted["Keys"]) for table, wanted in request["RequestItems"].items()}
            return {"Responses": found, "UnprocessedKeys": {}}
        return None

    def _found(self, keys: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [item for item in self.items if {"pk": item["pk"], "sk": item["sk"]} in keys]


@contextmanager
def served(stub: StubAws) -> Iterator[str]:
    """Serve `stub` and yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            operation = self.headers["X-Amz-Target"].rpartition(".")[2]
            answer = stub.answer(operation, json.loads(body))
            content = json.dumps(answer if answer is not None else {"__type": "UnknownOperationException"}).encode()
            self.send_response(200 if answer is not None else 400)
            self.send_header("Content-Type", _JSON)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
            """Log nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
