"""After a deployment: an application that does not answer gives way to the package before."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from infra.deploy import deployment, health
from infra.deploy.project import Stopped, functions, read_stage

STAGE = read_stage("dev")


class Lambda:
    """A Lambda that answers as told, and notes the code it is given."""

    def __init__(self, status: int, error: str = "") -> None:
        self.given: dict[str, bytes] = {}
        self._answer = {"Payload": io.BytesIO(json.dumps({"statusCode": status}).encode())}
        if error:
            self._answer["FunctionError"] = error  # type: ignore[assignment]

    def invoke(self, **_: Any) -> dict[str, Any]:
        """Answer."""
        return self._answer

    def update_function_code(self, FunctionName: str, ZipFile: bytes) -> None:  # noqa: N803 - theirs
        """Note the code."""
        self.given[FunctionName] = ZipFile


def clients(fake: Lambda) -> Any:
    """Return what the commands use, with this Lambda."""
    return SimpleNamespace(client=lambda _service: fake)


def test_an_application_that_answers_stays() -> None:
    fake = Lambda(200)
    deployment._check(STAGE, clients(fake), b"before")
    assert fake.given == {}


@pytest.mark.parametrize("fake", [Lambda(500), Lambda(200, "Unhandled")])
def test_one_that_does_not_gives_way(fake: Lambda) -> None:
    with pytest.raises(Stopped, match="The package before is back in service"):
        deployment._check(STAGE, clients(fake), b"before")
    assert fake.given == {STAGE.function(name): b"before" for name in functions()}


def test_a_first_deployment_has_nothing_to_go_back_to() -> None:
    fake = Lambda(500)
    with pytest.raises(Stopped, match="does not answer"):
        deployment._check(STAGE, clients(fake), None)
    assert fake.given == {}


def test_what_is_asked_is_a_request_of_api_gateway() -> None:
    asked = health._request()
    assert asked["requestContext"]["resourcePath"] == asked["resource"] == asked["path"]
