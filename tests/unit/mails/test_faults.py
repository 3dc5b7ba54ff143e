"""Each error of SES is recognised by its code or its sentence, and has its own wait."""

from datetime import timedelta

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib.mail.compose import BadAddress
from chalicelib.mail.faults import (
    FIRST_DELAY,
    FIRST_HOLD,
    LONGEST_DELAY,
    LONGEST_HOLD,
    PARKED,
    SOON,
    Fault,
    delay_after,
    fault_of,
)

URL = "https://email.example"


@pytest.mark.parametrize(
    ("code", "sentence", "fault"),
    [
        ("TooManyRequestsException", "Too many requests.", Fault.RATE),
        ("Throttling", "Rate exceeded.", Fault.RATE),
        ("ThrottlingException", "", Fault.RATE),
        ("LimitExceededException", "Maximum sending rate exceeded.", Fault.RATE),
        ("Throttling", "Daily message quota exceeded.", Fault.QUOTA),
        ("LimitExceededException", "Daily message quota exceeded.", Fault.QUOTA),
        ("BadRequestException", "Missing final '@domain'", Fault.ADDRESS),
        ("InvalidParameterValue", "Illegal address", Fault.ADDRESS),
        ("MessageRejected", "Address blacklisted.", Fault.ADDRESS),
        ("BadRequestException", "Invalid tag value: Illegal address", Fault.OTHER),
        ("InternalFailure", "Illegal address", Fault.OTHER),
        ("MessageRejected", "The message has a virus.", Fault.REJECTED),
        ("MessageRejected", "Email address is not verified.", Fault.HELD),
        ("AccessDeniedException", "", Fault.HELD),
        ("MailFromDomainNotVerifiedException", "", Fault.HELD),
        ("SendingPausedException", "", Fault.HELD),
        ("AccountSuspendedException", "", Fault.HELD),
    ],
)
def test_an_error_is_recognised_by_its_code_or_its_sentence(code: str, sentence: str, fault: Fault) -> None:
    assert fault_of(ClientError({"Error": {"Code": code, "Message": sentence}}, "SendEmail")) is fault


def test_an_error_without_a_code_or_a_sentence_is_tried_again() -> None:
    assert fault_of(ClientError({"Error": {}}, "SendEmail")) is Fault.OTHER


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (ConnectTimeoutError(endpoint_url=URL), Fault.OTHER),
        (EndpointConnectionError(endpoint_url=URL), Fault.OTHER),
        (ReadTimeoutError(endpoint_url=URL), Fault.UNKNOWN),
        (ConnectionClosedError(endpoint_url=URL), Fault.UNKNOWN),
        (BadAddress("x"), Fault.ADDRESS),
        (RuntimeError("x"), Fault.OTHER),
    ],
)
def test_only_a_lost_answer_leaves_open_whether_ses_took_the_mail(error: Exception, fault: Fault) -> None:
    assert fault_of(error) is fault


@pytest.mark.parametrize(
    ("fault", "tries", "shortest", "longest"),
    [
        (Fault.RATE, 0, SOON, 2 * SOON),
        (Fault.RATE, 9, SOON, 2 * SOON),
        (Fault.QUOTA, 9, PARKED, 2 * PARKED),
        (Fault.OTHER, 0, FIRST_DELAY / 2, FIRST_DELAY),
        (Fault.OTHER, 1, FIRST_DELAY, 2 * FIRST_DELAY),
        (Fault.UNKNOWN, 3, 4 * FIRST_DELAY, 8 * FIRST_DELAY),
        (Fault.OTHER, 8, LONGEST_DELAY / 2, LONGEST_DELAY),
        (Fault.OTHER, 5000, LONGEST_DELAY / 2, LONGEST_DELAY),
    ],
)
def test_the_wait_grows_with_each_try_and_is_spread(
    fault: Fault, tries: int, shortest: timedelta, longest: timedelta
) -> None:
    waited = timedelta(days=9)
    assert delay_after(fault, tries, waited, 0) == shortest
    assert shortest < delay_after(fault, tries, waited, 0.5) == (shortest + longest) / 2 < longest


@pytest.mark.parametrize(
    ("waited", "longest"),
    [(0, FIRST_HOLD), (60, FIRST_HOLD), (1800, LONGEST_HOLD / 2), (3600, LONGEST_HOLD), (10**9, LONGEST_HOLD)],
)
def test_a_held_mail_waits_about_as_long_as_it_has_waited_so_far(waited: int, longest: timedelta) -> None:
    assert delay_after(Fault.HELD, 1, timedelta(seconds=waited), 0) == longest / 2
    assert delay_after(Fault.HELD, 9, timedelta(seconds=waited), 0.5) == longest * 3 / 4
