"""The erasure of an account: its delegations end, the mails about that leave, then what is held is removed.

Nothing is removed before the last mail has left, since mails name whom they are about. What is still to be removed is
written down first, so that a run that was cut off is gone on with by the next.
"""

from collections.abc import Iterable

from pynamodb.attributes import UnicodeSetAttribute

from chalicelib.acts.delegue_account import account_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.statuses import End, Status
from chalicelib.domain.transitions import by_delegant, by_delegue
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, HeadItem
from chalicelib.store.commit import Plan, commit
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.history import HistoryItem
from chalicelib.store.mails import MailState, read_rows
from chalicelib.store.table import Item, find, query, read, update_if
from infra.operations.export import OWN, partition

_TO_LEAVE = {MailState.DUE.value, MailState.CLAIMED.value}
_ALSO = ("GUARD", "IDEM")
"""Partitions that hold nothing to be told, and go all the same."""

_BY_DELEGANT, _BY_DELEGUE = {Actor.DELEGANT.value}, {Actor.LINK.value, Actor.SPACE.value}


class ErasureItem(Item, discriminator="erasure"):
    """The delegations of an account that is being erased: those it gave, those it received."""

    given = UnicodeSetAttribute(null=True)
    received = UnicodeSetAttribute(null=True)


def erase(context: Context, account_id: str) -> int | None:
    """Go on with an erasure as far as it goes; return how many mails must leave first, None for no such account."""
    head_key = keys.head(account_id)
    head = HeadItem(*head_key)
    if not update_if(head, [HeadItem.epoch.add(1)], HeadItem.pk.exists()):
        return None
    erasure = _begun(account_id)
    for delegation_id in sorted((erasure.given or set()) | (erasure.received or set())):
        _end(context, delegation_id, account_id)
    about = [account_id, *(erasure.given or ()), *(erasure.received or ())]
    left = sum(row.state in _TO_LEAVE for owner in about for row in read_rows(owner))
    if not left:
        _remove(erasure, account_id)
    return left


def _begun(account_id: str) -> ErasureItem:
    """Write down, and return, every delegation that is or was to be ended."""
    key = keys.erasure(account_id)
    known = find(read([key]), ErasureItem, key) or ErasureItem(*key)
    pk, _ = keys.head(account_id)
    for item in query(pk, "GIVEN#", "RECEIVED#~"):
        side, _, delegation_id = item.sk.partition("#")
        if side == "GIVEN":
            known.given = (known.given or set()) | {delegation_id}
        elif side == "RECEIVED":
            known.received = (known.received or set()) | {delegation_id}
    known.save()
    return known


def _end(context: Context, delegation_id: str, account_id: str) -> None:
    """End a delegation for good: by the act of this person's own side, then its line, which keeps his name."""
    key = keys.delegation(delegation_id)

    def attempt() -> bool:
        items = read([key])
        item = find(items, DelegationItem, key)
        if item is None:
            return False
        delegation = from_item(item)
        account = account_of(read([keys.head(delegation.delegue.account_id)]), delegation, context)
        commit(Plan(_transition(context, delegation, account, account_id), account), context)
        return True

    while retried(attempt):
        pass


def _transition(context: Context, delegation: Delegation, account: Account, account_id: str) -> Transition:
    now, status = context.now, delegation.status_at(context.now)
    if status in {None, Status.REFUSEE, Status.NON_ABOUTIE, Status.TERMINEE}:
        return Transition(Act.PURGE, Actor.TIME, now, before=delegation, after=None, end=End.PURGEE)
    if delegation.delegant.account_id == account_id:
        return by_delegant.delete(delegation, now)
    if status is Status.VALIDEE:
        return by_delegue.give_up(delegation, now)
    if status is Status.A_VALIDER:
        return by_delegue.withdraw(delegation, Actor.LINK, now)
    version, policy = delegation.terms_version, context.policy
    if account.status.is_known:
        return by_delegue.refuse(delegation, Actor.LINK, version, account, policy, now)
    return by_delegue.disown(delegation, Actor.LINK, version, policy, now)


def _remove(erasure: ErasureItem, account_id: str) -> None:
    """Remove what is held; what says that there is something to remove goes last."""
    for delegation_ids, actors in ((erasure.given, _BY_DELEGANT), (erasure.received, _BY_DELEGUE)):
        for delegation_id in delegation_ids or ():
            _forget_name(delegation_id, actors)
            _delete(read_rows(delegation_id))
    # The keys of the aliases are hashes of what is known no more: only a scan finds them all.
    _delete(AliasItem.scan(AliasItem.account_id == account_id))
    for prefix in (*OWN.values(), *_ALSO):
        _delete(partition(f"{prefix}#{account_id}"))
    last = {keys.head(account_id), keys.erasure(account_id)}
    pk, _ = keys.head(account_id)
    _delete(item for item in partition(pk) if item.key not in last)
    erasure.delete()
    HeadItem(*keys.head(account_id)).delete()


def _forget_name(delegation_id: str, actors: set[str]) -> None:
    """Leave in the history what happened and when, without who this person was."""
    pk, _ = keys.history(delegation_id, 0)
    for item in partition(pk):
        if isinstance(item, HistoryItem) and item.content.as_dict()["actor"] in actors:
            item.update(actions=[HistoryItem.content["by"].set("")])


def _delete(items: Iterable[Item]) -> None:
    for item in list(items):
        item.delete()
