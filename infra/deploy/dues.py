"""The last step of a deployment: what is stored is due when the new version says so (infra/operations/dues.py)."""

import os
import subprocess
import sys

from infra.deploy.configure import read_config
from infra.deploy.project import ROOT, Stage, Stopped


def recompute(stage: Stage) -> None:
    """Run the command with the environment of the functions, in its own process; raises `Stopped` when it fails."""
    variables = read_config()["stages"][stage.name]["environment_variables"]
    command = [sys.executable, "-m", "infra.operations.dues", "recompute"]
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode:
        raise Stopped("The new version runs; when what is stored is due could not be computed. Deploy again.")
