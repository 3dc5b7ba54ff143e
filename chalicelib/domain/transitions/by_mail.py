"""What the delivery of mails does to a delegation (spec §3, « mail undeliverable »)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised
from chalicelib.domain.people import Party
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.transitions.outcome import Notice, NoticeKind, Transition


def bounce(delegation: Delegation, now: datetime) -> Transition:
    """Note that the délégué's address cannot be reached: the délégant is told, and may correct it."""
    require(Act.BOUNCE, delegation, Actor.MAIL, now)
    return Transition(
        Act.BOUNCE,
        Actor.MAIL,
        now,
        before=delegation,
        after=revised(delegation._replace(undeliverable=True, undelivered=False)),
        notices=(Notice(NoticeKind.ADRESSE_INTROUVABLE, Party.DELEGANT),),
    )


def undelivered(delegation: Delegation, now: datetime) -> Transition:
    """Note that the demand did not arrive: the délégant is told, and may send it again or correct the address."""
    require(Act.UNDELIVERED, delegation, Actor.MAIL, now)
    return Transition(
        Act.UNDELIVERED,
        Actor.MAIL,
        now,
        before=delegation,
        after=revised(delegation._replace(undelivered=True)),
        notices=(Notice(NoticeKind.NON_REMIS, Party.DELEGANT),),
    )


def reach(delegation: Delegation, now: datetime) -> Transition:
    """Note that a mail has reached the délégué after all: there is nothing to correct any more."""
    require(Act.REACH, delegation, Actor.MAIL, now)
    after = revised(delegation._replace(undeliverable=False, undelivered=False))
    return Transition(Act.REACH, Actor.MAIL, now, before=delegation, after=after, requires_reachable=True)
