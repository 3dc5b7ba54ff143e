"""Whether the request in a mail can still be answered (specification §4).

One rule serves the mail, before it leaves, and each of its links, when somebody opens it.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.delegation import ChangeEnd, Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.rules import Act, Actor, is_allowed
from chalicelib.domain.statuses import LIVE, Reason, Status


class Useless(StrEnum):
    """Why a request can no longer be answered."""

    GONE = "disparue"
    SETTLED = "traitee"
    REPLACED = "remplacee"
    EMPTY = "sans_structure"


class Settled(StrEnum):
    """How a request was settled although its delegation lives on."""

    ANSWERED = "answered"
    ANSWERED_EARLIER = "answered_earlier"
    INELIGIBLE = "ineligible"
    VALIDATED = "validated"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_REFUSED = "change_refused"
    CHANGE_LAPSED = "change_lapsed"
    CHANGE_REPLACED = "change_replaced"


class LinkFacts(NamedTuple):
    """The content of a link: the delegation, the account that is asked, the nonce, the version of the terms."""

    delegation_id: str
    account_id: str
    nonce: str
    terms_version: int


_ANSWERED_BY: Mapping[MailKind, Purpose] = {
    kind: LINKS[kind][0]
    for kind in (
        MailKind.INVITATION,
        MailKind.DEMANDE,
        MailKind.PROPOSITION_DELEGUE,
        MailKind.RAPPEL_INVITATION,
        MailKind.RAPPEL_DEMANDE,
    )
}

_OF_DELEGANT: Mapping[MailKind, Act] = {
    MailKind.RAPPEL_DELEGANT: Act.VALIDATE,
    MailKind.DEMANDE_PROLONGATION: Act.GRANT_LONGER,
}
"""The mails that ask the délégant for an act, on a page behind the sign-in."""

ASKING = frozenset({*_ANSWERED_BY, *_OF_DELEGANT})
"""Mails that ask for an act. All others report an event, and always leave."""

_DONE_BY: Mapping[Purpose, tuple[Act, ...]] = {
    Purpose.OPEN_ACCOUNT: (Act.OPEN_ACCOUNT,),
    Purpose.OTHER_ACCOUNT: (Act.OTHER_ACCOUNT,),
    Purpose.DISOWN: (Act.DISOWN,),
    Purpose.ACCEPT: (Act.ACCEPT, Act.ACCEPT_CHANGE),
    Purpose.REFUSE: (Act.REFUSE, Act.REFUSE_CHANGE),
    Purpose.WITHDRAW: (Act.WITHDRAW,),
}
"""The acts that a link of each purpose leads to."""

_OF_CHANGE = frozenset(LINKS[MailKind.PROPOSITION_DELEGUE])


def why_useless(delegation: Delegation, kind: MailKind, link: LinkFacts, now: datetime) -> Useless | None:
    """Return why the request of a mail of `ASKING` can no longer be answered, None while it can."""
    if kind not in _OF_DELEGANT:
        return why_dead(delegation, _ANSWERED_BY[kind], link, now)
    if delegation.status_at(now) is None:
        return Useless.GONE
    if not is_allowed(_OF_DELEGANT[kind], delegation, Actor.DELEGANT, now):
        return Useless.SETTLED
    return Useless.EMPTY if delegation.is_empty else None


def why_dead(delegation: Delegation, purpose: Purpose, link: LinkFacts, now: datetime) -> Useless | None:
    """Return why a link for `purpose` opens nothing, None while it lives."""
    if delegation.status_at(now) is None:
        return Useless.GONE
    if link.account_id != delegation.delegue.account_id:
        return Useless.REPLACED
    if not _waits_for(purpose, delegation, now):
        return Useless.SETTLED
    if purpose is Purpose.WITHDRAW:
        # A withdrawal does not depend on the terms.
        return None if link.nonce == delegation.nonce else Useless.REPLACED
    if delegation.is_empty and not delegation.proposal_at(now):
        return Useless.EMPTY
    is_current = (link.nonce, link.terms_version) == (delegation.nonce, delegation.terms_version)
    return None if is_current else Useless.REPLACED


_CHANGE_ENDS: Mapping[ChangeEnd, Settled] = {
    ChangeEnd.ACCEPTED: Settled.CHANGE_ACCEPTED,
    ChangeEnd.REFUSED: Settled.CHANGE_REFUSED,
    ChangeEnd.LAPSED: Settled.CHANGE_LAPSED,
}


def how_settled(delegation: Delegation, purpose: Purpose, link: LinkFacts, now: datetime) -> Settled:
    """Return how the request of a link was settled; for a link that `why_dead` finds `SETTLED`."""
    status, change = delegation.status_at(now), delegation.last_change
    if status is Status.NON_ABOUTIE and delegation.reason is Reason.NON_EXCLUSIF:
        return Settled.INELIGIBLE
    if purpose is Purpose.WITHDRAW and status is Status.VALIDEE:
        return Settled.VALIDATED
    if change is None or status not in LIVE or purpose not in _OF_CHANGE:
        return Settled.ANSWERED
    if link.terms_version != change.terms_version:
        # The link belongs to the demand, or to an earlier change: either has been answered.
        return Settled.ANSWERED_EARLIER
    if change.end:
        return _CHANGE_ENDS[change.end]
    return Settled.CHANGE_LAPSED if delegation.proposal else Settled.CHANGE_REPLACED


def _waits_for(purpose: Purpose, delegation: Delegation, now: datetime) -> bool:
    """Whether the delegation waits for an act of a link for `purpose`."""
    return any(is_allowed(act, delegation, Actor.LINK, now) for act in _DONE_BY[purpose])
