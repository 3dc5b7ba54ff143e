"""Put the package before back in service: `python -m infra.operations.rollback STAGE [--list]`.

Only code goes back, in every function, that of the pages last; settings, policies and stacks stay those of the last
deployment.
"""

import argparse
import sys
from collections.abc import Sequence

from infra import command
from infra.deploy import health, versions
from infra.deploy.clients import Clients
from infra.deploy.project import Stage, Stopped, read_stage


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        prog="python -m infra.operations.rollback", description="Put the package before back in service."
    )
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    parser.add_argument("--list", action="store_true", help="name the packages that are kept, and change nothing")
    command.add_confirmation(parser)
    asked = parser.parse_args(arguments)
    return command.run(lambda: _run(clients or Clients(), read_stage(asked.stage), asked))


def _run(clients: Clients, stage: Stage, asked: argparse.Namespace) -> int:
    command.say_where(stage.name, stage.table, clients)
    client = clients.client("lambda")
    if asked.list:
        for one in versions.kept(client, stage):
            print(f"{one.number}  {one.text}")
        return 0
    version = versions.before(client, stage)
    code = versions.code(client, stage, str(version.number)) if version else None
    if not version or code is None:
        raise Stopped("No package before the present one is kept. Check out what was deployed before, and deploy it.")
    if version.platform != versions.platform_in_service(client, stage):
        raise Stopped(
            f"The package before is for {version.platform}: check out what was deployed before, and deploy it."
        )
    command.confirm(stage.name, "the stage to take back", stage.name, asked.confirm)
    health.put_back(client, stage, code)
    health.require_answer(client, stage)
    print(f"In service in {stage.name}: {version.text}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
