"""What waits for a person, in what he has given and in what he has received (specification §5)."""

from datetime import datetime

from chalicelib.domain.rules import ANSWERS, Act, Actor, Subject, is_open
from chalicelib.domain.statuses import LIVE


def is_to_validate(subject: Subject, now: datetime) -> bool:
    """Whether the délégant may validate it."""
    return is_open(Act.VALIDATE, subject, Actor.DELEGANT, now)


def asks_longer(subject: Subject, now: datetime) -> bool:
    """Whether the délégué's request for a prolongation waits for the délégant."""
    return is_open(Act.DECLINE_LONGER, subject, Actor.DELEGANT, now)


def is_to_correct(subject: Subject, now: datetime) -> bool:
    """Whether the demand did not arrive, so that the délégant may correct the address."""
    return is_open(Act.CORRECT, subject, Actor.DELEGANT, now)


def opens_nothing(subject: Subject, now: datetime) -> bool:
    """Whether it lives without any structure: only the délégant can mend it."""
    return subject.is_empty and subject.status_at(now) in LIVE


def is_to_answer(subject: Subject, now: datetime) -> bool:
    """Whether the délégué is to answer a demand or a proposal."""
    return any(is_open(act, subject, Actor.SPACE, now) for act in ANSWERS)
