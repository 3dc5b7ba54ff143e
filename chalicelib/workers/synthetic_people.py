"""The two people of the synthetic delegation: their accounts, their addresses, their sessions.

No alias leads to the délégant's account, so no sign-in and no form of a stranger finds it; it has no password, no card
and no passkey. The délégué's account is that of an address that nobody can guess, at the simulator of SES, which reads
no mail and answers none. Its password is random, and forgotten as soon as it is chosen. The function itself opens their
sessions: it may write the open sessions of these two accounts, and of no other.
"""

from chalicelib.acts.begin_session import only_session
from chalicelib.context import Context
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Account, Name, Practice, Structure
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.synthetic import DELEGANT, DELEGUE, MAILBOXES
from chalicelib.identity.sessions import Mode, Session, open_session
from chalicelib.store import keys
from chalicelib.store.accounts import (
    HeadItem,
    PracticeItem,
    head_item,
    not_suppressed,
    practice_item,
    read_head,
    to_practice,
)
from chalicelib.store.table import find, read, update_if
from chalicelib.store.writes import Save, Write, transact
from chalicelib.workers.front_door import Unexpected

CABINET = "synthetic-cabinet"
DELEGUE_NAME = Name("M", "Délégué", "Synthétique")
_DELEGANT_NAME = Name("MME", "Délégante", "Synthétique")
_PRACTICE = Practice(
    categorie=MEDECIN,
    specialite="01",
    structures=(
        Structure(CABINET, "Cabinet synthétique", "", "", "", categorie=MEDECIN, specialite="01", liberal=True),
    ),
    liberal=True,
)


def prepare_delegant(context: Context) -> None:
    """Write the account of the délégant, or its practice, where it is not there as it should be."""
    head_key, practice_key = keys.head(DELEGANT), keys.practice(DELEGANT)
    items = read([head_key, practice_key])
    writes: list[Write] = []
    if find(items, HeadItem, head_key) is None:
        account = Account(DELEGANT, AccountStatus.ACTIVE, _address(context, DELEGANT), _DELEGANT_NAME, True)
        writes.append(Save(head_item(account), HeadItem.pk.does_not_exist()))
    if to_practice(find(items, PracticeItem, practice_key)) != _PRACTICE:
        writes.append(Save(practice_item(DELEGANT, _PRACTICE)))
    if writes:
        transact(writes)


def account_of_delegue(context: Context) -> Account:
    """Return the délégué's account as a look-up of its address finds it; open, where the life before was cut off.

    A mail that came back, which the simulator has no reason for, does not hold up the lives after.
    """
    head = read_head(DELEGUE)
    if head and head.suppressed:
        # It may have ended since: a change of an item that is gone would leave one without its kind.
        update_if(HeadItem(*keys.head(DELEGUE)), not_suppressed(context.now), HeadItem.pk.exists())
    return head.account if head else Account(DELEGUE, AccountStatus.RESERVEE, _address(context, DELEGUE))


def sign_in(context: Context, account_id: str) -> Session:
    """Open a session of one of the two, which ends the one before."""
    head = read_head(account_id)
    if head is None:
        raise Unexpected("no account")
    session = open_session(account_id, head.generation, Mode.CARTE, context.now)
    transact([only_session(context, session, "")])
    return session


def _address(context: Context, account_id: str) -> str:
    """Return an address at the simulator of SES, which takes each mail and reports its delivery.

    Its label is a keyed hash: nobody can type the address, to look for the account or to invite it.
    """
    return f"success+{keys.digest('synthetic', account_id, context.keys.lookup)}{MAILBOXES}"
