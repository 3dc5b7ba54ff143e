"""The package of the tree, built once for each architecture, and programs that run in it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from infra.package.build import Package

Built = Callable[[str], Package]

DEPLOYED = "1a2b3c4"
"""The commit that the package for this machine says it is of."""


def run(folder: Path, program: str) -> str:
    """Run a program with only the package and the standard library."""
    environment = {"AWS_DEFAULT_REGION": "eu-west-3", "AWS_CONFIG_FILE": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}
    program = f"import sys; sys.path.insert(0, {str(folder)!r})\n{program}"
    told = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-I", "-S", "-W", "error", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout
