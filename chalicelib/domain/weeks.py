"""The summary of a week: when it is due, which days it counts, and what it counts (specification §5)."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.domain.forewarnings import leaves_at
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.periods import day_in_paris, start_of_day
from chalicelib.domain.transitions.outcome import NoticeKind

_WEEK = timedelta(days=7)


def next_summary(now: datetime) -> datetime:
    """Return the first Monday after `now`, at eight in Paris."""
    today = day_in_paris(now)
    monday = today - timedelta(days=today.weekday())
    at_eight = leaves_at(monday)
    return at_eight if now < at_eight else leaves_at(monday + _WEEK)


def week_before(monday: date) -> tuple[datetime, datetime]:
    """Return the first instant (UTC) of the week before a Monday, and the first one after it."""
    return start_of_day(monday - _WEEK), start_of_day(monday)


class Happening(StrEnum):
    """What a summary counts of the week before, in its order; the value is a key of the template."""

    ACCEPTED = "acceptees"
    REFUSED = "refusees"
    UNANSWERED = "sans_suite"
    LEFT = "rendues"
    ENDED = "terminees"
    ANSWERED = "modifications"
    ASKED = "recues"
    OPENED = "ouvertes"
    CHANGED = "modifiees"
    REMOVED = "supprimees"
    OTHER = "autres"


_TO_DELEGANT: Mapping[str, Happening] = {
    MailKind.ACCEPTATION_A_VALIDER: Happening.ACCEPTED,
    MailKind.ACCEPTATION_VALIDEE: Happening.ACCEPTED,
    MailKind.REFUS: Happening.REFUSED,
    MailKind.ABANDON: Happening.REFUSED,
    MailKind.REJET: Happening.REFUSED,
    MailKind.PURGE_DELEGANT: Happening.UNANSWERED,
    MailKind.RETRAIT_DELEGANT: Happening.LEFT,
    MailKind.RENONCIATION_DELEGANT: Happening.LEFT,
    MailKind.PROPOSITION_ACCEPTEE: Happening.ANSWERED,
    MailKind.PROPOSITION_REFUSEE: Happening.ANSWERED,
}

_TO_DELEGUE: Mapping[str, Happening] = {
    MailKind.INVITATION: Happening.ASKED,
    MailKind.DEMANDE: Happening.ASKED,
    MailKind.PROPOSITION_DELEGUE: Happening.ASKED,
    MailKind.ACCES_OUVERT: Happening.OPENED,
    MailKind.MISE_A_JOUR_DELEGUE: Happening.CHANGED,
    MailKind.SUPPRESSION_DELEGUE: Happening.REMOVED,
    MailKind.PURGE_DELEGUE: Happening.REMOVED,
}

_TO_BOTH: Mapping[str, Happening] = {NoticeKind.TERMINEE: Happening.ENDED}

NOT_COUNTED: frozenset[str] = frozenset({
    MailKind.RAPPEL_DELEGANT,
    MailKind.RAPPEL_INVITATION,
    MailKind.RAPPEL_DEMANDE,
    NoticeKind.FIN_PROCHE,
    NoticeKind.ADRESSE_INTROUVABLE,
    NoticeKind.NON_REMIS,
})  # fmt: skip
"""Notifications that ask for something: the summary shows what still waits, whenever it was first said."""


def happening(kind: str, to: Party) -> Happening | None:
    """Return what a notification of `kind` to a party counts as; None when it is not counted."""
    if kind in NOT_COUNTED:
        return None
    own = _TO_DELEGANT if to is Party.DELEGANT else _TO_DELEGUE
    return own.get(kind) or _TO_BOTH.get(kind, Happening.OTHER)
