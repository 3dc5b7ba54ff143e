"""The signed links of the mails (specification §4).

A link about a delegation holds the delegation, the account it was sent to, the nonce in force and the version of the
terms. These are opaque values, nothing personal. Each purpose has a salt of its own, so a link serves one purpose only.

A token is its facts, joined by « ~ », a date and a signature (docs/security.md, « The length of a link »). Until
November 2026 the facts were JSON in base64, which has no « ~ »; such links are still read.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from itsdangerous import BadSignature, SignatureExpired

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.signing import seal_text, unseal, unseal_text


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


_LETTERS: Mapping[Purpose, str] = {
    Purpose.OPEN_ACCOUNT: "c",
    Purpose.OTHER_ACCOUNT: "d",
    Purpose.DISOWN: "i",
    Purpose.ACCEPT: "a",
    Purpose.REFUSE: "r",
    Purpose.WITHDRAW: "t",
}
"""The purposes as mails write them in an address, so that it is short."""

_BY_NAME: Mapping[str, Purpose] = {
    **{purpose.value: purpose for purpose in Purpose},
    **{letter: purpose for purpose, letter in _LETTERS.items()},
}


def purpose_named(name: str) -> Purpose | None:
    """Return the purpose that an address names, by its word or its letter."""
    return _BY_NAME.get(name)


def path(purpose: AnyPurpose, token: str) -> str:
    """Return the path of a link, as a mail writes it."""
    if isinstance(purpose, Purpose):
        return f"/lien/{_LETTERS[purpose]}/{token}"
    return f"/{purpose}/{token}"


def _salt(purpose: AnyPurpose) -> str:
    return f"lien:{purpose}"


def sign(purpose: Purpose, facts: LinkFacts, keys: Keyring, now: datetime) -> str:
    """Return the token of a link for `purpose`."""
    return _sign(purpose, facts, keys, now)


def sign_account(purpose: AccountPurpose, facts: AccountLinkFacts, keys: Keyring, now: datetime) -> str:
    """Return the token of a link about an account."""
    return _sign(purpose, facts, keys, now)


def read(purpose: Purpose, token: str, keys: Keyring, now: datetime) -> LinkFacts:
    """Return the content of `token`; raises `BadLink` when it is forged or made for another purpose.

    The age of the token does not count: a link lives as long as its delegation may be treated (specification §7).
    """
    delegation_id, account_id, nonce, version = _fields(purpose, token, keys, now)
    return LinkFacts(delegation_id, account_id, nonce, int(version))


def read_account(
    purpose: AccountPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta
) -> AccountLinkFacts:
    """Return the content of the token of a link about an account.

    Raises `BadLink` when the token is forged, made for another purpose, or older than `longest`.
    """
    return AccountLinkFacts(*_fields(purpose, token, keys, now, longest))


def _sign(purpose: AnyPurpose, facts: LinkFacts | AccountLinkFacts, keys: Keyring, now: datetime) -> str:
    return seal_text("~".join(map(str, facts)), keys.links, _salt(purpose), now)


def _fields(
    purpose: AnyPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta | None = None
) -> list[str]:
    try:
        return _unsealed(purpose, token, keys, now, longest)
    except SignatureExpired as error:
        raise BadLink(LinkFault.EXPIRED) from error
    except BadSignature as error:
        raise BadLink(_fault(purpose, token, keys, now)) from error


def _unsealed(
    purpose: AnyPurpose, token: str, keys: Keyring, now: datetime, longest: timedelta | None = None
) -> list[str]:
    if "~" in token:
        return unseal_text(token, keys.links, _salt(purpose), now, longest).split("~")
    fields, _ = unseal(token, keys.links, _salt(purpose), now, longest)
    return [str(field) for field in fields]


def _fault(purpose: AnyPurpose, token: str, keys: Keyring, now: datetime) -> LinkFault:
    """Return `OTHER_PURPOSE` for a token that we signed for another purpose, else `FORGED`."""
    for other in (*Purpose, *AccountPurpose):
        if other is purpose:
            continue
        try:
            _unsealed(other, token, keys, now)
        except BadSignature:
            continue
        return LinkFault.OTHER_PURPOSE
    return LinkFault.FORGED
