"""Read and check the CloudFormation templates."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from cfnlint.decode import decode_str  # type: ignore[import-untyped]

from infra.deploy.project import TEMPLATES


def template(name: str) -> dict[str, Any]:
    """Return a template as data."""
    decoded, faults = decode_str((TEMPLATES / f"{name}.yaml").read_text(encoding="utf-8"))
    assert not faults
    assert decoded is not None
    plain: dict[str, Any] = json.loads(json.dumps(decoded))
    return plain


def lint(*files: Path) -> str:
    """Return the findings of cfn-lint, informational ones included."""
    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--include-checks", "I", "--regions", "eu-west-3", "--", *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)  # noqa: S603 - ours
    return told.stdout + told.stderr
