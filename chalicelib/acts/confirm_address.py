"""Confirming an address by its link: it moves in one transaction, then each delegation follows (spec §1)."""

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.acts.account_links import AccountLanding, address_facts, follow_account_link
from chalicelib.acts.follow_account import begin_to_follow
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.store import follows, keys, mails, pendings
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, not_suppressed
from chalicelib.store.follows import FollowItem
from chalicelib.store.table import find, read, transact


def confirm_address(context: Context, token: str) -> str:
    """Make the address the account's own and return it; raises `DeadAccountLink`, or `Refused` when another has it.

    Every session ends (`carry_session` keeps the one of this browser), and so does a request for a new password.
    """

    def attempt() -> tuple[str, FollowItem]:
        asked = follow_account_link(context, AccountPurpose.CONFIRM_ADDRESS, token)
        new = asked.head.account._replace(address=str(asked.pending.address))
        alias_key = keys.alias("address", new.address, context.keys.lookup)
        if find(read([alias_key]), AliasItem, alias_key):
            raise Refused(
                Code.CONFLICT,
                "Cette adresse est déjà rattachée à un compte amelipro, ou à une invitation qui attend une réponse.",
            )
        mark = follows.item(new.id, new.id, context.now)
        transact(lambda transaction: _move(transaction, context, asked, new, mark))
        return new.address, mark

    address, mark = retried(attempt)
    begin_to_follow(context, mark)
    return address


def _move(transaction: TransactWrite, context: Context, asked: AccountLanding, new: Account, mark: FollowItem) -> None:
    old = asked.head.account
    pendings.use(transaction, asked.pending)
    pendings.cancel(transaction, new.id, AccountPurpose.NEW_PASSWORD)
    transaction.save(alias_item(new.address, new.id, context.keys.lookup), condition=AliasItem.pk.does_not_exist())
    actions: list[Action] = [
        HeadItem.address.set(new.address),
        *not_suppressed(context.now),
        HeadItem.generation.add(1),
    ]
    same = (HeadItem.address == old.address) & (HeadItem.generation == asked.head.generation)
    transaction.update(HeadItem(*keys.head(new.id)), actions=actions, condition=same)
    transaction.save(mark)
    if not old.address:
        return
    old_alias = AliasItem(*keys.alias("address", old.address, context.keys.lookup))
    transaction.delete(old_alias, condition=AliasItem.account_id == old.id)
    facts = address_facts(context, new, old.address)
    transaction.save(mails.account_item(AccountMail.ADRESSE_MODIFIEE, new, facts, (), context.now, old.address))
