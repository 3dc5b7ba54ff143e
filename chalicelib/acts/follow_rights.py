"""The effect of news from a card or the directory on delegations: rights end, or are given back.

These rights are the délégant's structures, and the délégué's as an exclusive remplaçant (specification §1, §2).
"""

from functools import partial
from typing import NamedTuple

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
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.table import query


class _News(NamedTuple):
    """What is new about an account; `is_liberal` is None when its liberal activity is as it was.

    `gives_back`: what was lost before and is named again is given back too.
    """

    practice: Practice
    loses_places: bool
    is_liberal: bool | None
    gives_back: bool = True


def follow_rights(
    context: Context, account: Account, before: Practice, practice: Practice, liberal_activity: bool
) -> None:
    """Bring the delegations of this account in line with its new facts, each in its own transaction.

    `account` and `before` are the facts known until now; without news there is no call. A delegation that fails holds
    up no other. Its error is raised at the end, so that the caller does not note the news as done.
    """
    news = _news(account, before, practice, liberal_activity)
    if news.is_liberal is not None or _places(before) != _places(practice):
        _follow(context, account.id, news)


def end_given_meanwhile(
    context: Context, account: Account, before: Practice, practice: Practice, liberal_activity: bool
) -> None:
    """End the delegations that were given between `follow_rights` and the write of the new facts, and lost their right.

    Call it after that write. Later ones are refused by the conditions of the acts that give (`practice_unchanged`,
    `_as_read`).
    """
    news = _news(account, before, practice, liberal_activity)
    if news.loses_places or news.is_liberal:
        _follow(context, account.id, news._replace(gives_back=False))


def _news(account: Account, before: Practice, practice: Practice, liberal_activity: bool) -> _News:
    is_liberal = liberal_activity if liberal_activity != account.liberal_activity else None
    return _News(delegable(practice), bool(_places(before) - _places(practice)), is_liberal)


def _places(practice: Practice) -> set[str]:
    return {place.id for place in delegable(practice).structures}


def _follow(context: Context, account_id: str, news: _News) -> None:
    """Bring each delegation in line with the news; raise the first error once all were tried."""
    faults: list[Exception] = []
    pk, _ = keys.head(account_id)
    for item in query(pk, keys.GIVEN, f"{keys.RECEIVED}~"):
        if not isinstance(item, SummaryItem):
            continue
        follow = _follow_given if item.sk.startswith(keys.GIVEN) else _follow_received
        try:
            follow(context, item.content, news)
        except Exception as error:
            faults.append(error)
    if faults:
        raise faults[0]


def _follow_given(context: Context, line: Summary, news: _News) -> None:
    if line.status_at(context.now) not in LIVE:
        return
    if news.loses_places:
        lose = partial(by_account.lose_structures, practice=news.practice, nonce=new_nonce(), now=context.now)
        act_on_stored(context, line.id, lose)
    if news.gives_back and line.lost_at:
        regain = partial(given_back.regain_structures, practice=news.practice, nonce=new_nonce(), now=context.now)
        act_on_stored(context, line.id, regain)


def _follow_received(context: Context, line: Summary, news: _News) -> None:
    if news.is_liberal is None or line.profil is not ProfilId.REMPLACANT:
        return
    if news.is_liberal and line.status_at(context.now) in LIVE:
        act_on_stored(context, line.id, partial(_lose_eligibility, context))
    if news.gives_back and not news.is_liberal and line.reason is Reason.NON_EXCLUSIF:
        resume(context, line.id)


def _lose_eligibility(context: Context, delegation: Delegation, _: Account) -> Transition | None:
    if delegation.status_at(context.now) not in LIVE:
        return None
    return by_account.lose_eligibility(delegation, context.policy, context.now)
