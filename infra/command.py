"""What every command shares: whatever stops one is said in a sentence, with the status 1, and never as a traceback."""

import sys
from collections.abc import Callable

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException

from chalicelib.domain.refusals import Refused
from infra.deploy.project import Stopped

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
