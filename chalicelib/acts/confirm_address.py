"""Confirming an address by its link: reservation and pending demands move in one transaction (spec §1)."""

import secrets

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.acts.account_links import AccountLanding, address_facts, follow_account_link
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.transitions import by_account
from chalicelib.store import keys, mails, pendings
from chalicelib.store.accounts import AliasItem, HeadItem, alias_item, not_suppressed
from chalicelib.store.commit import Plan, write
from chalicelib.store.delegations import DelegationItem, SummaryItem, from_item
from chalicelib.store.table import epoch, find, query, read, transact

MOST_DELEGATIONS = 15
"""More would not fit into one transaction of a hundred items."""


def confirm_address(context: Context, token: str) -> str:
    """Make the address the account's own and return it; raises `DeadAccountLink`, or `Refused` when another has it.

    Every session ends (`carry_session` keeps the one of this browser), and so does a request for a new password.
    """

    def attempt() -> str:
        asked = follow_account_link(context, AccountPurpose.CONFIRM_ADDRESS, token)
        new = asked.head.account._replace(address=str(asked.pending.address))
        alias_key = keys.alias("address", new.address, context.keys.lookup)
        if find(read([alias_key]), AliasItem, alias_key):
            raise Refused(
                Code.CONFLICT,
                "Cette adresse est déjà rattachée à un compte amelipro, ou à une invitation qui attend une réponse.",
            )
        plans = _following(context, new)
        transact(lambda transaction: _move(transaction, context, asked, new, plans))
        return new.address

    return retried(attempt)


def _following(context: Context, account: Account) -> list[Plan]:
    """Return what happens to each delegation that the account has received."""
    pk, _ = keys.head(account.id)
    found_lines = (item for item in query(pk, "RECEIVED#", "RECEIVED#~") if isinstance(item, SummaryItem))
    lines = [item for item in found_lines if item.gone_at > epoch(context.now)]
    if len(lines) > MOST_DELEGATIONS:
        raise Refused(Code.CONFLICT, "Trop de délégations sont rattachées à votre compte\u00a0: appelez l’assistance.")
    state_keys = [keys.delegation(item.sk.split("#", 1)[1]) for item in lines]
    items = read(state_keys) if state_keys else {}
    found = [find(items, DelegationItem, key) for key in state_keys]
    delegations = [from_item(item) for item in found if item is not None]
    return [
        Plan(
            by_account.readdress(delegation, account, secrets.token_urlsafe(9), context.now),
            account,
            heads=False,
        )
        for delegation in delegations
        if delegation.status_at(context.now) is not None
    ]


def _move(transaction: TransactWrite, context: Context, asked: AccountLanding, new: Account, plans: list[Plan]) -> None:
    told, old = 0, asked.head.account
    for plan in plans:
        told += write(transaction, plan, context).get(new.id, 0)
    pendings.use(transaction, asked.pending)
    pendings.cancel(transaction, new.id, AccountPurpose.NEW_PASSWORD)
    transaction.save(alias_item(new.address, new.id, context.keys.lookup), condition=AliasItem.pk.does_not_exist())
    actions: list[Action] = [
        HeadItem.address.set(new.address),
        *not_suppressed(context.now),
        HeadItem.unread.add(told),
        HeadItem.epoch.add(1),
    ]
    same = (HeadItem.address == old.address) & (HeadItem.epoch == asked.head.epoch)
    transaction.update(HeadItem(*keys.head(new.id)), actions=actions, condition=same)
    if not old.address:
        return
    old_alias = AliasItem(*keys.alias("address", old.address, context.keys.lookup))
    transaction.delete(old_alias, condition=AliasItem.account_id == old.id)
    facts = address_facts(context, new, old.address)
    transaction.save(mails.account_item(AccountMail.ADRESSE_MODIFIEE, new, facts, (), context.now, old.address))
