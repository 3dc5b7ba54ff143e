"""An emulated AWS account, and the service that `python -m infra.deploy dev` puts into it."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tests.integration.infra.deployed import Deployed
from tests.integration.infra.emulator import Emulator, command, copy_tree, running

Told: TypeAlias = "subprocess.CompletedProcess[str]"


@dataclass(frozen=True)
class Site:
    """An account, a copy of the tree, and the output of the first commands."""

    emulator: Emulator
    tree: Path
    refused: Told
    planned: Told
    first: Told
    second: Told

    def run(self, *arguments: str, given: str = "") -> Told:
        """Run one of the project's commands there."""
        return command(self.tree, self.emulator, *arguments, given=given)

    @property
    def service(self) -> Deployed:
        """The deployed service."""
        return Deployed(self.emulator, self.tree, "dev")


@contextmanager
def deployed_site(folder: Path) -> Iterator[Site]:
    """Follow docs/operations.md: a refused command, the secrets, a dry run, two deployments."""
    with running(folder) as emulator:
        tree = copy_tree(folder / "tree")
        _want_a_firewall(tree)
        run = ["infra.deploy", "dev"]
        refused = command(tree, emulator, *run)
        assert stacks(emulator) == []
        written = command(tree, emulator, "infra.secrets", "dev", "init", given="secret-of-psc\n")
        assert written.returncode == 0, written.stderr
        planned = command(tree, emulator, *run, "--dry-run")
        assert stacks(emulator) == []
        first = command(tree, emulator, *run)
        assert first.returncode == 0, first.stdout + first.stderr
        second = command(tree, emulator, *run)
        assert second.returncode == 0, second.stdout + second.stderr
        yield Site(emulator, tree, refused, planned, first, second)


def _want_a_firewall(tree: Path) -> None:
    """Have the firewall that the trial stage does without, for its money, and production has."""
    file = tree / "infra" / "stages" / "dev.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"firewall": True}), encoding="utf-8")


def stacks(emulator: Emulator) -> list[str]:
    """Return the names of the stacks that stand."""
    found = emulator.client("cloudformation").list_stacks()["StackSummaries"]
    return [stack["StackName"] for stack in found if stack["StackStatus"] != "DELETE_COMPLETE"]
