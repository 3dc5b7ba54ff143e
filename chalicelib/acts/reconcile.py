"""What a card says now, carried into the delegations: structures lost, a remplaçant not exclusive (spec §1, §2)."""

import secrets

from chalicelib.acts.delegue_account import account_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.statuses import LIVE
from chalicelib.domain.transitions import by_account
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, SummaryItem, from_item, summary
from chalicelib.store.table import find, query, read


def reconcile(context: Context, account: Account, before: Practice, practice: Practice, liberal_activity: bool) -> None:
    """Bring the live delegations of this account in line with its card; each in a transaction of its own.

    `account` and `before` are what was known until now: no call while the card says nothing new.
    """
    lost = {structure.id for structure in before.structures} - {structure.id for structure in practice.structures}
    no_longer_exclusive = liberal_activity and not account.liberal_activity
    if not lost and not no_longer_exclusive:
        return
    pk, _ = keys.head(account.id)
    for item in query(pk, "GIVEN#", "RECEIVED#~"):
        if not isinstance(item, SummaryItem):
            continue
        line = summary(item)
        if line.status_at(context.now) not in LIVE:
            continue
        given = item.sk.startswith("GIVEN#")
        if (given and lost) or (not given and no_longer_exclusive and line.profil is ProfilId.REMPLACANT):
            _follow(context, line.id, practice if given else None)


def _follow(context: Context, delegation_id: str, practice: Practice | None) -> None:
    def attempt() -> None:
        key = keys.delegation(delegation_id)
        item = find(read([key]), DelegationItem, key)
        if item is None:
            return
        delegation = from_item(item)
        account = account_of(read([keys.head(delegation.delegue.account_id)]), delegation, context)
        transition = _transition(context, delegation, account, practice)
        if transition is None:
            return
        commit(Plan(transition, account), context)

    retried(attempt)


def _transition(
    context: Context, delegation: Delegation, account: Account, practice: Practice | None
) -> Transition | None:
    """As délégant (with a practice) he may have lost structures; as délégué, the right to be a remplaçant."""
    if delegation.status_at(context.now) not in LIVE:
        return None
    if practice is not None:
        nonce = secrets.token_urlsafe(9)
        return by_account.lose_structures(delegation, account, practice, nonce, context.now)
    return by_account.lose_eligibility(delegation, context.policy, context.now)
