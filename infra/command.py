"""The common part of every command.

A command that cannot go on prints a sentence, never a traceback, and returns 1. Each first prints its stage, table and
account. In a protected stage, a deed that cannot be undone asks for the name of its object.
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
    """Run a command and return its status; 1 when it is stopped or refused, or when a call to AWS fails."""
    try:
        return what()
    except Stopped as error:
        return _say(f"Stopped. {error}")
    except Refused as refused:
        return _say(f"Refused. {refused.message}")
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        return _say(f"Stopped. {reason_of(error)}")


def say_where(stage: str, table: str, clients: Clients) -> None:
    """Print the stage, table and account of a command on standard error, because scripts read standard output."""
    print(f"Stage {stage}, table {table}, account {_account(clients)}.", file=sys.stderr, flush=True)


def _account(clients: Clients) -> str:
    try:
        return f"{clients.account}, region {clients.region}"
    except (BotoCoreError, ClientError) as error:
        return f"unknown ({type(error).__name__})"


def add_confirmation(parser: argparse.ArgumentParser) -> None:
    """Add the option by which a script confirms."""
    text = "the same name again, for scripts: in a protected stage it is asked for otherwise"
    parser.add_argument("--confirm", metavar="NAME", help=text)


def confirm(stage: str, deed: str, name: str, given: str | None) -> None:
    """Raise `Stopped` unless `name` was typed, or given by `--confirm`, before a deed in a protected stage.

    `deed` completes « Type … », for example « the account to erase ». A stage without a file is the local one.
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


def is_without_right(error: Exception) -> bool:
    """Whether AWS refused a call because the credentials may not make it."""
    return _code(error) in _WITHOUT_RIGHTS


def is_not_there(error: Exception) -> bool:
    """Whether a call failed because its object does not exist."""
    return _code(error) in _NOT_THERE


def _code(error: Exception) -> str:
    """Return the code by which AWS refused a call, without its prefix; empty when AWS was not reached."""
    cause = _cause(error)
    return cause.response["Error"]["Code"].rpartition(".")[2] if isinstance(cause, ClientError) else ""


def reason_of(error: Exception) -> str:
    """Return the reason for which a call to AWS failed, and what to look at."""
    cause = _cause(error)
    if not isinstance(cause, ClientError):
        return f"AWS was not reached: {cause}. Credentials and AWS_DEFAULT_REGION in this shell?"
    code = _code(error)
    sentence = f"AWS refused {cause.operation_name}: {code}, {cause.response['Error'].get('Message', '').rstrip('.')}."
    if code in _WITHOUT_RIGHTS:
        return f"{sentence} The credentials of this shell may not do it."
    if code in _NOT_THERE:
        return f"{sentence} Is this the account, the region and the stage that is meant?"
    return sentence


def _cause(error: Exception) -> Exception:
    """Return the error of botocore that PynamoDB has wrapped."""
    inner: object = error
    while isinstance(inner, PynamoDBException) and (inner.cause or inner.__cause__):
        inner = inner.cause or inner.__cause__
    return inner if isinstance(inner, Exception) else error


def _say(text: str) -> int:
    print(text, file=sys.stderr)
    return 1
