"""The last step of a deployment: the dues of stored delegations, by the new version (infra/operations/dues.py)."""

import os
import subprocess
import sys

from infra.deploy.configure import read_config
from infra.deploy.project import ROOT, Stage, Stopped


def recompute(stage: Stage) -> None:
    """Run the command with the environment of the functions, in its own process; raise `Stopped` when it fails."""
    variables = read_config()["stages"][stage.name]["environment_variables"]
    command = [sys.executable, "-m", "infra.operations.dues", "recompute"]
    if subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode:
        raise Stopped("The new version runs; the dues of what is stored could not all be computed: see above.")
