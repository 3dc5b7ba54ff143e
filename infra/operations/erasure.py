"""The erasure of an account: its delegations end, the mails about that leave, then its data is removed.

Nothing is removed before the last mail has left, because mails name the person. The items to remove, and the names in
them, are written down first, so that the next run completes one that was cut off. The notifications and histories of
other people afterwards say that a person was erased, but not who.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from chalicelib.acts.follow_account import go_on_following
from chalicelib.acts.stored import act_on_stored
from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account
from chalicelib.domain.rules import Actor
from chalicelib.domain.transitions.leaving import leave
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.doubts import DoubtItem, to_doubt
from chalicelib.store.erasures import ErasureItem
from chalicelib.store.history import HistoryItem, LookupItem
from chalicelib.store.mails import MailItem, MailState, read_rows
from chalicelib.store.notices import NoticeItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.table import Item, find, query, read, remove, update_if
from infra.operations import hashed
from infra.operations.export import OWN
from infra.operations.traces import (
    Traces,
    accounts_of_person,
    find_traces,
    history_of,
    mentions,
    partition,
    rows_about,
    uses_of,
)

_TO_LEAVE = {MailState.DUE.value, MailState.LEASED.value}
_ALSO = ("DRAFT", "GUARD", "IDEM")
"""Partitions without anything to export, which are removed too."""

_MOST_ROUNDS = 1000
"""Rounds of a hundred delegations each. Delegations that cannot follow by then are left as they are."""

DELEGANT_ERASED, DELEGUE_ERASED = "Délégant effacé", "Délégué effacé"
"""The texts that others read instead of the name."""

ADDRESS_ERASED = "effacee"
"""Replaces the hash of an address that was looked up."""

_BY_DELEGANT, _BY_DELEGUE = {Actor.DELEGANT.value}, {Actor.LINK.value, Actor.SPACE.value}


def erase(context: Context, account_id: str) -> int | None:
    """Take an erasure as far as possible; return how many mails must leave first, None without such an account."""
    head_key = keys.head(account_id)
    head = HeadItem(*head_key)
    if not update_if(head, [HeadItem.generation.add(1)], HeadItem.pk.exists()):
        return None
    remove(PreferencesItem(*keys.preferences(account_id)))  # no summary is written to it any more
    _finish_following(context, account_id)
    traces = _begun(account_id)
    for delegation_id in traces.delegations:
        _end(context, delegation_id, account_id)
    left = _to_leave((*rows_about(traces), *read_rows(account_id)))
    if left:
        return left
    of_others = list(mentions(traces, context.keys.lookup))
    left = _to_leave(item for item in of_others if isinstance(item, MailItem))
    if not left:
        _remove(account_id, traces, of_others, context.keys.lookup)
    return left


def _to_leave(rows: Iterable[MailItem]) -> int:
    return sum(row.state in _TO_LEAVE for row in rows)


def _finish_following(context: Context, account_id: str) -> None:
    """Finish following the account first, so that all delegations, those of a joined account included, are its own."""
    pk, first = keys.follow(account_id, "")
    for mark in list(query(pk, first, f"{first}~")):
        for _ in range(_MOST_ROUNDS):
            if not read([mark.key]):
                break
            go_on_following(context, mark.key)


def _begun(account_id: str) -> Traces:
    """Store and return every trace to remove, those of an earlier run included."""
    key = keys.erasure(account_id)
    known = find(read([key]), ErasureItem, key) or ErasureItem(*key)
    accounts = accounts_of_person(account_id)
    found = find_traces(accounts)
    known.given = (known.given or set()) | found.given or None
    known.received = (known.received or set()) | found.received or None
    known.names = (known.names or set()) | found.names or None
    known.save()
    kept = (frozenset(values or ()) for values in (known.given, known.received, known.names))
    return Traces(accounts, *kept)


def _end(context: Context, delegation_id: str, account_id: str) -> None:
    """End a delegation by the act of this person's side, then remove its line, which has his name."""
    while act_on_stored(context, delegation_id, partial(_end_of, context, account_id)):
        pass


def _end_of(context: Context, account_id: str, delegation: Delegation, account: Account) -> Transition | None:
    if account_id not in {delegation.delegant.account_id, delegation.delegue.account_id}:
        return None  # its address was corrected: it is somebody else's now
    return leave(delegation, account, account_id, Actor.LINK, context.policy, context.now)


def _remove(account_id: str, traces: Traces, of_others: Iterable[Item], secret: str) -> None:
    """Remove the data. The list of it goes last."""
    known = traces.known(secret)
    for delegation_id in traces.delegations:
        _forget_name(delegation_id, traces)
        _delete(uses_of(delegation_id, traces))
    for item in of_others:
        _forget_mention(item)
    for key in hashed.counters(known, secret):
        Item(*key).delete()
    for pk in hashed.before_an_account(known, secret):
        _delete(partition(pk))
    _delete(rows_about(traces))
    _delete(_doubts(known))
    for one in traces.accounts:
        for prefix in (*OWN.values(), *_ALSO):
            _delete(partition(f"{prefix}#{one}"))
    for joined in traces.accounts - {account_id}:
        _delete(partition(keys.head(joined)[0]))
    last = {keys.head(account_id), keys.erasure(account_id)}
    pk, _ = keys.head(account_id)
    _delete(item for item in partition(pk) if item.key not in last)
    ErasureItem(*keys.erasure(account_id)).delete()
    HeadItem(*keys.head(account_id)).delete()


def _doubts(known: hashed.Known) -> Iterator[Item]:
    """Yield the doubts of the national directory about this person: a number that was mistyped is another's."""
    rpps = {f"8{number}" for number in known.numbers}
    for item in partition(keys.DOUBTS):
        if isinstance(item, DoubtItem) and to_doubt(item).national_id in rpps:
            yield item


def _forget_name(delegation_id: str, traces: Traces) -> None:
    """Keep the events and times of a history, without this person's name."""
    gave = delegation_id in traces.given
    actors, erased = (_BY_DELEGANT, DELEGANT_ERASED) if gave else (_BY_DELEGUE, DELEGUE_ERASED)
    for item in history_of(delegation_id, traces):
        entry = item.content.as_dict()
        if entry["actor"] in actors and entry.get("by") != erased:
            update_if(item, [HistoryItem.content["by"].set(erased)], HistoryItem.pk.exists())


def _forget_mention(item: Item) -> None:
    """Keep a notification or look-up of somebody else without the name; remove one that only leads to the person."""
    if isinstance(item, NoticeItem):
        erased = DELEGUE_ERASED if item.to_delegant else DELEGANT_ERASED
        update_if(item, [NoticeItem.about.set(erased)], NoticeItem.pk.exists())
    elif isinstance(item, LookupItem):
        update_if(item, [LookupItem.address.set(ADDRESS_ERASED)], LookupItem.pk.exists())
    else:
        item.delete()


def _delete(items: Iterable[Item]) -> None:
    for item in list(items):
        item.delete()
