"""A fake SES for the application's client: it accepts mails, refuses them, stays silent, or kills the process."""

import base64
import json
import threading
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from enum import Enum
from typing import Any, NamedTuple

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError
from moto.core.botocore_stubber import MockRawResponse

from chalicelib.mail import transport

_EVENT = "before-send.sesv2.SendEmail"
_RATE_ASKED = "before-send.sesv2.GetAccount"
_RATE = json.dumps({"SendQuota": {"MaxSendRate": 1_000_000.0}})


class Crash(BaseException):
    """The process ends here; no code of the application may catch it."""


class Answer(Enum):
    """The reaction of SES to one mail: an error with status, code and sentence, or no answer at all."""

    TAKEN = (200, "", "")
    RATE = (429, "TooManyRequestsException", "Maximum sending rate exceeded.")
    QUOTA = (429, "TooManyRequestsException", "Daily message quota exceeded.")
    REJECTED = (400, "MessageRejected", "The message can't be sent because it contains invalid content.")
    BAD_ADDRESS = (400, "BadRequestException", "Missing final '@domain'")
    DOT_DOT = (400, "BadRequestException", "Domain contains dot-dot")
    BAD_TAG = (
        400,
        "BadRequestException",
        "Invalid tag value <a b@exemple.fr>: only alphanumeric ASCII characters, '_', and '-' are allowed.",
    )
    BAD_REQUEST = (400, "BadRequestException", "")
    NOT_VERIFIED = (400, "MessageRejected", "Email address is not verified.")
    NOT_VERIFIED_HERE = (
        400,
        "MessageRejected",
        "Email address is not verified. The following identities failed the check in region EU-WEST-3: "
        "amelipro - Délégation d’accès <ne-pas-repondre@exemple.fr>, inconnu-0@exemple.fr",
    )
    NO_MAIL_FROM = (400, "MailFromDomainNotVerifiedException", "The MAIL FROM domain is not verified.")
    NO_RIGHT = (
        403,
        "AccessDeniedException",
        "User: arn:aws:sts::111122223333:assumed-role/delegation-dev-mailer/delegation-dev-mailer is not authorized "
        "to perform: ses:SendEmail on resource: arn:aws:ses:eu-west-3:111122223333:identity/inconnu-0@exemple.fr",
    )
    SUSPENDED = (400, "AccountSuspendedException", "The account is permanently restricted.")
    PAUSED = (400, "SendingPausedException", "Sending is paused for this account.")
    BROKEN = (500, "InternalFailure", "")
    UNREACHABLE = (0, "connect", "")
    SILENT = (0, "lost", "")
    SILENT_BUT_TAKEN = (0, "taken", "")
    CRASH_BEFORE = (0, "crash", "")
    CRASH_AFTER = (0, "crash taken", "")


@dataclass(frozen=True)
class Sent:
    """A mail that SES accepted."""

    name: str
    to: str
    subject: str
    tags: dict[str, str]

    def __hash__(self) -> int:
        return hash(self.name)


class State(NamedTuple):
    """What a fake SES has taken, how often it was asked, and what it will answer."""

    sent: tuple[Sent, ...]
    asked: int
    script: tuple[Answer, ...]
    otherwise: Answer
    poisoned: str


class FakeSes:
    """Answers by `script`, one entry for each mail, then always by `otherwise`."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []
        self.asked = 0
        self.script: deque[Answer] = deque()
        self.otherwise = Answer.TAKEN
        self.poisoned = ""
        self._lock = threading.Lock()

    @property
    def counts(self) -> Counter[str]:
        """Return how often each mail was accepted."""
        return Counter(mail.name for mail in self.sent)

    @property
    def state(self) -> State:
        """Return what it has taken, and what it will answer."""
        return State(tuple(self.sent), self.asked, tuple(self.script), self.otherwise, self.poisoned)

    @state.setter
    def state(self, state: State) -> None:
        self.sent, self.asked, self.script = [*state.sent], state.asked, deque(state.script)
        self.otherwise, self.poisoned = state.otherwise, state.poisoned

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        """Stand in for the network."""
        asked = json.loads(request.body)
        with self._lock:
            self.asked += 1
            answer = self.script.popleft() if self.script else self.otherwise
            mail = _sent(asked)
            if self.poisoned and self.poisoned in mail.name:
                answer = Answer.BROKEN
            if answer in {Answer.TAKEN, Answer.SILENT_BUT_TAKEN, Answer.CRASH_AFTER}:
                self.sent.append(mail)
        return _respond(request.url, answer, f"message-{self.asked}")


def _rate(request: Any, **_: Any) -> AWSResponse:
    """Tell a rate that lets the setting decide."""
    headers: Any = {"Content-Type": "application/json"}
    return AWSResponse(request.url, 200, headers, MockRawResponse(_RATE))


def _respond(url: str, answer: Answer, message_id: str) -> AWSResponse:
    status, code, message = answer.value
    if answer is Answer.UNREACHABLE:
        raise ConnectTimeoutError(endpoint_url=url)
    if answer in {Answer.SILENT, Answer.SILENT_BUT_TAKEN}:
        raise ReadTimeoutError(endpoint_url=url)
    if answer in {Answer.CRASH_BEFORE, Answer.CRASH_AFTER}:
        raise Crash
    headers: Any = {"Content-Type": "application/json", **({"x-amzn-errortype": code} if code else {})}
    body = {"message": message} if code else {"MessageId": message_id}
    return AWSResponse(url, status, headers, MockRawResponse(json.dumps(body)))


def _sent(asked: dict[str, Any]) -> Sent:
    message = BytesHeaderParser(policy=policy.default).parsebytes(base64.b64decode(asked["Content"]["Raw"]["Data"]))
    return Sent(
        name=str(message["X-Delegation-Mail"]),
        to=asked["Destination"]["ToAddresses"][0],
        subject=str(message["Subject"]),
        tags={tag["Name"]: tag["Value"] for tag in asked["EmailTags"]},
    )


@contextmanager
def fake_ses() -> Iterator[FakeSes]:
    """Replace the application's SES with a fake one."""
    fake = FakeSes()
    events = transport._client().meta.events
    events.register_first(_EVENT, fake.answer, unique_id="tests-fake-ses")
    events.register_first(_RATE_ASKED, _rate, unique_id="tests-fake-ses")
    try:
        yield fake
    finally:
        events.unregister(_EVENT, fake.answer, unique_id="tests-fake-ses")
        events.unregister(_RATE_ASKED, _rate, unique_id="tests-fake-ses")
