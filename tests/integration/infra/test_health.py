"""After a deployment, an application that does not answer is replaced by the previous package."""

import io
import json
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from app import app
from chalicelib import runtime
from infra.deploy import health
from infra.deploy.project import Stopped, functions, read_stage
from tests.integration.world import SECRETS, World

STAGE = read_stage("dev")
ALL = [STAGE.function(name) for name in functions()]


class Lambda:
    """A Lambda with some functions, which answers as configured and records the code that it receives."""

    def __init__(self, status: int = 200, error: str = "", stands: Sequence[str] = ALL, before: str = "") -> None:
        self.given: dict[str, bytes] = {}
        self._stands, self._before = stands, before
        self._answer = {"Payload": io.BytesIO(json.dumps({"statusCode": status}).encode())}
        if error:
            self._answer["FunctionError"] = error  # type: ignore[assignment]

    def invoke(self, **_: Any) -> dict[str, Any]:
        """Answer."""
        return self._answer

    def get_function(self, FunctionName: str, Qualifier: str) -> dict[str, Any]:  # noqa: N803 - theirs
        """Return the address of the code."""
        self._require(FunctionName)
        return {"Code": {"Location": self._before}}

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - theirs
        """Return what the function is made for."""
        self._require(FunctionName)
        return {"Runtime": "python3.11"}

    def get_waiter(self, _: str) -> Any:
        """Return one that need not wait."""
        return SimpleNamespace(wait=lambda **_: None)

    def update_function_code(self, FunctionName: str, ZipFile: bytes) -> None:  # noqa: N803 - theirs
        """Record the code."""
        self._require(FunctionName)
        self.given[FunctionName] = ZipFile

    def _require(self, name: str) -> None:
        if name not in self._stands:
            raise ClientError({"Error": {"Code": "ResourceNotFoundException"}}, "GetFunction")


@pytest.fixture
def before() -> Iterator[str]:
    """Yield the address of the previous package."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Package)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/package"
    server.shutdown()
    server.server_close()


class Package(BaseHTTPRequestHandler):
    """Serves the package."""

    def do_GET(self) -> None:
        """Send the package."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"the package before")

    def log_message(self, *_: Any) -> None:
        """Log nothing."""


def test_an_application_that_answers_stays_deployed(before: str) -> None:
    fake = Lambda(before=before)
    with health.package_before(fake, STAGE):
        health.require_answer(fake, STAGE)
    assert fake.given == {}


@pytest.mark.parametrize("wrong", [{"status": 500}, {"error": "Unhandled"}])
def test_an_application_that_does_not_answer_is_rolled_back(wrong: dict[str, Any], before: str) -> None:
    fake = Lambda(**wrong, before=before)
    with (
        pytest.raises(Stopped, match=r"(?s)does not answer.*The package before is back"),
        health.package_before(fake, STAGE),
    ):
        health.require_answer(fake, STAGE)
    assert fake.given == dict.fromkeys(ALL, b"the package before")


def test_an_interrupted_deployment_is_rolled_back_in_every_existing_function(before: str) -> None:
    stood = ALL[:-1]
    fake = Lambda(before=before, stands=stood)
    with pytest.raises(Stopped, match=r"(?s)no rights.*The package before is back"), health.package_before(fake, STAGE):
        raise RuntimeError("no rights\n")
    assert fake.given == dict.fromkeys(stood, b"the package before")


def test_a_first_deployment_cannot_be_rolled_back() -> None:
    fake = Lambda(500, stands=())
    with pytest.raises(Stopped, match="does not answer") as told, health.package_before(fake, STAGE):
        health.require_answer(fake, STAGE)
    assert "back in service" not in str(told.value)
    assert fake.given == {}


def test_the_check_sends_a_request_in_the_form_of_api_gateway() -> None:
    for method in ("GET", "POST"):
        asked = health._request(method)
        assert asked["requestContext"]["resourcePath"] == asked["resource"] == asked["path"]
        assert asked["requestContext"]["httpMethod"] == asked["httpMethod"] == method


def test_a_deployment_that_may_not_write_is_rolled_back(before: str) -> None:
    fake = Lambda(503, before=before)
    with (
        pytest.raises(Stopped, match=r"(?s)may not write to its table.*The package before is back"),
        health.package_before(fake, STAGE),
    ):
        health.require_transaction(fake, STAGE, ["key"])
    assert fake.given == dict.fromkeys(ALL, b"the package before")


def test_the_application_answers_the_check_of_a_deployment(world: World) -> None:
    asked: list[dict[str, Any]] = []

    class Recording(Lambda):
        def invoke(self, **given: Any) -> dict[str, Any]:
            asked.append(json.loads(given["Payload"]))
            return {"Payload": io.BytesIO(json.dumps(app(asked[-1], SimpleNamespace())).encode())}

    runtime.set_clock(lambda: datetime.now(UTC))
    health.require_answer(Recording(), STAGE)
    health.require_transaction(Recording(), STAGE, SECRETS["sessions"])
    assert [one["httpMethod"] for one in asked] == ["GET", "POST"]
    with pytest.raises(Stopped, match="may not write"):
        health.require_transaction(Recording(), STAGE, ["another key"])
