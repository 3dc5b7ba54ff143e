"""Doubts that a load of the directory raises about people with an account, noted before their entries are written."""

from collections.abc import Iterable, Iterator, Mapping

from chalicelib.context import Context
from chalicelib.directory.kinds import PERSONS, Texts
from chalicelib.directory.persons import person_of_texts
from chalicelib.domain.doubts import LIBERAL, NOT_LIBERAL, Doubt, Listing, Load, doubts_of
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, PracticeItem, find_head, to_practice
from chalicelib.store.directory import read_entries
from chalicelib.store.doubts import DoubtItem, item_of, key_of, to_doubt
from chalicelib.store.table import Key, find, put, read

_RPPS = "8"
"""The first character of the national identifier of a person with an RPPS."""


def note_doubts(context: Context, load: Load, fresh: Mapping[str, Texts]) -> None:
    """Note the doubts that the entries of `fresh`, not yet written, raise about accounts. It may be repeated.

    A person missing from the load raises no doubt. An open doubt keeps its first load. A doubt that has ended a right
    begins again once the account has the right back.
    """
    owners = owners_by_card(context, fresh)
    if not owners:
        return
    known = read_listings(owners)
    now = {national_id: listing_of(fresh[national_id]) for national_id in owners}
    found = list(_less(context, load, owners, known, now))
    standing = read(key_of(one, context) for doubt in found for one in (doubt, _opposite(doubt)))
    for doubt in found:
        if key_of(_opposite(doubt), context) in standing:
            continue  # this load withdraws the opposite doubt, and raises none
        item = find(standing, DoubtItem, key_of(doubt, context))
        if item is None or to_doubt(item).ended_at or to_doubt(item).over_at < load.at:
            put(item_of(doubt, context))


def _opposite(doubt: Doubt) -> Doubt:
    """Return the opposite doubt, which this one withdraws; a doubt about a place has none."""
    return doubt._replace(what={LIBERAL: NOT_LIBERAL, NOT_LIBERAL: LIBERAL}.get(doubt.what, "none"))


def _less(
    context: Context, load: Load, owners: Mapping[str, str], known: Mapping[str, Listing], fresh: Mapping[str, Listing]
) -> Iterator[Doubt]:
    items = read(key for one in owners.values() for key in (keys.head(one), keys.practice(one)))
    for national_id, account_id in owners.items():
        head = find_head(items, account_id)
        practice = to_practice(find(items, PracticeItem, keys.practice(account_id)))
        if head:
            liberal = head.account.liberal_activity
            yield from doubts_of(national_id, liberal, practice, known.get(national_id), fresh[national_id], load)


def owners_by_card(context: Context, national_ids: Iterable[str]) -> dict[str, str]:
    """Return the account that each person has by his card. A typed number proves nothing."""
    secret = context.keys.lookup
    wanted = {national_id: list(_aliases(national_id, secret)) for national_id in national_ids}
    items = read(key for own in wanted.values() for key in own)
    owners = {}
    for national_id, (card, *numbers) in wanted.items():
        alias = find(items, AliasItem, card)
        proved = [one for key in numbers if (one := find(items, AliasItem, key)) and one.proved]
        if alias or proved:
            owners[national_id] = (alias or proved[0]).account_id
    return owners


def _aliases(national_id: str, secret: str) -> Iterator[Key]:
    yield keys.alias("psc", national_id, secret)
    if national_id.startswith(_RPPS):
        yield keys.alias("rpps", national_id[len(_RPPS) :], secret)


def read_listings(national_ids: Iterable[str]) -> dict[str, Listing]:
    """Return the directory's facts about these persons, without those it does not know."""
    entries = read_entries((PERSONS, national_id) for national_id in national_ids)
    return {national_id: listing_of(texts) for (_, national_id), texts in entries.items()}


def listing_of(texts: Texts) -> Listing:
    """Return the facts of an entry."""
    person = person_of_texts(texts)
    return Listing(person.is_liberal, frozenset(person.places))
