"""The effect of news from a card or the directory on delegations: rights end, or are given back.

These rights are the délégant's structures, and the délégué's as an exclusive remplaçant (specification §1, §2).
"""

from functools import partial

from chalicelib.acts.ids import new_nonce
from chalicelib.acts.resume import resume
from chalicelib.acts.stored import act_on_stored
from chalicelib.context import Context
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.eligibility import delegable
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.statuses import LIVE, Reason
from chalicelib.domain.transitions import by_account, given_back
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.delegations import Summary, SummaryItem, summary
from chalicelib.store.table import query


def reconcile(context: Context, account: Account, before: Practice, practice: Practice, liberal_activity: bool) -> None:
    """Bring the delegations of this account in line with its new facts, each in its own transaction.

    `account` and `before` are the facts known until now; without news there is no call. A delegation that fails holds
    up no other. Its error is raised at the end, so that the caller does not note the news as done.
    """
    practice = delegable(practice)
    had, has = ({place.id for place in one.structures} for one in (delegable(before), practice))
    if had == has and account.liberal_activity == liberal_activity:
        return
    faults: list[Exception] = []
    pk, _ = keys.head(account.id)
    for item in query(pk, "GIVEN#", "RECEIVED#~"):
        if not isinstance(item, SummaryItem):
            continue
        line = summary(item)
        try:
            if item.sk.startswith("GIVEN#"):
                _follow_given(context, line, practice, is_less=bool(had - has))
            elif account.liberal_activity != liberal_activity and line.profil is ProfilId.REMPLACANT:
                _follow_received(context, line, liberal_activity)
        except Exception as error:
            faults.append(error)
    if faults:
        raise faults[0]


def reconcile_again(
    context: Context, account: Account, before: Practice, practice: Practice, liberal_activity: bool
) -> None:
    """End what was given of a loss while it was not noted yet; `reconcile` could not see it. For after the writing.

    What is given from then on is refused by the conditions of the acts that give (`practice_unchanged`, `_as_read`).
    """
    practice = delegable(practice)
    had, has = ({place.id for place in one.structures} for one in (delegable(before), practice))
    is_liberal_now = liberal_activity and not account.liberal_activity
    if had <= has and not is_liberal_now:
        return
    pk, _ = keys.head(account.id)
    for item in query(pk, "GIVEN#", "RECEIVED#~"):
        if not isinstance(item, SummaryItem):
            continue
        line = summary(item)
        if line.status_at(context.now) not in LIVE:
            continue
        if item.sk.startswith("GIVEN#") and not had <= has:
            _lose_structures(context, line, practice)
        elif item.sk.startswith("RECEIVED#") and is_liberal_now and line.profil is ProfilId.REMPLACANT:
            act_on_stored(context, line.id, partial(_lose_eligibility, context))


def _follow_given(context: Context, line: Summary, practice: Practice, *, is_less: bool) -> None:
    if line.status_at(context.now) not in LIVE:
        return
    if is_less:
        _lose_structures(context, line, practice)
    if line.lost_at:
        nonce = new_nonce()
        regain = partial(given_back.regain_structures, practice=practice, nonce=nonce, now=context.now)
        act_on_stored(context, line.id, regain)


def _lose_structures(context: Context, line: Summary, practice: Practice) -> None:
    nonce = new_nonce()
    lose = partial(by_account.lose_structures, practice=practice, nonce=nonce, now=context.now)
    act_on_stored(context, line.id, lose)


def _follow_received(context: Context, line: Summary, liberal_activity: bool) -> None:
    if liberal_activity and line.status_at(context.now) in LIVE:
        act_on_stored(context, line.id, partial(_lose_eligibility, context))
    if not liberal_activity and line.reason is Reason.NON_EXCLUSIF:
        resume(context, line.id)


def _lose_eligibility(context: Context, delegation: Delegation, _: Account) -> Transition | None:
    if delegation.status_at(context.now) not in LIVE:
        return None
    return by_account.lose_eligibility(delegation, context.policy, context.now)
