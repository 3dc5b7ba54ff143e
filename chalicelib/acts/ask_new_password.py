"""« Mot de passe oublié » (spec §1): whether the address has an account, nobody learns here."""

from datetime import timedelta

from chalicelib.acts.account_links import ask
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.people import Account
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity.addresses import normalise
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem, find_head
from chalicelib.store.limits import spend
from chalicelib.store.table import find, read, transact


def ask_new_password(context: Context, address: str) -> None:
    """Send the link to choose a new password, if the address has an account; raises `Refused` when malformed.

    Limited by address, known or not (spec §7).
    """
    wanted = normalise(address)
    spend(
        f"reset:{keys.digest('reset', wanted, context.keys.lookup)}",
        context.settings.password_resets_per_hour,
        timedelta(hours=1),
        context.now,
    )
    alias_key = keys.alias("address", wanted, context.keys.lookup)
    alias = find(read([alias_key]), AliasItem, alias_key)
    # Under an item of its own for each unknown address: requests for two of them never meet, as for known ones.
    nobody = Account(keys.nobody(wanted, context.keys.lookup), AccountStatus.RESERVEE, "")
    account_id = alias.account_id if alias else nobody.id
    head = find_head(read([keys.head(account_id)]), account_id)
    known = head is not None and head.account.status.is_known
    account = head.account if head and known else nobody
    kind = AccountMail.MOT_DE_PASSE_OUBLIE
    retried(lambda: transact(lambda transaction: ask(transaction, context, kind, account, wanted, is_sent=known)))
