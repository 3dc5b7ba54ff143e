"""What stands behind a link of a mail: the delegation as it is, or the reason why the link opens nothing (spec §4)."""

from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib import links
from chalicelib.acts.delegue_account import account_of
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import WAITING, AccountStatus, End, Status
from chalicelib.links import BadLink, Claim, LinkFault
from chalicelib.store import keys
from chalicelib.store.delegations import DelegationItem, TombstoneItem, from_item, tombstone
from chalicelib.store.table import find, read


class Dead(StrEnum):
    """Why a link opens nothing; each has its own page."""

    FORGED = "forged"
    OTHER_PURPOSE = "other_purpose"
    EXPIRED = "expired"
    OUTDATED = "outdated"
    DELETED = "deleted"
    WITHDRAWN = "withdrawn"
    USED = "used"


class DeadLink(Exception):
    """A link that opens nothing. `status` is where the delegation stands, for whoever has already answered."""

    def __init__(self, why: Dead, status: Status | None = None) -> None:
        self.why = why
        self.status = status
        super().__init__(why)


class Landing(NamedTuple):
    """What a living link leads to."""

    claim: Claim
    delegation: Delegation
    account: Account


_FAULTS = {
    LinkFault.FORGED: Dead.FORGED,
    LinkFault.OTHER_PURPOSE: Dead.OTHER_PURPOSE,
    LinkFault.EXPIRED: Dead.EXPIRED,
}

_ENDS = {
    End.SUPPRIMEE: Dead.DELETED,
    End.RENONCEE: Dead.WITHDRAWN,
    End.RETIREE: Dead.WITHDRAWN,
    End.PURGEE: Dead.EXPIRED,
}


def dead_of(error: BadLink) -> Dead:
    """Return which page a link gets that is not genuine, not for this, or too old."""
    return _FAULTS[error.fault]


def claim_of(context: Context, purpose: Purpose, token: str) -> Claim:
    """Return what a genuine link says; raises `DeadLink`. A link lives as long as its delegation may be treated."""
    longest = timedelta(days=context.settings.purge_after_days + 1)
    try:
        return links.read(purpose, token, context.keys, context.now, longest)
    except BadLink as error:
        raise DeadLink(dead_of(error)) from error


def follow(context: Context, purpose: Purpose, token: str) -> Landing:
    """Return what the link leads to; raises `DeadLink`. One batch of reads; nothing changes."""
    claim = claim_of(context, purpose, token)
    state_key = keys.delegation(claim.delegation_id)
    items = read([state_key, keys.head(claim.account_id)])
    gone = find(items, TombstoneItem, state_key)
    if gone:
        raise DeadLink(_ENDS[tombstone(gone).end])
    item = find(items, DelegationItem, state_key)
    if item is None:
        raise DeadLink(Dead.EXPIRED)
    delegation = from_item(item)
    _require_living(context, purpose, claim, delegation)
    account = account_of(items, delegation, context)
    if account.status is AccountStatus.FERMEE:
        raise DeadLink(Dead.EXPIRED)
    return Landing(claim, delegation, account)


def _require_living(context: Context, purpose: Purpose, claim: Claim, delegation: Delegation) -> None:
    """Raise `DeadLink` unless the delegation still waits for what the link is for."""
    status = delegation.status_at(context.now)
    if status is None:
        raise DeadLink(Dead.EXPIRED)
    if claim.account_id != delegation.delegue.account_id:
        raise DeadLink(Dead.OUTDATED)
    if not _waits_for(context, purpose, delegation, status):
        raise DeadLink(Dead.USED, status)
    if claim.nonce != delegation.nonce:
        raise DeadLink(Dead.OUTDATED)
    # Whoever takes back his acceptance needs no terms to do so.
    if purpose is not Purpose.WITHDRAW and claim.terms_version != delegation.terms_version:
        raise DeadLink(Dead.OUTDATED)


def _waits_for(context: Context, purpose: Purpose, delegation: Delegation, status: Status) -> bool:
    if purpose is Purpose.WITHDRAW:
        return status is Status.A_VALIDER
    if purpose in {Purpose.ACCEPT, Purpose.REFUSE} and delegation.proposal_at(context.now):
        return status in WAITING | {Status.VALIDEE}
    return status is Status.EN_COURS
