"""The dues of stored delegations, computed again: `python -m infra.operations.dues recompute`.

A delegation is stored with the time of its next due. A version with a new kind of due, or another delay, computes other
times, which delegations already stored would get only at their next write, perhaps years too late. A deployment runs
this command. It reads the whole table twice, makes four corrections, and writes only what they change:

1. The due of each delegation, for the reason above.
2. The mark by which an account is reminded of an access for more than a year, where it is missing or comes too late:
   there was no yearly reminder yet, or an earlier release, which marked gifts alone, has prolonged a shorter one.
3. The ids of blocked accounts that were joined to another, on that one, which did not always keep them: it is blocked
   too.
4. The mark of a closed account that still holds what it received: a release that did not know of it ended the rest and
   removed the mark.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from chalicelib import runtime
from chalicelib.domain.periods import day_in_paris
from chalicelib.domain.reviews import review_of
from chalicelib.domain.statuses import LIVE, AccountStatus
from chalicelib.store import closings, key_parts, keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.blocks import BlockItem
from chalicelib.store.calls import each
from chalicelib.store.delegations import DelegationItem, from_item, renew_due
from chalicelib.store.reviews import mark_stored, marks_among
from chalicelib.store.table import put, read, update_if
from infra.operations import environment

_UNREADABLE = (AttributeError, KeyError, TypeError, ValueError)
"""Raised by an item of another shape, such as one with a status of a later release. It must not keep the others."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m infra.operations.dues", description="When what is stored is due.")
    parser.add_argument("what", choices=["recompute"], help="compute again when each delegation is due")
    parser.parse_args(arguments)
    return environment.run(_recompute)


def _recompute() -> int:
    found = changed = 0
    unread: list[str] = []
    reviews: defaultdict[str, set[date]] = defaultdict(set)
    received: defaultdict[str, set[str]] = defaultdict(set)
    for item in each(DelegationItem.scan()):
        context = runtime.context()
        try:
            delegation = from_item(item)
        except _UNREADABLE:
            unread.append(key_parts.owner(item.pk))
            continue
        found += 1
        changed += renew_due(item, context.policy, context.now)
        if delegation.status_at(context.now) in LIVE:
            received[delegation.delegue.account_id].add(delegation.id)
        if review := review_of(delegation):
            reviews[delegation.delegant.account_id].add(review)
    marks, today = marks_among(reviews), day_in_paris(runtime.now())
    marked = sum(mark_stored(owner, marks.get(owner), days, today) for owner, days in reviews.items())
    print(f"{found} delegations read, {changed} of them due at another moment now; {marked} accounts to remind marked.")
    print(f"{_note_blocked()} accounts noted to which a blocked one was joined.")
    print(f"{_mark_closed(received)} closed accounts marked that still hold what they received.")
    if unread:
        told = f"{len(unread)} delegations cannot be read by this release and stay as they are: {' '.join(unread[:20])}"
        print(told, file=sys.stderr)
    return 1 if unread else 0


def _mark_closed(received: Mapping[str, set[str]]) -> int:
    """Mark the closed accounts of these live delegations that received one before their end; return how many.

    An invitation waits for the account, and such a delegation does not.
    """
    heads = [head for head in read(map(keys.head, received)).values() if isinstance(head, HeadItem)]
    closed = {key_parts.owner(head.pk): head for head in heads if head.status == AccountStatus.RESERVEE.value}
    left = {account_id for account_id, head in closed.items() if received[account_id] - set(head.waiting or ())}
    unmarked = left - {key_parts.owner(pk) for pk, _ in read(map(keys.closing, left))}
    for account_id in unmarked:
        put(closings.item(account_id, runtime.now()))
    return len(unmarked)


def _note_blocked() -> int:
    """Note each blocked account that was joined to another on that one; return how many were not noted yet.

    An account that nobody blocked needs no note: it asks for nothing any more, so nobody can block it.
    """
    blocked = {item.account_id for item in each(BlockItem.scan())}
    heads = read(keys.head(account_id) for account_id in blocked)
    noted = 0
    for key, head in heads.items():
        if isinstance(head, HeadItem) and head.joined_to:
            account_id, kept = key_parts.owner(key[0]), HeadItem(*keys.head(head.joined_to))
            is_new = HeadItem.pk.exists() & ~HeadItem.former.contains(account_id)
            noted += update_if(kept, [HeadItem.former.add({account_id})], is_new)
    return noted


if __name__ == "__main__":
    sys.exit(main())
