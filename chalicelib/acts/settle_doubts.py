"""The settlement of doubts after a load of the directory (specification §8).

A right that two nights do not name ends; one that is named again is given back.
"""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import groupby

from chalicelib.acts.follow_rights import end_given_meanwhile, follow_rights
from chalicelib.acts.note_doubts import owners_by_card, read_listings
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.doubts import Doubt, Listing, Load, Verdict, liberal_activity_after, practice_after, verdict
from chalicelib.domain.people import Practice
from chalicelib.store import keys, numbers
from chalicelib.store.accounts import (
    Head,
    HeadItem,
    PracticeItem,
    find_head,
    practice_as_read,
    to_practice,
)
from chalicelib.store.doubts import item_of, read_doubts
from chalicelib.store.table import find, read, remove
from chalicelib.store.writes import Delete, Save, Update, Write, transact

log = logging.getLogger(__name__)

_AT_ONCE = 50
"""Persons whose entries and accounts are read together."""

MOST_SETTLED = 55
"""The limit of doubts about one person that a night settles: a transaction has at most a hundred items, of which two
are the account's, and up to twice `MOST_NUMBERS` those of its numbers."""

FAILED, LEFT = "failed", "left"
"""Counted beside the verdicts: doubts that could not be settled, and those for which there was no time."""


def settle_doubts(context: Context, load: Load, has_time: Callable[[], bool]) -> Counter[str]:
    """Settle every doubt after a finished load; return the numbers of doubts by what became of them.

    Doubts that fail, or for which there is no time, stay for the next load. One person's failure holds up no other.
    """
    counts: Counter[str] = Counter()
    persons = [(one, list(own)) for one, own in groupby(read_doubts(context), lambda doubt: doubt.national_id)]
    for some in (persons[start : start + _AT_ONCE] for start in range(0, len(persons), _AT_ONCE)):
        if not has_time():
            counts[LEFT] += sum(len(doubts) for _, doubts in some)
            continue
        ids = [national_id for national_id, _ in some]
        listings, owners = read_listings(ids), owners_by_card(context, ids)
        for national_id, doubts in some:
            try:
                counts += _settle(context, load, owners.get(national_id, ""), listings.get(national_id), doubts)
            except Exception as error:
                # The doubt names the person; the log does not.
                log.error("doubt_not_settled", extra={"error": type(error).__name__})
                counts[FAILED] += len(doubts)
    return counts


def _settle(
    context: Context, load: Load, account_id: str, listing: Listing | None, doubts: Sequence[Doubt]
) -> Counter[str]:
    """Settle the doubts about one person; drop those about a person without an account."""
    found = {doubt: verdict(doubt, load, doubt.is_repeated_by(listing)) for doubt in doubts[:MOST_SETTLED]}
    if not account_id:
        found = dict.fromkeys(found, Verdict.DROP)
    ended, back, dropped = (
        [doubt for doubt, its in found.items() if its is wanted]
        for wanted in (Verdict.END, Verdict.GIVE_BACK, Verdict.DROP)
    )
    if listing and (ended or back):
        _carry_out(context, account_id, listing, ended, back)
    for doubt in dropped:
        remove(item_of(doubt, context))
    return Counter(its.value for its in found.values())


@retried
def _carry_out(
    context: Context, account_id: str, listing: Listing, ended: Sequence[Doubt], back: Sequence[Doubt]
) -> None:
    """Change the delegations first, then the account, so that a crash in between repeats the whole."""
    items = read([keys.head(account_id), keys.practice(account_id)])
    head = find_head(items, account_id)
    if head is None:
        return
    stored = find(items, PracticeItem, keys.practice(account_id))
    before = to_practice(stored)
    after = practice_after(before, ended, back, listing.is_liberal)
    known = head.account.liberal_activity
    liberal = liberal_activity_after(known, after, (*ended, *back), listing.is_liberal)
    follow_rights(context, head.account, before, after, liberal)

    transact(
        [
            *_writes_of_known(context, head, stored, after, liberal),
            *(Save(item_of(doubt._replace(ended_at=context.now), context)) for doubt in ended),
            *(Delete(item_of(doubt, context)) for doubt in back),
        ]
    )
    end_given_meanwhile(context, head.account, before, after, liberal)


def _writes_of_known(
    context: Context, head: Head, stored: PracticeItem | None, practice: Practice, liberal: bool
) -> list[Write]:
    """Return the writes of the account's new facts, unless a sign-in has written them since."""
    known = head.account.liberal_activity
    unchanged = (HeadItem.generation == head.generation) & (HeadItem.liberal == known)
    writes: list[Write] = [Update(HeadItem(*keys.head(head.account.id)), [HeadItem.liberal.set(liberal)], unchanged)]
    if stored is not None:
        account_id = head.account.id
        writes.append(Save(numbers.practice_with_numbers(account_id, practice), practice_as_read(stored)))
        writes += numbers.writes_of(account_id, stored, practice, context.keys.lookup)
    return writes
