"""Signed links of the mails (spec §4).

A link names a delegation, the account it was sent to, the nonce in force and the version of the terms: opaque values,
nothing personal. It is signed under a salt of its own for each purpose, and grants nothing beyond that purpose.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from itsdangerous import BadSignature, SignatureExpired

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.signing import seal, unseal


class Claim(NamedTuple):
    """What a genuine link says."""

    delegation_id: str
    account_id: str
    nonce: str
    terms_version: int


class LinkFault(StrEnum):
    """What can be wrong with a link before anything is read."""

    FORGED = "forged"
    OTHER_PURPOSE = "other_purpose"
    EXPIRED = "expired"


class BadLink(Exception):
    """A link that is not genuine, not for this, or too old."""

    def __init__(self, fault: LinkFault) -> None:
        self.fault = fault
        super().__init__(fault)


class AccountClaim(NamedTuple):
    """What a genuine link about an account says."""

    account_id: str
    nonce: str


AnyPurpose = Purpose | AccountPurpose


def _salt(purpose: AnyPurpose) -> str:
    return f"lien:{purpose}"


def sign(purpose: Purpose, claim: Claim, keys: Keyring, now: datetime) -> str:
    """Return the token of a link for `purpose`."""
    fields = [claim.delegation_id, claim.account_id, claim.nonce, claim.terms_version]
    return seal(fields, keys.links, _salt(purpose), now)


def sign_account(purpose: AccountPurpose, claim: AccountClaim, keys: Keyring, now: datetime) -> str:
    """Return the token of a link about an account."""
    return seal([claim.account_id, claim.nonce], keys.links, _salt(purpose), now)


def read(purpose: Purpose, token: str, keys: Keyring, now: datetime) -> Claim:
    """Return what `token` claims; raises `BadLink` when it is forged or for another purpose.

    Its age does not count: the delegation itself says until when it may be treated (spec §7).
    """
    return Claim(*_fields(purpose, token, keys, now))


def read_account(purpose: AccountPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta) -> AccountClaim:
    """Return what the token of a link about an account claims; raises `BadLink`, also when older than `longest`."""
    return AccountClaim(*_fields(purpose, token, keys, now, longest))


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
    """Tell a link made for another purpose from one that was not made here."""
    for other in (*Purpose, *AccountPurpose):
        if other is purpose:
            continue
        try:
            unseal(token, keys.links, _salt(other), now)
        except BadSignature:
            continue
        return LinkFault.OTHER_PURPOSE
    return LinkFault.FORGED
