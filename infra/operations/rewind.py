"""Before a restored table is used: `python -m infra.operations.rewind STAGE stop | copy --to MOMENT`.

`stop` stops every function. `copy` restores the table in use, as it was at that moment, to another table, waits until
it exists, adds the settings that a restore omits (stream, point-in-time recovery, protection), and writes its name into
the stage's file. `make deploy` then puts it into service, shut until it is reconciled (restore.py), which also switches
TTL on. Both may be cut off and run again.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.project import STAGES, Stage, Stopped, functions, read_stage

_WAIT: Any = {"Delay": 5, "MaxAttempts": 1440}
"""Two hours at most: a restore takes at least twenty minutes."""


_STAMP = "%Y%m%dT%H%M%S"
_THERE_ALREADY = {"TableAlreadyExistsException", "TableInUseException", "ResourceInUseException"}


def main(arguments: Sequence[str] | None = None, clients: Clients | None = None) -> int:
    """Run the command; return 1 with one message when it stops."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.rewind", description="Before a restore.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    commands = parser.add_subparsers(required=True, metavar="stop|copy")
    stop = commands.add_parser("stop", help="let no function run until the next deployment")
    stop.set_defaults(run=_stop)
    copy = commands.add_parser("copy", help="restore the table in use to another one, and name it in the stage's file")
    copy.add_argument("--to", required=True, type=moment, help="when the table was still right, with its zone")
    copy.set_defaults(run=_copy)
    for each in (stop, copy):
        command.add_confirmation(each)
    asked = parser.parse_args(arguments)
    return command.run(lambda: _run(clients or Clients(), read_stage(asked.stage), asked))


def _run(clients: Clients, stage: Stage, asked: argparse.Namespace) -> int:
    command.say_where(stage.name, stage.table, clients)
    return int(asked.run(clients, stage, asked))


def moment(text: str) -> datetime:
    """Return the moment in an argument of a command; raise ArgumentTypeError when it has no time zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a moment with its zone, such as 2026-11-20T08:00:00+00:00")
    return found


def _stop(clients: Clients, stage: Stage, asked: argparse.Namespace) -> int:
    command.confirm(stage.name, "the stage to stop", stage.name, asked.confirm)
    client = clients.client("lambda")
    for name in functions():
        print(f"{stage.function(name)}: {_stopped(client, stage.function(name))}.")
    return 0


def _stopped(client: Any, function: str) -> str:
    """Stop a function. One that is not deployed yet must not keep those after it running."""
    try:
        client.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=0)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceNotFoundException":
            raise
        return "there is none"
    return "stopped"


def _copy(clients: Clients, stage: Stage, asked: argparse.Namespace) -> int:
    if asked.to > datetime.now(UTC):
        raise Stopped(f"{asked.to.isoformat()} is still to come.")
    name = f"{stage.full_name}-{asked.to.astimezone(UTC):{_STAMP}}"
    if name == stage.table:
        raise Stopped(f"The table of that moment is in infra/stages/{stage.name}.json already. Now: make deploy")
    command.confirm(stage.name, "the table to rewind", stage.table, asked.confirm)
    client = clients.client("dynamodb")
    print(f"Table {name}: restored from {stage.table}; this takes its time.", flush=True)
    _restore(client, stage.table, name, asked.to.astimezone(UTC))
    _wait(client, name)
    _complete(client, stage, name)
    stream = str(client.describe_table(TableName=name)["Table"]["LatestStreamArn"])
    _write(stage, name, stream)
    print(f"Written: infra/stages/{stage.name}.json. Now: make deploy STAGE={stage.name}")
    return 0


def _restore(client: Any, source: str, name: str, to: datetime) -> None:
    """Begin to restore a table, unless an earlier run did; raise `Stopped` where its table is of another source."""
    try:
        client.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=name, RestoreDateTime=to)
    except ClientError as error:
        if error.response["Error"]["Code"] not in _THERE_ALREADY:
            raise
        summary = client.describe_table(TableName=name)["Table"].get("RestoreSummary", {})
        if summary.get("SourceTableArn", "").rpartition("/")[2] != source:
            raise Stopped(f"There is a table {name} that was not restored from {source}: look at it first.") from error


def restored_to(table: str) -> datetime | None:
    """Return the moment to which `copy` restored a table, to the second; None for a table that it has not named."""
    try:
        return datetime.strptime(table.rpartition("-")[2], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def _complete(client: Any, stage: Stage, name: str) -> None:
    """Give the table the settings of infra/cloudformation/storage.yaml, but for TTL.

    TTL would remove delegations that were due at that moment and wait for `reconcile`.
    """
    found = client.describe_table(TableName=name)["Table"]
    if not found.get("StreamSpecification", {}).get("StreamEnabled"):
        client.update_table(
            TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
        )
        _wait(client, name)
    if stage.protected and not found.get("DeletionProtectionEnabled"):
        client.update_table(TableName=name, DeletionProtectionEnabled=True)
        _wait(client, name)
    client.update_continuous_backups(
        TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def _wait(client: Any, name: str) -> None:
    """Wait until the table exists and no change of it is in progress."""
    client.get_waiter("table_exists").wait(TableName=name, WaiterConfig=_WAIT)


def _write(stage: Stage, name: str, stream: str) -> None:
    path = STAGES / f"{stage.name}.json"
    values: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    values["restored_table"] = name
    values["environment"] = {**values["environment"], "STREAM_ARN": stream}
    path.write_text(json.dumps(values, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
