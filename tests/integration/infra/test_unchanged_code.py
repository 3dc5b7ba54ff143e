"""Chalice, as our command changes it, sends the package to the functions that have another one, and to no other."""

import runpy
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import botocore.session
import pytest
from chalice.awsclient import TypedAWSClient
from chalice.deploy.packager import LambdaDeploymentPackager

from infra.deploy import chalice_cli

PACKAGE = b"package"
DIGEST = b64encode(sha256(PACKAGE).digest()).decode("ascii")


class Lambda:
    """Lambda's client, of one function; `calls` are those that change it, and the waits for them."""

    def __init__(self, **found: object) -> None:
        self.found = {"CodeSha256": DIGEST, "Architectures": ["arm64"], "LastUpdateStatus": "Successful", **found}
        self.calls: list[str] = []

    def get_function_configuration(self, **_: str) -> dict[str, Any]:
        return {**self.found, "FunctionArn": "arn"}

    def update_function_code(self, **given: object) -> dict[str, str]:
        assert given == {"FunctionName": "mailer", "ZipFile": PACKAGE, "Architectures": ["arm64"]}
        self.calls.append("code")
        return {"FunctionArn": "arn", "LastUpdateStatus": "InProgress"}

    def get_waiter(self, name: str) -> Any:
        self.calls.append(name)
        return self

    def wait(self, **_: str) -> None:
        pass

    def list_tags(self, Resource: str) -> dict[str, Any]:  # noqa: N803 - of Lambda
        assert Resource == "arn", "Chalice goes on with what it was answered"
        return {"Tags": {}}


@pytest.fixture
def chalice(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Yield Chalice's client, after the command of a deployment has begun in this process."""
    for owner, name in (
        (TypedAWSClient, "_update_function_code"),
        (LambdaDeploymentPackager, "create_deployment_package"),
    ):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # so that it is put back
    monkeypatch.setattr(sys, "argv", ["chalice", "--version"])
    with pytest.raises(SystemExit):
        runpy.run_path(str(chalice_cli.__file__), run_name="__main__")
    yield TypedAWSClient(botocore.session.get_session())


@pytest.mark.parametrize(
    ("found", "is_sent"),
    [
        ({}, False),
        ({"CodeSha256": "another"}, True),
        ({"Architectures": ["x86_64"]}, True),
        ({"LastUpdateStatus": "Failed"}, True),
        ({"LastUpdateStatus": "InProgress"}, True),
    ],
    ids=["the same", "another", "the same for another processor", "the same, which failed", "the same, not yet there"],
)
def test_a_package_is_sent_where_it_differs(found: dict[str, Any], is_sent: bool, chalice: Any) -> None:
    function = Lambda(**found)
    chalice._client_cache["lambda"] = function
    chalice.update_function("mailer", PACKAGE, tags={}, architecture="arm64")
    assert function.calls == (["code", "function_updated"] if is_sent else [])


@pytest.mark.usefixtures("chalice")
def test_the_package_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(chalice_cli.PACKAGE, "ours.zip")
    packager: Any = LambdaDeploymentPackager
    assert packager.create_deployment_package(None, ".", "python3.11") == "ours.zip"
