"""The acts that follow from reports on mails (specification §3, « mail undeliverable »)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition, permit


def bounce(delegation: Delegation, now: datetime) -> Transition:
    """Note that no mail reaches the délégué's address. The délégant gets a notification, and may correct it."""
    notices = (Notice(NoticeKind.ADRESSE_INTROUVABLE, Party.DELEGANT),)
    after = revised(delegation._replace(undeliverable=True, undelivered=False))
    return permit(Act.BOUNCE, delegation, Actor.MAIL, now).leads_to(after, notices=notices)


def undelivered(delegation: Delegation, now: datetime) -> Transition:
    """Note that the demand did not arrive. The délégant is notified, and may re-send it or correct the address."""
    notices = (Notice(NoticeKind.NON_REMIS, Party.DELEGANT),)
    after = revised(delegation._replace(undelivered=True))
    return permit(Act.UNDELIVERED, delegation, Actor.MAIL, now).leads_to(after, notices=notices)


def reach(delegation: Delegation, now: datetime) -> Transition:
    """Note that a mail has reached the délégué after all, so that nothing needs correction."""
    after = revised(delegation._replace(undeliverable=False, undelivered=False))
    return permit(Act.REACH, delegation, Actor.MAIL, now).leads_to(after, requires_reachable=True)
