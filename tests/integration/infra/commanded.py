"""`make package` in a copy of the tree: its SAM template and its package, of a stage with settings of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.deploy.facts import Facts
from infra.package.build import Package
from tests.integration.infra.emulator import copy_tree

OWN = {
    "custom_domain_url": "https://delegation.cabinet.example",
    "certificate_arn": "arn:aws:acm:eu-west-3:111122223333:certificate/1111",
    "concurrency": {"time": 2},
}
FACTS = Facts(
    "eu-west-3",
    "111122223333",
    stream_arn="arn:aws:dynamodb:eu-west-3:111122223333:table/delegation/stream/2026",
    token_key_arn="arn:aws:kms:eu-west-3:111122223333:key/1",
    next_token_key_arn="arn:aws:kms:eu-west-3:111122223333:key/2",
    public_base_url="https://delegation.example",
)


def write(folder: Path) -> Package:
    """Return the command's package, for arm64 and a stage with a domain and reserved instances."""
    tree = copy_tree(folder / "tree")
    _add(tree / "infra" / "stages" / "dev.json", OWN)
    _add(tree / ".chalice" / "config.json", {"lambda_architecture": "arm64"})
    configure_stage(tree, "dev")
    told = run_python(tree, "-m", "infra.deploy", "dev", "--package")
    made = Path(told.stdout.strip().splitlines()[-1].removeprefix("Written: "))
    return Package(made / "deployment.zip", made / "sbom.json")


def _add(file: Path, more: dict[str, Any]) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | more), encoding="utf-8")


def configure_stage(tree: Path, stage: str, facts: Facts = FACTS) -> None:
    """Write the outputs of the stacks, as `--configure` does."""
    program = "from infra.deploy import configure, project; from infra.deploy.facts import Facts; "
    run_python(tree, "-c", f"{program}configure.write(project.read_stage({stage!r}), {facts!r})")


def run_python(tree: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run Python in the tree, with other hashes than those of the tests; it must succeed."""
    environment = {**os.environ, "AWS_DEFAULT_REGION": "eu-west-3", "PYTHONHASHSEED": "7"}
    command = [sys.executable, *arguments]
    told = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    assert told.returncode == 0, told.stderr
    return told
