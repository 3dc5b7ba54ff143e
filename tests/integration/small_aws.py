"""The calls of the application to AWS beside the table: its parameter of SSM, SES, which keeps its mails, and SQS.

moto takes a second to load SSM, which brings EC2 with it, and as long as ten calls to the table for a mail. What is
asked of SSM or SES otherwise, moto answers.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from moto.core.botocore_stubber import BotocoreStubber

from tests.dynamodb import bodies
from tests.integration import small_queue

PARAMETERS: dict[str, str] = {}
SENDERS: set[str] = set()
"""The verified addresses."""
RATE = 1_000_000.0
"""What SES says it takes in a second: tests wait for no turn."""
_Answer = tuple[int, dict[str, str], str]


class Sent(NamedTuple):
    """A mail that SES took."""

    to: str
    message: bytes


MAILS: list[Sent] = []


def install() -> None:
    """Put it in place, once."""
    original: Any = BotocoreStubber.process_request
    if getattr(original, "is_small", False):
        return

    def answered(self: Any, request: Any) -> Any:
        return _answer(request) or original(self, request)

    answered.is_small = True  # type: ignore[attr-defined]
    setattr(BotocoreStubber, "process_request", answered)  # noqa: B010 - a method may not be assigned to


def is_known(service: str, operation: str, arguments: Mapping[str, Any]) -> bool:
    """Whether a call is answered here, so that it may take the short way."""
    if service == "ssm":
        return operation == "GetParameter" and arguments["Name"] in PARAMETERS
    if service == "sqs":
        return small_queue.is_ours(arguments)
    return service == "sesv2" and operation in {"GetAccount", "SendEmail"}


def _answer(request: Any) -> _Answer | None:
    """Return the answer to a call that is known here."""
    target = request.headers.get("X-Amz-Target", "")
    target = target.decode() if isinstance(target, bytes) else target
    if target.startswith(small_queue.TARGET):
        return small_queue.answer(target.removeprefix(small_queue.TARGET), bodies.asked_by(request))
    if target == "AmazonSSM.GetParameter":
        name = bodies.asked_by(request)["Name"]
        return _parameter(name) if name in PARAMETERS else None
    if request.method == "POST" and request.url.endswith("/v2/email/outbound-emails"):
        return _taken(bodies.asked_by(request))
    if request.url.endswith("/v2/email/account"):
        return 200, {"Content-Type": "application/json"}, json.dumps({"SendQuota": {"MaxSendRate": RATE}})
    return None


def _parameter(name: str) -> _Answer:
    told = {"Name": name, "Type": "SecureString", "Value": PARAMETERS[name]}
    return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps({"Parameter": told})


def _taken(asked: dict[str, Any]) -> _Answer:
    headers = {"Content-Type": "application/json"}
    if asked["FromEmailAddress"] not in SENDERS:
        told = {"message": "Email address is not verified."}
        return 400, {**headers, "x-amzn-errortype": "MessageRejected"}, json.dumps(told)
    (to,) = asked["Destination"]["ToAddresses"]
    MAILS.append(Sent(to, base64.b64decode(asked["Content"]["Raw"]["Data"])))
    return 200, headers, json.dumps({"MessageId": f"message-{len(MAILS)}"})
