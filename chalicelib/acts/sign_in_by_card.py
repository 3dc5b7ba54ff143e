"""Signing in by card, through Pro Santé Connect; the first time opens the account (spec §1)."""

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.acts.begin_session import begin_session
from chalicelib.acts.ids import new_id
from chalicelib.acts.racing import retried
from chalicelib.acts.reconcile import reconcile
from chalicelib.acts.sign_in import NOT_YET
from chalicelib.context import Context
from chalicelib.domain.people import Account, Practice
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.directory import look_up_or_none
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.sessions import Mode, Session
from chalicelib.identity.userinfo import CardIdentity, Known, identity_of, national_id_of
from chalicelib.store import keys
from chalicelib.store.accounts import (
    AliasItem,
    Head,
    HeadItem,
    PracticeItem,
    find_head,
    head_item,
    practice_item,
    to_practice,
)
from chalicelib.store.codec import to_plain
from chalicelib.store.table import Item, Key, find, read, transact


def sign_in_by_card(context: Context, found: SignedIn) -> Session:
    """Return a new session for whoever Pro Santé Connect has identified; raises `Refused` before a first validation.

    What the card and the directory say now replaces what was known, and delegations follow (`reconcile`); what they
    do not say stays.
    """
    entry = look_up_or_none(context.settings, national_id_of(found.userinfo))
    identity = identity_of(found.userinfo, entry)

    def attempt() -> tuple[Head, dict[Key, Item]]:
        own_keys = _own_keys(context, identity)
        aliases = read(own_keys)
        known = [item for item in (find(aliases, AliasItem, key) for key in own_keys) if item is not None]
        if not known:
            return _open(context, identity, own_keys[0]), {}
        account_id = known[0].account_id
        own = read([*keys.person(account_id), keys.practice(account_id)])
        head = find_head(own, account_id)
        if head is None or head.account.status is not AccountStatus.ACTIVE:
            raise Refused(Code.NOT_ALLOWED, NOT_YET)
        # First what follows from the card, then the card itself: a crash in between repeats the whole.
        before = to_practice(find(own, PracticeItem, keys.practice(account_id)))
        said = identity_of(found.userinfo, entry, _known(head, before))
        reconcile(context, head.account, before, said.practice, said.liberal_activity)
        new_card = own_keys[0] if known[0].key != own_keys[0] else None
        if new_card or before != said.practice or not _is_known(head, said):
            transact(lambda transaction: _refresh(transaction, head, said, new_card))
        return head, own

    head, own = retried(attempt)
    mode = Mode.CARTE if identity.by_card else Mode.MOBILE
    return begin_session(context, head.account.id, head.epoch, mode, own)


def _own_keys(context: Context, identity: CardIdentity) -> list[Key]:
    """Return the aliases that lead to this person: the card itself, then what a délégant has confirmed (spec §3)."""
    named = [("psc", identity.national_id), ("rpps", identity.rpps), ("cpe", identity.cpe)]
    return [keys.alias(kind, value, context.keys.lookup) for kind, value in named if value]


def _open(context: Context, identity: CardIdentity, card_key: Key) -> Head:
    """Open the account of a first sign-in; its address is still to be given and confirmed: until then one may look."""
    account = Account(
        new_id(),
        AccountStatus.ACTIVE,
        address="",
        name=identity.name,
        liberal_activity=identity.liberal_activity,
    )
    item = head_item(account, detail=identity.detail, rpps=identity.rpps)
    alias = AliasItem(pk=card_key[0], sk=card_key[1], account_id=account.id)

    def write(transaction: TransactWrite) -> None:
        transaction.save(alias, condition=AliasItem.pk.does_not_exist())
        transaction.save(item, condition=HeadItem.pk.does_not_exist())
        transaction.save(practice_item(account.id, identity.practice))

    transact(write)
    return Head(account, identity.detail, epoch=0, unread=0, rpps=identity.rpps)


def _known(head: Head, practice: Practice) -> Known:
    return Known(practice, head.account.name, head.detail, head.account.liberal_activity)


def _is_known(head: Head, identity: CardIdentity) -> bool:
    """Whether the account says of this person what the card says, as on most days: then there is nothing to write."""
    account = head.account
    told = (identity.name, identity.detail, identity.liberal_activity, identity.rpps or head.rpps)
    return told == (account.name, head.detail, account.liberal_activity, head.rpps)


def _refresh(transaction: TransactWrite, head: Head, identity: CardIdentity, new_card: Key | None) -> None:
    actions: list[Action] = [
        HeadItem.name.set(to_plain(identity.name)),
        HeadItem.detail.set(identity.detail),
        HeadItem.liberal.set(identity.liberal_activity),
    ]
    if identity.rpps:
        actions.append(HeadItem.rpps.set(identity.rpps))
    key = keys.head(head.account.id)
    transaction.update(HeadItem(*key), actions=actions, condition=HeadItem.epoch == head.epoch)
    transaction.save(practice_item(head.account.id, identity.practice))
    if new_card:
        alias = AliasItem(pk=new_card[0], sk=new_card[1], account_id=head.account.id)
        transaction.save(alias, condition=AliasItem.pk.does_not_exist())
