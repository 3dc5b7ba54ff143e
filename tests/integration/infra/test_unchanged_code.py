"""Chalice sends the package to the functions that have another one, and to no other."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest

from infra.deploy.chalice_cli import sending_what_differs

PACKAGE = b"package"
DIGEST = b64encode(sha256(PACKAGE).digest()).decode("ascii")


class Client:
    """Chalice's client, and Lambda's, of a function that has a package for an architecture."""

    def __init__(self, digest: str, architecture: str) -> None:
        self.found = {"CodeSha256": digest, "Architectures": [architecture], "FunctionArn": "arn"}
        self.sent: list[bytes] = []

    def _client(self, service: str) -> Any:
        assert service == "lambda"
        return self

    def get_function_configuration(self, FunctionName: str) -> dict[str, Any]:  # noqa: N803 - of Lambda
        return {**self.found, "FunctionName": FunctionName}


@pytest.mark.parametrize(
    ("digest", "architecture", "sent"),
    [(DIGEST, "arm64", []), ("another", "arm64", [PACKAGE]), (DIGEST, "x86_64", [PACKAGE])],
    ids=["the same", "another", "the same for another processor"],
)
def test_a_package_is_sent_where_it_differs(digest: str, architecture: str, sent: list[bytes]) -> None:
    client: Any = Client(digest, architecture)

    def update(self: Client, name: str, package: bytes, wanted: str) -> dict[str, str]:
        assert (name, wanted) == ("mailer", "arm64")
        self.sent.append(package)
        return {"FunctionArn": "arn"}

    told = sending_what_differs(update)(client, function_name="mailer", zip_contents=PACKAGE, architecture="arm64")
    assert told["FunctionArn"] == "arn", "Chalice goes on with it"
    assert client.sent == sent
