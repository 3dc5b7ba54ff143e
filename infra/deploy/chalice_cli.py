"""The real `chalice` command, with our package instead of its own.

`python -m infra.deploy.chalice_cli deploy --stage dev`; everything else is Chalice's own.
"""

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

from chalice.awsclient import TypedAWSClient
from chalice.cli import main
from chalice.deploy.packager import LambdaDeploymentPackager

from infra.deploy.project import ROOT, Stopped

PACKAGE = "DELEGATION_PACKAGE"
"""The variable with the path of our archive."""

Update = Callable[..., Any]


def _made(_packager: LambdaDeploymentPackager, _project_dir: str, _python_version: str) -> str:
    """Return the path of our archive, which is already made."""
    return os.environ[PACKAGE]


def sending_what_differs(update: Update) -> Update:
    """Return `update`, Chalice's own, without the 10 MB of a function that has this package already.

    A first deployment runs Chalice twice, and only the environment differs the second time. After an update that
    failed, or that is not over, Chalice sends the package, and waits.
    """

    def update_if_it_differs(
        self: TypedAWSClient, function_name: str, zip_contents: bytes, architecture: str | None = None
    ) -> Any:
        found = self._client("lambda").get_function_configuration(FunctionName=function_name)
        digest = b64encode(sha256(zip_contents).digest()).decode("ascii")
        same = (found["CodeSha256"], found.get("LastUpdateStatus")) == (digest, "Successful")
        if same and architecture in {None, *found["Architectures"]}:
            return found
        return update(self, function_name, zip_contents, architecture)

    return update_if_it_differs


def run(*arguments: str, package: str = "") -> None:
    """Run Chalice in its own process, because it imports the application; raise `Stopped` when it fails.

    Only what deploys needs a package.
    """
    environment = {**os.environ, PACKAGE: package, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "infra.deploy.chalice_cli", *arguments]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
        raise Stopped(f"chalice {arguments[0]} failed; see above.")


if __name__ == "__main__":
    setattr(LambdaDeploymentPackager, "create_deployment_package", _made)  # noqa: B010 - a method may not be assigned to
    changed = sending_what_differs(TypedAWSClient._update_function_code)
    setattr(TypedAWSClient, "_update_function_code", changed)  # noqa: B010 - the same
    sys.exit(main())
