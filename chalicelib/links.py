"""Signed links of the mails (spec §4).

A link names a delegation, the account it was sent to, the nonce in force and the version of the terms: opaque values,
nothing personal. It is signed under a salt of its own for each purpose, and grants nothing beyond that purpose.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeTimedSerializer

from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring


@dataclass(frozen=True)
class Claim:
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


def _serializer(purpose: Purpose, keys: Keyring, now: datetime) -> URLSafeTimedSerializer:
    class ClockedSigner(TimestampSigner):
        """The library reads the system's clock; rules here take the time as an argument."""

        def get_timestamp(self) -> int:
            return int(now.timestamp())

    return URLSafeTimedSerializer(
        list(keys.links),
        salt=f"lien:{purpose}",
        signer=ClockedSigner,
        signer_kwargs={"digest_method": sha256, "key_derivation": "hmac"},
    )


def sign(purpose: Purpose, claim: Claim, keys: Keyring, now: datetime) -> str:
    """Return the token of a link for `purpose`."""
    fields = [claim.delegation_id, claim.account_id, claim.nonce, claim.terms_version]
    token = _serializer(purpose, keys, now).dumps(fields)
    return str(token) if isinstance(token, str) else token.decode()


def read(purpose: Purpose, token: str, keys: Keyring, now: datetime, longest: timedelta) -> Claim:
    """Return what `token` claims; raises `BadLink` when it is forged, for another purpose or older than `longest`."""
    try:
        fields = _serializer(purpose, keys, now).loads(token, max_age=int(longest.total_seconds()))
    except SignatureExpired as error:
        raise BadLink(LinkFault.EXPIRED) from error
    except BadSignature as error:
        raise BadLink(_fault(purpose, token, keys, now)) from error
    return Claim(*fields)


def _fault(purpose: Purpose, token: str, keys: Keyring, now: datetime) -> LinkFault:
    """Tell a link made for another purpose from one that was not made here."""
    for other in Purpose:
        if other is purpose:
            continue
        try:
            _serializer(other, keys, now).loads(token)
        except BadSignature:
            continue
        return LinkFault.OTHER_PURPOSE
    return LinkFault.FORGED
