"""The end of a delegation because one of its two people goes: his account is closed, or erased."""

from datetime import datetime

from chalicelib.domain.delegation import Delegation, revised
from chalicelib.domain.people import Account
from chalicelib.domain.policy import Policy
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import CLOSED, Status
from chalicelib.domain.transitions import by_delegant, by_delegue, by_operations
from chalicelib.domain.transitions.outcome import Transition


def leave(
    delegation: Delegation, account: Account, leaver_id: str, actor: Actor, policy: Policy, now: datetime
) -> Transition:
    """End a delegation by the act of the leaver's side, so that the other side is told; remove one that is over.

    `account` is the délégué's; `actor` is how the leaver acts where he is the délégué.
    """
    status, version = delegation.status_at(now), delegation.terms_version
    if status is None or status in CLOSED:
        return by_operations.remove(delegation, now)
    if delegation.delegant.account_id == leaver_id:
        return by_delegant.delete(delegation, now)
    if status is Status.VALIDEE:
        return by_delegue.give_up(delegation, now)
    if status is Status.A_VALIDER:
        return by_delegue.withdraw(delegation, actor, now)
    if account.status.is_known:
        return by_delegue.refuse(delegation, actor, version, account, policy, now)
    return by_delegue.disown(delegation, actor, version, policy, now)


def drop_request(delegation: Delegation, now: datetime) -> Transition | None:
    """End the request of a délégué who has left, for one that is over; None when none waits. The délégant keeps it.

    Nobody is told: nothing has changed for the délégant but what he might still have granted.
    """
    if delegation.status_at(now) is not Status.TERMINEE or delegation.end_request_at(now) is None:
        return None
    after = revised(delegation._replace(end_request=None))
    return Transition(Act.DECLINE_LONGER, Actor.SPACE, now, delegation, after)
