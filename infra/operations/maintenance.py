"""Close the pages and interfaces of a stage, or open them again: `python -m infra.operations.maintenance STAGE on|off`.

While they are closed, Lambda starts no instance of their function, and API Gateway replies 503 with the page of
infra/deploy/finish.py. Waiting mails still leave, and the schedule goes on. A deployment opens the stage again.
"""

import argparse
import sys
from collections.abc import Sequence

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.project import API_FUNCTION, Stage, read_stage


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.maintenance", description="Close or open.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    parser.add_argument("what", choices=["on", "off"], help="close the pages and interfaces, or open them again")
    command.add_confirmation(parser)
    asked = parser.parse_args(arguments)
    return command.run(lambda: _run(clients or Clients(), read_stage(asked.stage), asked))


def _run(clients: Clients, stage: Stage, asked: argparse.Namespace) -> int:
    command.say_where(stage.name, stage.table, clients)
    if asked.what == "off":
        open_again(clients, stage)
        return 0
    command.confirm(stage.name, "the stage to close", stage.name, asked.confirm)
    close(clients, stage)
    return 0


def close(clients: Clients, stage: Stage) -> None:
    """Close the pages and interfaces."""
    clients.client("lambda").put_function_concurrency(
        FunctionName=stage.function(API_FUNCTION), ReservedConcurrentExecutions=0
    )
    print(f"{stage.name} is closed: every address answers 503")


def open_again(clients: Clients, stage: Stage) -> None:
    """Give the function back the instances that its stage reserves, or the account's common share."""
    name, reserved = stage.function(API_FUNCTION), stage.concurrency.get(API_FUNCTION)
    if reserved is None:
        clients.client("lambda").delete_function_concurrency(FunctionName=name)
    else:
        clients.client("lambda").put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)
    print(f"{stage.name} is open")


if __name__ == "__main__":
    sys.exit(main())
