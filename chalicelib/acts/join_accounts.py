"""Two accounts of one person become one, that of his card, by proof of both and never by a number (specification §1).

The person signed in with his card proves the other account by its password, by a link to its address or, when nobody
has opened it yet, by the link of the invitation. An account with a card of its own is never joined to another.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from pynamodb.expressions.update import Action

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import account_to_join, address_facts, follow_account_link, writes_of_pending
from chalicelib.acts.follow_account import begin_to_follow
from chalicelib.acts.follow_link import Landing, follow
from chalicelib.acts.fresh_proof import Needed, proof_needed
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import Person, SignedOut, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.acts.sign_in import prove_password
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Account, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import follows, key_parts, keys, mails, passkeys, pendings
from chalicelib.store.accounts import (
    MOST_JOINED,
    AliasItem,
    Head,
    HeadItem,
    PasswordItem,
    PracticeItem,
    find_head,
    to_head,
)
from chalicelib.store.ask_links import AskLinkItem
from chalicelib.store.codec import to_plain
from chalicelib.store.delegations import TOMBSTONE_KEPT
from chalicelib.store.erasures import ErasureItem
from chalicelib.store.follows import FollowItem
from chalicelib.store.limits import spend
from chalicelib.store.pendings import PendingItem
from chalicelib.store.preferences import PreferencesItem
from chalicelib.store.table import Item, Key, epoch, find, read
from chalicelib.store.writes import Delete, Save, Update, Write, transact

log = logging.getLogger(__name__)

_BY_CARD = "Pour réunir vos comptes, connectez-vous avec votre carte, il y a moins de cinq minutes."
_HAS_CARD = "Ce compte a déjà été ouvert avec une carte\u00a0: il ne peut pas être réuni à un autre."
_OWN = "Cette adresse est déjà celle de votre compte."
_MOST = f"Vous avez déjà réuni {MOST_JOINED} comptes au vôtre\u00a0: c’est le maximum. Appelez l’assistance technique."
_CHANGED = "Ce compte vient d’être modifié. Merci de recommencer."


class NeedsCard(Exception):
    """The person signed in has not just used his card."""

    message = _BY_CARD


@dataclass(frozen=True)
class _Proof:
    """The proof of the other account: its id, the state in which it was proved, and the request to use up."""

    head: Head
    pending: PendingItem | None = None

    def holds(self, other: HeadItem) -> bool:
        """Whether the account is still in the proved state: a former password, address or invitation proves nothing."""
        head, account = self.head, self.head.account
        # Nobody has a secret of a reservation: the link of its invitation is the whole proof.
        generation = head.generation if account.status.is_known else int(other.generation)
        proved = (generation, account.status.is_known, account.address)
        return proved == (int(other.generation), AccountStatus(other.status).is_known, other.address)


@dataclass(frozen=True)
class JoinLanding:
    """The target of the link of a join: the account of the card, and the one to be joined to it."""

    person: Person
    other: Head
    pending: PendingItem


def join_by_password(context: Context, session: Session | None, address: str, password: str, caller: Caller) -> None:
    """Join the account of this address and password to the one signed in. Attempts count as at the sign-in."""
    _signed_in_by_card(context, session)
    proved = prove_password(context, address, password, caller)
    begin_to_follow(context, retried(_join)(context, session, _Proof(proved.head)))


def ask_to_join(context: Context, session: Session | None, address: str) -> Person:
    """Send the link that proves the account of `address`. The result and the calls are the same when there is none."""
    wanted = normalise(address)
    person = _signed_in_by_card(context, session)
    me = person.head.account
    most = context.settings.address_changes_per_hour
    spend(f"join:{me.id}", most, timedelta(hours=1), context.now, "liens de réunion de comptes")
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    other_id = alias.account_id if alias else "-"
    other = find_head(read([keys.head(other_id)]), other_id)
    known = other is not None and other.account.status.is_known and other_id != me.id
    transact(writes_of_pending(context, AccountMail.COMPTE_A_RATTACHER, me, wanted, is_sent=known, other_id=other_id))
    return person


def follow_join_link(context: Context, session: Session | None, token: str) -> JoinLanding:
    """Return the accounts of the link; raise `DeadLink`, or `NeedsCard` unless its own account is signed in by card.

    The link alone joins nothing: the reader of the mail must be the person whose card asked for it.
    """
    landing = follow_account_link(context, AccountPurpose.JOIN, token)
    if session is None or session.account_id != landing.head.account.id:
        raise NeedsCard
    person = _signed_in_by_card(context, session)
    return JoinLanding(person, account_to_join(landing), landing.pending)


def join_by_link(context: Context, session: Session | None, token: str) -> None:
    """Join the two accounts of the link; raise as `follow_join_link` does."""
    begin_to_follow(context, _join_by_link(context, session, token))


@retried
def _join_by_link(context: Context, session: Session | None, token: str) -> FollowItem:
    landing = follow_join_link(context, session, token)
    return _join(context, session, _Proof(landing.other, landing.pending))


def follow_invitation(context: Context, session: Session | None, token: str) -> tuple[Person, Landing]:
    """Return an invitation without an account, and the person who would answer it with his card."""
    landing = follow(context, Purpose.OPEN_ACCOUNT, token)
    if landing.account.status is not AccountStatus.RESERVEE:
        raise Refused(Code.ACCOUNT_APPEARED, "Un compte amelipro existe déjà pour cette invitation.")
    return _signed_in_by_card(context, session), landing


def join_invitation(context: Context, session: Session | None, token: str) -> str:
    """Give the demands of the invited address to the account of the card; return the delegation of the link."""
    delegation_id, mark = _join_by_invitation(context, session, token)
    begin_to_follow(context, mark)
    return delegation_id


@retried
def _join_by_invitation(context: Context, session: Session | None, token: str) -> tuple[str, FollowItem]:
    _, landing = follow_invitation(context, session, token)
    proof = _Proof(Head(landing.account, "", generation=0, unread=0))
    return landing.delegation.id, _join(context, session, proof)


def _signed_in_by_card(context: Context, session: Session | None) -> Person:
    """Return the person signed in; raise `NeedsCard` unless he has just used his card."""
    person = person_of(session, read(keys.person(account_id_of(session))))
    _require_fresh_card(context, session)
    return person


def is_fresh_card(context: Context, session: Session) -> bool:
    """Whether the session began by card a moment ago (specification §1, « asked twice »)."""
    return session.mode is Mode.CARTE and proof_needed(context, session, None) is Needed.NOTHING


def _require_fresh_card(context: Context, session: Session | None) -> None:
    if session is None:
        raise SignedOut
    if not is_fresh_card(context, session):
        raise NeedsCard


def _join(context: Context, session: Session | None, proof: _Proof) -> FollowItem:
    """Join the proved account to the one signed in by card, in one transaction; return the mark of its delegations."""
    me_id, other_id = account_id_of(session), proof.head.account.id
    wanted = [*keys.person(me_id), *(keys.head(other_id), keys.practice(other_id), keys.erasure(other_id))]
    secrets = [*map(keys.password, (me_id, other_id)), *map(keys.passkeys, (me_id, other_id))]
    items = read([*wanted, keys.erasure(me_id), *secrets])
    person = person_of(session, items)
    _require_fresh_card(context, session)
    other = _joinable(items, proof, me_id)
    if other.was_opened and len(person.head.former) >= MOST_JOINED:
        raise Refused(Code.LIMIT, _MOST)
    own, others = (find(items, PasswordItem, keys.password(one)) for one in (me_id, other_id))
    mark, secret = follows.item(me_id, other_id, context.now), context.keys.lookup
    transact(
        [
            *([pendings.use_of(proof.pending)] if proof.pending else []),
            Save(mark),
            *_writes_of_left(context, other, me_id),
            *_writes_of_kept(context, person.head, other),
            *_writes_of_password(own, others, me_id),
            *passkeys.move_of(items, other_id, me_id, context.now, secret),
            *_mails(context, person.head, to_head(other)),
            event_of(context, me_id, AccountEvent.ACCOUNTS_JOINED),
        ]
    )
    log.info("accounts_joined", extra={"account": me_id, "other": other_id})
    return mark


def _joinable(items: dict[Key, Item], proof: _Proof, me_id: str) -> HeadItem:
    """Return the proved account; raise `Refused` unless it may be joined to the other one now."""
    other_id = proof.head.account.id
    other = find(items, HeadItem, keys.head(other_id))
    if other is None or find(items, ErasureItem, keys.erasure(other_id)) or other.joined_to:
        raise Refused(Code.NOT_ALLOWED, _CHANGED)
    if other_id == me_id:
        raise Refused(Code.ONESELF, _OWN)
    if find(items, PracticeItem, keys.practice(other_id)):
        raise Refused(Code.NOT_ALLOWED, _HAS_CARD)
    # A closed account is a reservation again, which no proof of before opens.
    if to_head(other).is_closed or not proof.holds(other) or find(items, ErasureItem, keys.erasure(me_id)):
        raise Refused(Code.CONFLICT, _CHANGED)
    return other


def _writes_of_left(context: Context, other: HeadItem, me_id: str) -> list[Write]:
    """Return the writes that keep of the other account only that it is joined; its sessions, requests and links end."""
    account_id = key_parts.owner(other.pk)
    actions = [
        HeadItem.status.set(AccountStatus.RATTACHEE.value),
        HeadItem.joined_to.set(me_id),
        HeadItem.address.set(""),
        HeadItem.name.set(to_plain(Name())),
        HeadItem.generation.add(1),
        HeadItem.ttl.set(epoch(context.now + TOMBSTONE_KEPT)),
        HeadItem.waiting.remove(),
        HeadItem.wishes.remove(),
        HeadItem.due_shard.remove(),
        HeadItem.due_at.remove(),
    ]
    same = (
        (HeadItem.generation == other.generation)
        & (HeadItem.status == other.status)
        & (HeadItem.address == other.address)
    )
    cancelled = [pendings.cancellation_of(account_id, purpose) for purpose in AccountPurpose]
    unwanted = [Delete(PreferencesItem(*keys.preferences(account_id))), Delete(AskLinkItem(*keys.ask_link(account_id)))]
    return [Update(HeadItem(*other.key), actions, same), *unwanted, *cancelled]


def _writes_of_kept(context: Context, me: Head, other: HeadItem) -> list[Write]:
    """Return the writes that keep the own address, or take the other account's; the one not kept becomes free."""
    account, other_id = me.account, key_parts.owner(other.pk)
    actions: list[Action] = [HeadItem.address.set(account.address or other.address)]
    if other.was_opened:
        actions.append(HeadItem.former.add({other_id}))
    if not account.address and other.suppressed:
        actions += [HeadItem.suppressed.set(True), HeadItem.suppressed_for.set(other.suppressed_for or "")]
        actions += [HeadItem.suppressed_at.set(other.suppressed_at or 0)]
    same = (HeadItem.generation == me.generation) & (HeadItem.address == account.address)
    active = HeadItem.status == AccountStatus.ACTIVE.value
    writes: list[Write] = [Update(HeadItem(*keys.head(account.id)), actions, same & active)]
    alias, own = AliasItem(*keys.alias("address", other.address, context.keys.lookup)), AliasItem.account_id == other_id
    if other.address and account.address:
        writes.append(Delete(alias, own))
    elif other.address:
        writes.append(Update(alias, [AliasItem.account_id.set(account.id)], own))
    return writes


def _writes_of_password(own: PasswordItem | None, others: PasswordItem | None, me_id: str) -> list[Write]:
    """Return the writes that keep the own password, or take the other account's."""
    if others is None:
        return []
    writes: list[Write] = [Delete(PasswordItem(*others.key), PasswordItem.hash == others.hash)]
    if own is None:
        moved = PasswordItem(*keys.password(me_id), hash=others.hash, consent_at=others.consent_at)
        moved.used_at = others.used_at
        if others.due_at:
            moved.due_shard, moved.due_at = keys.due_shard("TIME", me_id), others.due_at
        writes.append(Save(moved, PasswordItem.pk.does_not_exist()))
    return writes


def _mails(context: Context, me: Head, other: Head) -> list[Write]:
    """Return the mails to both addresses that the accounts are one. An answered invitation needs none."""
    left, kept = other.account, me.account._replace(address=me.account.address or other.account.address)
    if not left.status.is_known:
        return []
    by_address = {kept.address: kept, left.address: left}
    return [_mail(context, account, kept, address) for address, account in by_address.items()]


def _mail(context: Context, to: Account, kept: Account, address: str) -> Write:
    facts = {**address_facts(context, kept, address), "compte": kept.address}
    return Save(mails.account_item(AccountMail.COMPTES_REUNIS, to, facts, (), context.now, address))
