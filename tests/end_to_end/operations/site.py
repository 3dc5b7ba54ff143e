"""An emulated AWS account, and the service that the first commands of docs/operations.md put into it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.operations import warm
from tests.end_to_end.operations.terminal import Operator
from tests.integration.infra.deployed import Deployed
from tests.integration.infra.emulator import Emulator, copy_tree, quick_waiters, running
from tests.integration.infra.page import Shell, Told, boxes
from tests.whole import IS_WHOLE


@dataclass(frozen=True)
class Site:
    """An account, an operator with a copy of the tree, and the output of the first commands."""

    operator: Operator
    refused: Told
    planned: Told
    first: Told

    @property
    def emulator(self) -> Emulator:
        """The account."""
        return self.operator.emulator

    @property
    def service(self) -> Deployed:
        """The deployed service."""
        return self.operator.service

    def run(self, *arguments: str, status: int = 0) -> Told:
        """Run one of the project's commands there."""
        return self.operator.shell.type(f"python -m {' '.join(arguments)}", status=status)


@contextmanager
def deployed_site(folder: Path) -> Iterator[Site]:
    """Follow docs/operations.md, after a command that is refused: the secrets, a dry run, a deployment."""
    enter, (secrets,), (look,), (deploy,), commit, *_ = boxes("A first deployment, from zero")
    with ExitStack() as ends:
        emulator = ends.enter_context(running(folder))
        tree = copy_tree(folder / "tree")
        _want_a_firewall(tree)
        # The shell's own: botocore looks for the models in it, and the forks know what the server has seen there.
        variables = {**emulator.environment, "AWS_DATA_PATH": str(quick_waiters(folder / "botocore"))}
        installed = None if IS_WHOLE else ends.enter_context(warm.environment(folder / "warm", variables))
        shell = Shell(tree, emulator, installed)
        for line in enter:
            shell.type(line)
        refused = shell.type("python -m infra.deploy dev", status=1)
        assert stacks(emulator) == []
        shell.type(secrets, given="secret-of-psc\n")
        planned = shell.type(look)
        assert stacks(emulator) == []
        first = shell.type(deploy)
        for line in commit:
            shell.type(line)
        yield Site(Operator(shell, emulator, folder, {}), refused, planned, first)


def _want_a_firewall(tree: Path) -> None:
    """Have the firewall that the trial stage does without, for its money, and production has."""
    file = tree / "infra" / "stages" / "dev.json"
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | {"firewall": True}), encoding="utf-8")


def stacks(emulator: Emulator) -> list[str]:
    """Return the names of the stacks that stand."""
    found = emulator.client("cloudformation").list_stacks()["StackSummaries"]
    return [stack["StackName"] for stack in found if stack["StackStatus"] != "DELETE_COMPLETE"]
