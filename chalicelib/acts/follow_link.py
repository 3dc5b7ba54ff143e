"""The target of a link of a mail: the present delegation, or the reason why the link is dead (specification §4)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from chalicelib import links
from chalicelib.acts.delegue_account import rpps_on_card, stored_account
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.asks import LinkFacts, Settled, Useless, how_settled, why_dead
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import WAITING, AccountStatus, End, Status
from chalicelib.links import BadLink, LinkFault
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.delegations import DelegationItem, TombstoneItem, from_item, tombstone
from chalicelib.store.table import find, read


class Dead(StrEnum):
    """Why a link is dead; each reason has its own page."""

    FORGED = "forged"
    OTHER_PURPOSE = "other_purpose"
    EXPIRED = "expired"
    OUTDATED = "outdated"
    EMPTY = "empty"
    DELETED = "deleted"
    WITHDRAWN = "withdrawn"
    USED = "used"
    JOINED = "joined"
    PURGED = "purged"
    OVER = "over"
    REDIRECTED = "redirected"
    ANSWERED_EARLIER = "answered_earlier"
    INELIGIBLE = "ineligible"
    NOT_ASKABLE = "not_askable"
    VALIDATED = "validated"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_REFUSED = "change_refused"
    CHANGE_LAPSED = "change_lapsed"
    CHANGE_REPLACED = "change_replaced"


class DeadLink(Exception):
    """A dead link. `status` is the status of its delegation, when there is nothing left to answer.

    `delegation` and `account` are those of a request that was settled, `end` is that of a delegation that is gone.
    """

    def __init__(self, why: Dead, status: Status | None = None, *, end: End | None = None) -> None:
        self.why = why
        self.status = status
        self.end = end
        self.delegation: Delegation | None = None
        self.account: Account | None = None
        super().__init__(why)

    def about(self, delegation: Delegation, account: Account) -> "DeadLink":
        """Return this error with the delegation and the account that its link names."""
        self.delegation, self.account = delegation, account
        return self


class DeadAccountLink(DeadLink):
    """A dead link about an account, whose page speaks of accounts (texts/account_links.py)."""

    def __init__(self, purpose: AccountPurpose, why: Dead) -> None:
        self.purpose = purpose
        super().__init__(why)


class Landing(NamedTuple):
    """The target of a link that works."""

    facts: LinkFacts
    delegation: Delegation
    account: Account
    rpps_on_card: str


_FAULTS = {
    LinkFault.FORGED: Dead.FORGED,
    LinkFault.OTHER_PURPOSE: Dead.OTHER_PURPOSE,
    LinkFault.EXPIRED: Dead.EXPIRED,
}

_ENDS = {
    End.SUPPRIMEE: Dead.DELETED,
    End.RENONCEE: Dead.WITHDRAWN,
    End.RETIREE: Dead.WITHDRAWN,
    End.PURGEE: Dead.PURGED,
}


def dead_of(error: BadLink) -> Dead:
    """Return the reason for a link that is forged, for another purpose, or too old."""
    return _FAULTS[error.fault]


def facts_of_link(context: Context, purpose: Purpose, token: str) -> LinkFacts:
    """Return the facts of a genuine link; raise `DeadLink`. A link works as long as its delegation may be treated."""
    try:
        return links.read(purpose, token, context.keys, context.now)
    except BadLink as error:
        raise DeadLink(dead_of(error)) from error


def follow(context: Context, purpose: Purpose, token: str) -> Landing:
    """Return the target of the link; raise `DeadLink`. One batch of reads, and no change."""
    facts = facts_of_link(context, purpose, token)
    state_key = keys.delegation(facts.delegation_id)
    items = read([state_key, keys.head(facts.account_id)])
    gone = find(items, TombstoneItem, state_key)
    if gone:
        end = tombstone(gone).end
        raise DeadLink(_ENDS[end], end=end)
    item = find(items, DelegationItem, state_key)
    if item is None:
        raise DeadLink(Dead.OVER)
    delegation = from_item(item)
    asked = find_head(items, facts.account_id)
    if asked is not None and asked.joined_to:
        raise DeadLink(Dead.JOINED)
    account = stored_account(items, delegation)
    _require_living(context, purpose, facts, delegation, account)
    if account.status is AccountStatus.FERMEE:
        raise DeadLink(Dead.OVER)
    if account.address != delegation.delegue.address:
        # The délégué has another address. Old links are dead even if the delegation has not followed yet.
        raise DeadLink(Dead.OUTDATED)
    return Landing(facts, delegation, account, rpps_on_card(items, account.id))


def _require_living(
    context: Context, purpose: Purpose, facts: LinkFacts, delegation: Delegation, account: Account
) -> None:
    """Raise `DeadLink` unless the delegation still waits for the purpose of the link."""
    why = why_dead(delegation, purpose, facts, context.now)
    if why is Useless.GONE:
        raise DeadLink(Dead.PURGED if delegation.status in WAITING else Dead.OVER)
    if why is Useless.REPLACED:
        raise DeadLink(_replaced(delegation, facts), delegation.status)
    if why is Useless.EMPTY:
        raise DeadLink(Dead.EMPTY)
    if why is Useless.SETTLED:
        how = how_settled(delegation, purpose, facts, context.now)
        raise DeadLink(_SETTLED[how], delegation.status_at(context.now)).about(delegation, account)


def _replaced(delegation: Delegation, facts: LinkFacts) -> Dead:
    """Return the reason for a link to former terms: a newer mail must be answered, or this person gets none."""
    if facts.account_id != delegation.delegue.account_id:
        return Dead.REDIRECTED
    change = delegation.last_change
    if delegation.proposal and change and change.terms_version == facts.terms_version:
        return Dead.CHANGE_REPLACED
    return Dead.OUTDATED


_SETTLED: Mapping[Settled, Dead] = {
    Settled.ANSWERED: Dead.USED,
    **{how: Dead(how.value) for how in Settled if how is not Settled.ANSWERED},
}
