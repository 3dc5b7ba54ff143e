"""What every command shares.

Whatever stops one is said in a sentence, with the status 1, and never as a traceback. Each says first where it works;
in a protected stage, what cannot be taken back asks for the name of its object.
"""

import argparse
import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.domain.refusals import Refused
from infra.deploy.clients import Clients
from infra.deploy.project import Stopped, read_stage

_WITHOUT_RIGHTS = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"})
_NOT_THERE = frozenset({"NonExistentQueue", "ParameterNotFound", "QueueDoesNotExist", "ResourceNotFoundException"})


def run(what: Callable[[], int]) -> int:
    """Run a command and return its status; 1 when it was stopped, refused, or AWS did not do what it was asked."""
    try:
        return what()
    except Stopped as error:
        return _say(f"Stopped. {error}")
    except Refused as refused:
        return _say(f"Refused. {refused.message}")
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        return _say(f"Stopped. {told(error)}")


def say_where(stage: str, table: str, clients: Clients) -> None:
    """Say on which stage, table and account a command works, on the error output: scripts read the other one."""
    print(f"Stage {stage}, table {table}, account {_account(clients)}.", file=sys.stderr, flush=True)


def _account(clients: Clients) -> str:
    try:
        return f"{clients.account}, region {clients.region}"
    except (BotoCoreError, ClientError) as error:
        return f"unknown ({type(error).__name__})"


def add_confirmation(parser: argparse.ArgumentParser) -> None:
    """Give a command the option by which a script confirms."""
    text = "the same name again, for scripts: in a protected stage it is asked for otherwise"
    parser.add_argument("--confirm", metavar="NAME", help=text)


def confirm(stage: str, deed: str, name: str, given: str | None) -> None:
    """Raise `Stopped` unless `name` was typed, or given by `--confirm`, before a deed in a protected stage.

    `deed` completes « Type … »: the account to erase. A stage that no file describes is one's own machine's.
    """
    if not _is_protected(stage):
        return
    typed = _typed(stage, deed) if given is None else given
    if typed != name:
        raise Stopped(f"Nothing was done: “{typed}” is not {deed} ({name}).")


def _is_protected(stage: str) -> bool:
    try:
        return read_stage(stage).protected
    except Stopped:
        return False


def _typed(stage: str, deed: str) -> str:
    if not sys.stdin.isatty():
        raise Stopped(f"Nothing was done: the stage {stage} is protected. Give {deed} again, by --confirm.")
    print(f"The stage {stage} is protected. Type {deed}: ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def told(error: Exception) -> str:
    """Return what AWS, or the way to it, had against a call, and what to look at."""
    cause = _cause(error)
    if not isinstance(cause, ClientError):
        return f"AWS was not reached: {cause}. Credentials and AWS_DEFAULT_REGION in this shell?"
    code = cause.response["Error"]["Code"].rpartition(".")[2]
    said = f"AWS refused {cause.operation_name}: {code}, {cause.response['Error'].get('Message', '').rstrip('.')}."
    if code in _WITHOUT_RIGHTS:
        return f"{said} The credentials of this shell may not do it."
    if code in _NOT_THERE:
        return f"{said} Is this the account, the region and the stage that is meant?"
    return said


def _cause(error: Exception) -> Exception:
    """Return what botocore said, inside of what PynamoDB made of it."""
    inner: object = error
    while isinstance(inner, PynamoDBException) and (inner.cause or inner.__cause__):
        inner = inner.cause or inner.__cause__
    return inner if isinstance(inner, Exception) else error


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
