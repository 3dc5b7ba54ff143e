"""The real `chalice` command, with our package instead of its own.

`python -m infra.deploy.chalice_cli deploy --stage dev`; everything else is Chalice's own.
"""

import os
import subprocess
import sys

from chalice.cli import main
from chalice.deploy.packager import LambdaDeploymentPackager

from infra.deploy.project import ROOT, Stopped

PACKAGE = "DELEGATION_PACKAGE"
"""The variable with the path of our archive."""


def _made(_packager: LambdaDeploymentPackager, _project_dir: str, _python_version: str) -> str:
    """Return the path of our archive, which is already made."""
    return os.environ[PACKAGE]


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
    sys.exit(main())
