"""Signing in by card, through Pro Santé Connect. The first time opens the account (specification §1)."""

from typing import NamedTuple

from pynamodb.expressions.update import Action

from chalicelib.acts.account_events import event_of
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.cards import Card, Taken, read_card, taken_by, writes_of
from chalicelib.acts.directory import look_up_or_none
from chalicelib.acts.follow_account import begin_to_follow
from chalicelib.acts.follow_rights import end_given_meanwhile, follow_rights
from chalicelib.acts.guesses import Caller
from chalicelib.acts.ids import new_id
from chalicelib.acts.password_use import note_use
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.doubts import LIBERAL
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.refusals import NOT_YET, Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.places import places_named
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.sessions import Session
from chalicelib.identity.userinfo import CardIdentity, Known, identity_of, national_id_of
from chalicelib.store import keys, numbers
from chalicelib.store.accounts import (
    Head,
    HeadItem,
    PasswordItem,
    PracticeItem,
    find_head,
    head_item,
    practice_as_read,
    to_practice,
)
from chalicelib.store.codec import to_plain
from chalicelib.store.doubts import DoubtItem, to_doubt
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import Item, Key, find, is_over, read
from chalicelib.store.writes import Save, Update, Write, transact


class SignedInByCard(NamedTuple):
    """A new session, and whether it is the card's first, which has opened its account."""

    session: Session
    is_first: bool


class _Found(NamedTuple):
    """The account of the card, the items read of it, and the accounts that lose a number to it."""

    head: Head
    items: dict[Key, Item]
    marks: list[FollowItem]
    is_first: bool


def sign_in_by_card(context: Context, found: SignedIn, caller: Caller) -> SignedInByCard:
    """Return a new session for the person whom Pro Santé Connect has identified.

    Raises `Refused` before a first validation. A card leads only to an account that a card has opened: a typed number
    opens nothing (specification §1). The facts of the card and the directory replace those known, and delegations
    follow (`follow_rights`). Facts that they do not state stay.
    """
    national_id, places = national_id_of(found.userinfo), places_named(found.userinfo)
    entry = look_up_or_none(context.settings, national_id, places, context.today)
    identity = identity_of(found.userinfo, entry)

    account = _find_or_open(context, found, entry, identity)
    for mark in account.marks:
        begin_to_follow(context, mark)
    mode = identity.mode(context.settings.acting_modes.split())
    account_id = account.head.account.id
    session = begin_session(context, account.head, mode, account.items, caller)
    note_use(context, account_id, find(account.items, PasswordItem, keys.password(account_id)))
    return SignedInByCard(session, account.is_first)


@retried
def _find_or_open(context: Context, found: SignedIn, entry: DirectoryEntry | None, identity: CardIdentity) -> _Found:
    card = read_card(context, identity)
    account_id = card.account_id
    if not account_id:
        return _open(context, identity, card)
    doubt_key = keys.doubt(identity.national_id, LIBERAL, context.keys.lookup)
    own = read([*keys_of_sign_in(account_id), keys.practice(account_id), keys.password(account_id), doubt_key])
    head = find_head(own, account_id)
    if head is None or head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.NOT_ALLOWED, NOT_YET)
    # The delegations come first, then the card's facts, so that a crash in between repeats the whole.
    stored = find(own, PracticeItem, keys.practice(account_id))
    before = to_practice(stored)
    sure = _without_doubt(entry, find(own, DoubtItem, doubt_key), context)
    said = identity_of(found.userinfo, sure, _known(head, before))
    follow_rights(context, head.account, before, said.practice, said.liberal_activity)
    taken = taken_by(context, card, account_id)
    is_known = before == said.practice and _is_known(head, said) and numbers.are_written(stored, said.practice)
    if taken.aliases or not is_known:
        transact(_writes_of_known(context, head, stored, said, taken))
        end_given_meanwhile(context, head.account, before, said.practice, said.liberal_activity)
    return _Found(head, own, taken.marks, is_first=False)


def _without_doubt(entry: DirectoryEntry | None, doubt: DoubtItem | None, context: Context) -> DirectoryEntry | None:
    """Return the directory's entry without the change of a single night, which ends no right (specification §8)."""
    if entry is None or doubt is None or is_over(doubt, context.now) or to_doubt(doubt).ended_at:
        return entry
    return entry._replace(liberal_activity=None)


def _open(context: Context, identity: CardIdentity, card: Card) -> _Found:
    """Open the account of a first sign-in. Its owner may only look until he has given and confirmed an address."""
    account = Account(
        new_id(),
        AccountStatus.ACTIVE,
        address="",
        name=identity.name,
        liberal_activity=identity.liberal_activity,
    )
    item = head_item(account, detail=identity.detail, rpps=identity.rpps, cpe=identity.cpe)
    taken = taken_by(context, card, account.id)
    transact(
        [
            *writes_of(taken),
            Save(item, HeadItem.pk.does_not_exist()),
            Save(numbers.practice_with_numbers(account.id, identity.practice)),
            *numbers.writes_of(account.id, None, identity.practice, context.keys.lookup),
            event_of(context, account.id, AccountEvent.OPENED),
        ]
    )
    head = Head(account, identity.detail, generation=0, unread=0, rpps=identity.rpps)
    return _Found(head, {}, taken.marks, is_first=True)


def _known(head: Head, practice: Practice) -> Known:
    return Known(practice, head.account.name, head.detail, head.account.liberal_activity)


def _is_known(head: Head, identity: CardIdentity) -> bool:
    """Whether the account already has the facts of the card, as on most days, so that nothing must be written."""
    account = head.account
    numbers = (identity.rpps or head.rpps, identity.cpe or head.cpe)
    told = (identity.name, identity.detail, identity.liberal_activity, *numbers)
    return told == (account.name, head.detail, account.liberal_activity, head.rpps, head.cpe)


def _writes_of_known(
    context: Context, head: Head, stored: PracticeItem | None, identity: CardIdentity, taken: Taken
) -> list[Write]:
    """Return the writes that replace the known facts by those of the card, unless they have changed meanwhile."""
    actions: list[Action] = [
        HeadItem.name.set(to_plain(identity.name)),
        HeadItem.detail.set(identity.detail),
        HeadItem.liberal.set(identity.liberal_activity),
    ]
    if identity.rpps:
        actions.append(HeadItem.rpps.set(identity.rpps))
    if identity.cpe:
        actions.append(HeadItem.cpe.set(identity.cpe))
    account_id, known = head.account.id, head.account.liberal_activity
    unchanged = (HeadItem.generation == head.generation) & (HeadItem.liberal == known)
    return [
        Update(HeadItem(*keys.head(account_id)), actions, unchanged),
        Save(numbers.practice_with_numbers(account_id, identity.practice), practice_as_read(stored)),
        *numbers.writes_of(account_id, stored, identity.practice, context.keys.lookup),
        *writes_of(taken),
    ]
