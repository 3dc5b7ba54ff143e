"""Asking for another address, or for a first one: it must be confirmed by a link sent there (spec §1)."""

from datetime import timedelta

from chalicelib.acts.account_links import ask
from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.racing import retried
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.addresses import normalise
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.limits import spend
from chalicelib.store.table import read, transact


def ask_address(context: Context, session: Session | None, address: str) -> tuple[Person, str]:
    """Send the link that confirms `address`; return who asked, and the address normalised. Raises `Refused`.

    The answer is the same when somebody else has it: only whoever reads its mails will learn so.
    """
    wanted = normalise(address)
    account_id = account_id_of(session)
    person = person_of(session, read(keys.person(account_id)))
    account = person.head.account
    if wanted == account.address:
        raise Refused(Code.FORM, fields={"adresse": "Cette adresse est déjà celle de votre compte."})
    spend(f"address:{account_id}", context.settings.address_changes_per_hour, timedelta(hours=1), context.now)
    kind = AccountMail.ADRESSE_A_CONFIRMER
    retried(lambda: transact(lambda transaction: ask(transaction, context, kind, account, wanted)))
    return person, wanted
