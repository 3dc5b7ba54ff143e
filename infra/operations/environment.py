"""The environment that the functions of a stage have: `eval "$(python -m infra.operations.environment STAGE)"`.

The other commands read it from the shell, so that they work on the same table with the same keys as the functions.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Callable, Sequence

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.configure import read_config
from infra.deploy.project import Stopped, read_stage

_NEEDED = ("STAGE", "TABLE_NAME", "SECRETS_PARAMETER")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the exports for a shell; return 1 for a stage that was never deployed from here."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.environment", description=__doc__)
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    asked = parser.parse_args(arguments)
    return command.run(lambda: _print(asked.stage))


def _print(name: str) -> int:
    read_stage(name)
    found = read_config()["stages"].get(name, {}).get("environment_variables")
    if not found:
        raise Stopped(f"The stage {name} is not in .chalice/config.json: deploy it first.")
    command.say_where(name, found["TABLE_NAME"], Clients())
    for variable, value in found.items():
        print(f"export {variable}={shlex.quote(value)}")
    return 0


def run(what: Callable[[], int]) -> int:
    """Print the table that the environment names, and run a command on it; stop when it names none."""
    missing = [name for name in _NEEDED if not os.environ.get(name)]
    if missing:
        hint = 'eval "$(python -m infra.operations.environment STAGE)"'
        print(f"Stopped. {', '.join(missing)} not set. Which stage is meant? Type: {hint}", file=sys.stderr)
        return 1
    return command.run(lambda: _run_there(what))


def _run_there(what: Callable[[], int]) -> int:
    command.say_where(os.environ["STAGE"], os.environ["TABLE_NAME"], Clients())
    return what()


if __name__ == "__main__":
    sys.exit(main())
