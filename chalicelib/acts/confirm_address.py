"""The confirmation of an address by its link. The account moves in one transaction, then each delegation follows.

The rule is in specification §1.
"""

from chalicelib.acts.account_events import event_of
from chalicelib.acts.account_links import AccountLanding, address_facts, follow_account_link
from chalicelib.acts.follow_account import begin_to_follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_events import AccountEvent
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import follows, keys, mails, pendings
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, not_suppressed
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import find, read
from chalicelib.store.writes import Delete, Save, Update, Write, transact


def confirm_address(context: Context, token: str) -> str:
    """Give the account its new address and return it; raise `DeadAccountLink`, or `Refused` when another one has it.

    Every session ends (`carry_session` keeps that of this browser), and so does a request for a new password.
    """
    address, mark = _move(context, token)
    begin_to_follow(context, mark)
    return address


@retried
def _move(context: Context, token: str) -> tuple[str, FollowItem]:
    """Move the account to its new address; return the address, and the mark by which its delegations follow."""
    asked = follow_account_link(context, AccountPurpose.CONFIRM_ADDRESS, token)
    new = asked.head.account._replace(address=asked.address)
    alias_key = keys.alias("address", new.address, context.keys.lookup)
    if find(read([alias_key]), AliasItem, alias_key):
        raise Refused(
            Code.CONFLICT,
            "Cette adresse est déjà rattachée à un compte amelipro, ou à une invitation qui attend une réponse.",
        )
    mark = follows.item(new.id, new.id, context.now)
    transact([*_writes_of_new(context, asked, new), Save(mark), *_writes_of_old(context, asked.head.account, new)])
    return new.address, mark


def _writes_of_new(context: Context, asked: AccountLanding, new: Account) -> list[Write]:
    old = asked.head.account
    actions = [HeadItem.address.set(new.address), *not_suppressed(context.now), HeadItem.generation.add(1)]
    same = (HeadItem.address == old.address) & (HeadItem.generation == asked.head.generation)
    return [
        pendings.use_of(asked.pending),
        pendings.cancellation_of(new.id, AccountPurpose.NEW_PASSWORD),
        event_of(context, new.id, AccountEvent.ADDRESS_CHANGED),
        Save(alias_item(new.address, new.id, context.keys.lookup), AliasItem.pk.does_not_exist()),
        Update(HeadItem(*keys.head(new.id)), actions, same),
    ]


def _writes_of_old(context: Context, old: Account, new: Account) -> list[Write]:
    """Return the writes that free the former address and write to it; none for a first address."""
    if not old.address:
        return []
    alias = AliasItem(*keys.alias("address", old.address, context.keys.lookup))
    facts = address_facts(context, new, old.address)
    return [
        Delete(alias, AliasItem.account_id == old.id),
        Save(mails.account_item(AccountMail.ADRESSE_MODIFIEE, new, facts, (), context.now, old.address)),
    ]
