"""What the delivery of mails does to a delegation (spec §3, « mail undeliverable »)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, permit


def bounce(delegation: Delegation, now: datetime) -> Transition:
    """Note that the délégué's address cannot be reached: the délégant is told, and may correct it."""
    told = (Notice(NoticeKind.ADRESSE_INTROUVABLE, Party.DELEGANT),)
    after = revised(delegation._replace(undeliverable=True, undelivered=False))
    return permit(Act.BOUNCE, delegation, Actor.MAIL, now).leads_to(after, notices=told)


def undelivered(delegation: Delegation, now: datetime) -> Transition:
    """Note that the demand did not arrive: the délégant is told, and may send it again or correct the address."""
    told = (Notice(NoticeKind.NON_REMIS, Party.DELEGANT),)
    after = revised(delegation._replace(undelivered=True))
    return permit(Act.UNDELIVERED, delegation, Actor.MAIL, now).leads_to(after, notices=told)


def reach(delegation: Delegation, now: datetime) -> Transition:
    """Note that a mail has reached the délégué after all: there is nothing to correct any more."""
    after = revised(delegation._replace(undeliverable=False, undelivered=False))
    return permit(Act.REACH, delegation, Actor.MAIL, now).leads_to(after, requires_reachable=True)
