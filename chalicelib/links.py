"""The signed links of the mails (specification §4).

A link about a delegation holds the delegation, the account it was sent to, the nonce in force and the version of the
terms. These are opaque values, nothing personal. Each purpose has a salt of its own, so a link serves one purpose only.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from itsdangerous import BadSignature, SignatureExpired

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.signing import seal, unseal


class AccountLinkFacts(NamedTuple):
    """The content of a link about an account."""

    account_id: str
    nonce: str


class LinkFault(StrEnum):
    """Why a token is no link, before anything is read from the table."""

    FORGED = "forged"
    OTHER_PURPOSE = "other_purpose"
    EXPIRED = "expired"


class BadLink(Exception):
    """The token of a link is forged, made for another purpose, or too old."""

    def __init__(self, fault: LinkFault) -> None:
        self.fault = fault
        super().__init__(fault)


AnyPurpose = Purpose | AccountPurpose


def _salt(purpose: AnyPurpose) -> str:
    return f"lien:{purpose}"


def sign(purpose: Purpose, facts: LinkFacts, keys: Keyring, now: datetime) -> str:
    """Return the token of a link for `purpose`."""
    return seal(list(facts), keys.links, _salt(purpose), now)


def sign_account(purpose: AccountPurpose, facts: AccountLinkFacts, keys: Keyring, now: datetime) -> str:
    """Return the token of a link about an account."""
    return seal(list(facts), keys.links, _salt(purpose), now)


def read(purpose: Purpose, token: str, keys: Keyring, now: datetime) -> LinkFacts:
    """Return the content of `token`; raises `BadLink` when it is forged or made for another purpose.

    The age of the token does not count: a link lives as long as its delegation may be treated (specification §7).
    """
    return LinkFacts(*_fields(purpose, token, keys, now))


def read_account(
    purpose: AccountPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta
) -> AccountLinkFacts:
    """Return the content of the token of a link about an account.

    Raises `BadLink` when the token is forged, made for another purpose, or older than `longest`.
    """
    return AccountLinkFacts(*_fields(purpose, token, keys, now, longest))


def _fields(
    purpose: AnyPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta | None = None
) -> list[Any]:
    try:
        fields, _ = unseal(token, keys.links, _salt(purpose), now, longest)
    except SignatureExpired as error:
        raise BadLink(LinkFault.EXPIRED) from error
    except BadSignature as error:
        raise BadLink(_fault(purpose, token, keys, now)) from error
    return list(fields)


def _fault(purpose: AnyPurpose, token: str, keys: Keyring, now: datetime) -> LinkFault:
    """Return `OTHER_PURPOSE` for a token that we signed for another purpose, else `FORGED`."""
    for other in (*Purpose, *AccountPurpose):
        if other is purpose:
            continue
        try:
            unseal(token, keys.links, _salt(other), now)
        except BadSignature:
            continue
        return LinkFault.OTHER_PURPOSE
    return LinkFault.FORGED
