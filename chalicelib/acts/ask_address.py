"""Asking for another address, or for a first one: it must be confirmed by a link sent there (spec §1)."""

import secrets
from datetime import timedelta

from pynamodb.transactions import TransactWrite

from chalicelib.acts.people import account_id_of, person_of
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Session
from chalicelib.store import keys, mails, pendings
from chalicelib.store.limits import spend
from chalicelib.store.table import read, transact

LIFE = timedelta(hours=24)


def ask_address(context: Context, session: Session | None, address: str) -> str:
    """Send the link that confirms `address` and return it normalised; raises `Refused`.

    The answer is the same when somebody else has it: only whoever reads its mails will learn so.
    """
    wanted = normalise(address)
    account_id = account_id_of(session)
    person = person_of(session, read([keys.head(account_id)]))
    account = person.head.account
    if wanted == account.address:
        raise Refused(Code.FORM, fields={"adresse": "Cette adresse est déjà celle de votre compte."})
    spend(f"address:{account_id}", context.settings.address_changes_per_hour, timedelta(hours=1), context.now)
    nonce = secrets.token_urlsafe(12)
    pending = pendings.item(account_id, AccountPurpose.CONFIRM_ADDRESS, nonce, context.now + LIFE, wanted)
    facts = {"adresse": wanted, "envoye_le": context.today.isoformat()}
    claim = (account_id, nonce)
    mail = mails.account_item(AccountMail.ADRESSE_A_CONFIRMER, account, facts, claim, context.now, wanted)

    def write(transaction: TransactWrite) -> None:
        transaction.save(pending)
        transaction.save(mail)

    transact(write)
    return wanted
