"""« Configuration d’amelipro »: what the owner of an account wants to be told by mail."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.weeks import next_summary
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.preferences import (
    PreferencesItem,
    as_read,
    find_preferences,
    preferences_item,
    wants_end_notices,
    wants_reviews,
    wants_summary,
)
from chalicelib.store.table import Item, Key, from_epoch, read
from chalicelib.store.writes import Check, Save, transact


@dataclass(frozen=True)
class Preferences:
    """The choices of the person signed in: what ends soon, the yearly review, the summary of each Monday."""

    person: Person
    end_notices: bool
    reviews: bool
    weekly: bool


def show_preferences(session: Session | None) -> Preferences:
    """Return the choices of the person signed in; raise `SignedOut`. One read."""
    person, items = _read(session)
    wanted = (wants(items, person.id) for wants in (wants_end_notices, wants_reviews, wants_summary))
    return Preferences(person, *wanted)


@retried
def choose_preferences(
    context: Context,
    session: Session | None,
    *,
    end_notices: bool,
    reviews: bool | None = None,
    weekly: bool | None = None,
) -> None:
    """Store the choices of the person signed in, over earlier ones; raise `SignedOut`. None leaves one as it was."""
    person, items = _read(session)
    stored = find_preferences(items, person.id)
    reminded = wants_reviews(items, person.id) if reviews is None else reviews
    summed_up = wants_summary(items, person.id) if weekly is None else weekly
    summary_at = _summary_at(context, stored) if summed_up else None
    item = preferences_item(person.id, end_notices=end_notices, summary_at=summary_at, reviews=reminded)
    is_active = HeadItem.status == AccountStatus.ACTIVE.value
    transact([Save(item, as_read(stored)), Check(HeadItem(*keys.head(person.id)), is_active)])


def _summary_at(context: Context, stored: PreferencesItem | None) -> datetime:
    """Return when the next summary is due. One that is due already stays so: a choice repeated at eight loses none."""
    return from_epoch(stored.due_at) if stored and stored.due_at else next_summary(context.now)


def _read(session: Session | None) -> tuple[Person, dict[Key, Item]]:
    account_id = account_id_of(session)
    items = read([*keys.person(account_id), keys.preferences(account_id)])
    return person_of(session, items), items
