"""What can go wrong at a sign-in. Texts are for the log and carry nothing of a person or a token."""

from enum import StrEnum


class PscFault(StrEnum):
    """Why a sign-in is refused."""

    STATE = "state"  # not begun in this browser, or longer ago than ten minutes
    DENIED = "denied"  # Pro Santé Connect answered with an error, mostly because the person gave up
    CODE = "code"  # missing, already used or too old
    TOKEN = "token"  # noqa: S105 - the id_token is not genuine, not for us or not of this sign-in
    LEVEL = "level"  # authenticated with less assurance than asked
    USERINFO = "userinfo"  # says nothing usable, or is somebody else's


class PscRefused(Exception):
    """A sign-in that must not succeed; starting again may help."""

    def __init__(self, fault: PscFault) -> None:
        self.fault = fault
        super().__init__(fault)


class PscUnavailable(Exception):
    """Pro Santé Connect is out of reach, broken or not set up; nothing is wrong with the person."""
