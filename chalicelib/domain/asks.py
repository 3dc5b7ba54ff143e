"""Whether what a mail asks for is still of use: one rule for the mail before it leaves and for its links (spec §4)."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.statuses import WAITING, Status


class Useless(StrEnum):
    """Why nobody needs the answer any more."""

    GONE = "disparue"
    SETTLED = "traitee"
    REPLACED = "remplacee"
    EMPTY = "sans_structure"


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


def why_useless(delegation: Delegation, kind: MailKind, asked: Asked, now: datetime) -> Useless | None:
    """Return why what a mail of `ASKING` asks for can no longer be done, None when it can."""
    if kind is not MailKind.RAPPEL_DELEGANT:
        return why_dead(delegation, _ANSWERED_BY[kind], asked, now)
    status = delegation.status_at(now)
    if status is None:
        return Useless.GONE
    if status is not Status.A_VALIDER:
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


def _waits_for(purpose: Purpose, delegation: Delegation, now: datetime) -> bool:
    status = delegation.status_at(now)
    if purpose is Purpose.WITHDRAW:
        return status is Status.A_VALIDER
    if purpose in {Purpose.ACCEPT, Purpose.REFUSE} and delegation.proposal_at(now):
        return status in WAITING | {Status.VALIDEE}
    return status is Status.EN_COURS
