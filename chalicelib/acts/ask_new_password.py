"""« Mot de passe oublié » (specification §1). It never reveals whether the address has an account."""

from datetime import timedelta

from chalicelib.acts.account_links import writes_of_password_pending
from chalicelib.acts.guesses import Caller
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import AliasItem, find_head
from chalicelib.store.limits import spend
from chalicelib.store.table import find, read
from chalicelib.store.writes import transact


def ask_new_password(context: Context, address: str, caller: Caller) -> None:
    """Send the link to choose a new password, if the address has an account; raise `Refused` when it is malformed.

    Requests are limited for each address, known or not (specification §7). Earlier links work until one of them is used
    or their hour is over, so a stranger's request takes nothing from the owner.
    """
    wanted = normalise(address)
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    nobody_id = keys.nobody(wanted, context.keys.lookup)
    account_id = alias.account_id if alias else nobody_id
    # Each address without account has its own item, so that requests for two of them never collide, as for known ones.
    nobody = Account(f"{nobody_id}-", AccountStatus.RESERVEE, "")
    _spend(context, wanted, account_id, caller)
    _ask(context, wanted, account_id, nobody)


@retried
def _ask(context: Context, address: str, account_id: str, nobody: Account) -> None:
    purpose = AccountPurpose.NEW_PASSWORD
    items = read([keys.head(account_id), keys.pending(account_id, purpose), keys.pending(nobody.id, purpose)])
    head = find_head(items, account_id)
    account = head.account if head and head.account.status.is_known else nobody
    earlier = pendings.living(items, account.id, purpose, context.now)
    transact(writes_of_password_pending(context, account, address, earlier))


def _spend(context: Context, address: str, account_id: str, caller: Caller) -> None:
    """Count a request of a browser known to the account; otherwise count it for its origin, and for the address."""
    settings = context.settings
    browser = caller.known.get(account_id)
    if browser:
        _count(context, f"{address} browser:{browser.id}", settings.password_resets_per_hour)
        return
    _count(context, f"{address} origin:{caller.origin}", settings.password_resets_per_hour)
    _count(context, address, settings.password_reset_mails_per_hour)


def _count(context: Context, what: str, most: int) -> None:
    scope = f"reset:{keys.digest('reset', what, context.keys.lookup)}"
    spend(scope, most, timedelta(hours=1), context.now, "demandes de mot de passe pour une même adresse")
