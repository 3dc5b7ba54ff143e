"""How a stage stands, on one screen: `python -m infra.operations.status STAGE`.

It only reads, with your own AWS rights, and works in part where one is missing: the line then names the right
(`infra/rights/status.json` grants them all). It returns 1 when something is wrong, 2 when nothing is known to be wrong
and something could not be asked.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from botocore.exceptions import BotoCoreError, ClientError

from infra import command
from infra.deploy.clients import Clients
from infra.deploy.project import read_stage
from infra.operations.checks import CHECKS, Asked, Check, Fetch, Finding, Mark, fetch


def main(
    arguments: Sequence[str] | None = None,
    clients: Clients | None = None,
    page: Fetch = fetch,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Run the command; `page` fetches the public page that says whether the service is well."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.status", description="How a stage stands.")
    parser.add_argument("stage", help="a stage of infra/stages: dev, prod")
    asked = parser.parse_args(arguments)
    return command.run(lambda: _run(Asked(clients or Clients(), read_stage(asked.stage), clock(), page)))


def _run(asked: Asked) -> int:
    command.say_where(asked.stage.name, asked.stage.table, asked.clients)
    marks = set()
    for check in CHECKS:
        for finding in _findings(check, asked):
            print(f"{finding.mark.value}  {check.title:<12} {finding.text}", flush=True)
            marks.add(finding.mark)
    if Mark.WRONG in marks:
        return 1
    return 2 if Mark.UNKNOWN in marks else 0


def _findings(check: Check, asked: Asked) -> list[Finding]:
    """Return what a check finds, or why it could not ask."""
    try:
        return list(check.ask(asked))
    except (BotoCoreError, ClientError) as error:
        mark = Mark.WRONG if command.is_not_there(error) else Mark.UNKNOWN
        missing = _missing_right(check, error)
        return [Finding(f"not asked, the right {missing} is missing" if missing else command.reason_of(error), mark)]


def _missing_right(check: Check, error: Exception) -> str:
    """Return the right that AWS did not find, as a policy writes it; empty when it failed for another reason."""
    if not isinstance(error, ClientError) or not command.is_without_right(error):
        return ""
    operation = error.operation_name
    return next((right for right in check.rights if right.endswith(f":{operation}")), operation)


if __name__ == "__main__":
    sys.exit(main())
