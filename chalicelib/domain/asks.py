"""Whether what a mail asks for is still of use: one rule for the mail before it leaves and for its links (spec §4)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.delegation import ChangeEnd, Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.rules import Act, Actor, is_awaited
from chalicelib.domain.statuses import LIVE, Reason, Status


class Useless(StrEnum):
    """Why nobody needs the answer any more."""

    GONE = "disparue"
    SETTLED = "traitee"
    REPLACED = "remplacee"
    EMPTY = "sans_structure"


class Settled(StrEnum):
    """How it came that a link waits for nothing any more, though its delegation lives on."""

    ANSWERED = "answered"
    ANSWERED_EARLIER = "answered_earlier"
    INELIGIBLE = "ineligible"
    VALIDATED = "validated"
    CHANGE_ACCEPTED = "change_accepted"
    CHANGE_REFUSED = "change_refused"
    CHANGE_LAPSED = "change_lapsed"
    CHANGE_REPLACED = "change_replaced"


class Asked(NamedTuple):
    """What a mail that asks, and each of its links, carries: whom it asks, under which nonce, for which terms."""

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

ASKING = frozenset({*_ANSWERED_BY, MailKind.RAPPEL_DELEGANT})
"""Mails that ask for an act; all others tell what happened, and always leave."""

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


def why_useless(delegation: Delegation, kind: MailKind, asked: Asked, now: datetime) -> Useless | None:
    """Return why what a mail of `ASKING` asks for can no longer be done, None when it can."""
    if kind is not MailKind.RAPPEL_DELEGANT:
        return why_dead(delegation, _ANSWERED_BY[kind], asked, now)
    if delegation.status_at(now) is None:
        return Useless.GONE
    if not is_awaited(Act.VALIDATE, delegation, Actor.DELEGANT, now):
        return Useless.SETTLED
    return Useless.EMPTY if delegation.is_empty else None


def why_dead(delegation: Delegation, purpose: Purpose, asked: Asked, now: datetime) -> Useless | None:
    """Return why a link for `purpose` opens nothing, None when it lives."""
    if delegation.status_at(now) is None:
        return Useless.GONE
    if asked.account_id != delegation.delegue.account_id:
        return Useless.REPLACED
    if not _waits_for(purpose, delegation, now):
        return Useless.SETTLED
    if purpose is Purpose.WITHDRAW:
        # Whoever takes back his acceptance needs no terms to do so.
        return None if asked.nonce == delegation.nonce else Useless.REPLACED
    if delegation.is_empty and not delegation.proposal_at(now):
        return Useless.EMPTY
    same = (asked.nonce, asked.terms_version) == (delegation.nonce, delegation.terms_version)
    return None if same else Useless.REPLACED


_CHANGE_ENDS: Mapping[ChangeEnd, Settled] = {
    ChangeEnd.ACCEPTED: Settled.CHANGE_ACCEPTED,
    ChangeEnd.REFUSED: Settled.CHANGE_REFUSED,
    ChangeEnd.LAPSED: Settled.CHANGE_LAPSED,
}


def how_settled(delegation: Delegation, purpose: Purpose, asked: Asked, now: datetime) -> Settled:
    """Return what became of that which a link was sent for, once nothing waits for it (`Useless.SETTLED`)."""
    status, change = delegation.status_at(now), delegation.last_change
    if status is Status.NON_ABOUTIE and delegation.reason is Reason.NON_EXCLUSIF:
        return Settled.INELIGIBLE
    if purpose is Purpose.WITHDRAW and status is Status.VALIDEE:
        return Settled.VALIDATED
    if change is None or status not in LIVE or purpose not in _OF_CHANGE:
        return Settled.ANSWERED
    if asked.terms_version != change.terms_version:
        # By a link of the demand, or of an earlier change: what either asked for was decided.
        return Settled.ANSWERED_EARLIER
    if change.end:
        return _CHANGE_ENDS[change.end]
    return Settled.CHANGE_LAPSED if delegation.proposal else Settled.CHANGE_REPLACED


def _waits_for(purpose: Purpose, delegation: Delegation, now: datetime) -> bool:
    return any(is_awaited(act, delegation, Actor.LINK, now) for act in _DONE_BY[purpose])
