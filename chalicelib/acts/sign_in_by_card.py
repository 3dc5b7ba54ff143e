"""Signing in by card, through Pro Santé Connect (spec §1)."""

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.context import Context
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.directory import directory
from chalicelib.identity.psc import SignedIn
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.identity.userinfo import CardIdentity, identity_of
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, Head, HeadItem, find_head, practice_item
from chalicelib.store.codec import to_plain
from chalicelib.store.table import find, read, transact

CARD = "CARD"
"""The `authMode` of a card; any other lets one look, not act."""


def sign_in_by_card(context: Context, found: SignedIn) -> Session:
    """Return a new session for whoever Pro Santé Connect has identified; raises `Refused` without an account.

    What the card and the directory say now replaces what was known: name, structures, liberal activity.
    """
    entry = directory(context.settings).lookup(str(found.userinfo.get("SubjectNameID", "")))
    identity = identity_of(found.userinfo, entry)
    head = _head_of(context, identity)
    transact(lambda transaction: _refresh(transaction, head, identity))
    mode = Mode.CARTE if identity.auth_mode == CARD else Mode.MOBILE
    return open_session(head.account.id, head.epoch, mode, context.now)


def _head_of(context: Context, identity: CardIdentity) -> Head:
    alias_key = keys.alias("psc", identity.national_id, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    head = find_head(read([keys.head(alias.account_id)]), alias.account_id) if alias else None
    if head is None or head.account.status is not AccountStatus.ACTIVE:
        raise Refused(Code.NOT_ALLOWED, "Aucun compte amelipro actif n’est rattaché à cette carte.")
    return head


def _refresh(transaction: TransactWrite, head: Head, identity: CardIdentity) -> None:
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
