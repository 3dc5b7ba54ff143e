"""What a change of the délégué's account, or of the délégant's practice, does to a delegation (spec §1, §2, §3)."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, settled
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor, require
from chalicelib.domain.statuses import LIVE, Reason, Status
from chalicelib.domain.transitions.outcome import NoticeKind, Transition, demand, to_both


def readdress(delegation: Delegation, account: Account, nonce: str, policy: Policy, now: datetime) -> Transition:
    """Follow the délégué to his new address: what still waits for him is sent there, and old links die."""
    status = require(Act.READDRESS, delegation, Actor.SPACE, now)
    after = delegation._replace(delegue=delegation.delegue._replace(address=account.address), undeliverable=False)
    waits = status is Status.EN_COURS
    if waits:
        after = after._replace(nonce=nonce)
    return Transition(
        Act.READDRESS,
        Actor.SPACE,
        now,
        before=delegation,
        after=settled(after, policy),
        mails=(demand(account),) if waits else (),
    )


def lose_structures(delegation: Delegation, practice: Practice, policy: Policy, now: datetime) -> Transition | None:
    """Close what is no longer the délégant's, at once; None when all of it still is. A new one is not added."""
    status = delegation.status_at(now)
    own = {structure.id for structure in practice.structures}
    kept = tuple(structure for structure in delegation.terms.structures if structure.id in own)
    if status not in LIVE or len(kept) == len(delegation.terms.structures):
        return None
    require(Act.LOSE_STRUCTURES, delegation, Actor.CARD, now)
    after = delegation._replace(
        terms=delegation.terms._replace(structures=kept),
        terms_version=delegation.terms_version + 1,
        proposal=None,
    )
    return Transition(
        Act.LOSE_STRUCTURES,
        Actor.CARD,
        now,
        before=delegation,
        after=settled(after, policy),
        notices=to_both(NoticeKind.STRUCTURES_PERDUES),
    )


def lose_eligibility(delegation: Delegation, policy: Policy, now: datetime) -> Transition:
    """End the delegation of a remplaçant who turns out to have a liberal activity of his own (spec §2)."""
    require(Act.LOSE_ELIGIBILITY, delegation, Actor.CARD, now)
    after = delegation._replace(
        status=Status.NON_ABOUTIE,
        reason=Reason.NON_EXCLUSIF,
        entered_at=now,
        reminded=False,
        proposal=None,
    )
    return Transition(
        Act.LOSE_ELIGIBILITY,
        Actor.CARD,
        now,
        before=delegation,
        after=settled(after, policy),
        notices=to_both(NoticeKind.NON_EXCLUSIF),
    )
