"""The délégué's account as the rules must see it: as stored, and completed by the directory."""

import logging
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import WAITING, AccountStatus
from chalicelib.domain.whose_number import Number, doubt_about_number, number_at_acceptance
from chalicelib.store.accounts import find_head
from chalicelib.store.table import Item, Key

if TYPE_CHECKING:
    from chalicelib.directory.persons import Person

log = logging.getLogger(__name__)

RPPS_DIGITS = 11


def stored_account(items: dict[Key, Item], delegation: Delegation) -> Account:
    """Return the délégué's account as stored. Acts that need an exclusive remplaçant complete it from the directory.

    An account à activer may end before a closed delegation; the account is then rebuilt from the delegation. One that
    its owner has closed counts as ended from then on, though its address stays for its last mails.
    """
    delegue = delegation.delegue
    head = find_head(items, delegue.account_id)
    if head is None:
        return Account(delegue.account_id, AccountStatus.FERMEE, delegue.address, delegue.name)
    return head.account._replace(status=AccountStatus.FERMEE) if head.is_closed else head.account


class SeenByDirectory(NamedTuple):
    """The délégué's account, completed by the directory, and the name in the directory for the typed RPPS."""

    account: Account
    person: "Person | None" = None

    def doubt(self, rpps_adeli: str, rpps_on_card: str, name: Name) -> str:
        """Return the doubt about the number of this délégué, as a sentence; empty when there is none."""
        from chalicelib.identity.directory import name_of  # noqa: PLC0415 - few delegations name an RPPS

        typed = rpps_adeli if len(rpps_adeli) == RPPS_DIGITS else ""
        return doubt_about_number(typed, rpps_on_card, name_of(self.person) if self.person else None, name)

    def require_own_number(self, rpps_adeli: str, rpps_on_card: str, name: Name, *, seen: bool) -> None:
        """Raise `Refused` when the number seems to be somebody else's, unless the délégant has `seen` the doubt."""
        doubt = "" if seen else self.doubt(rpps_adeli, rpps_on_card, name)
        if doubt:
            raise Refused(Code.NUMBER_IN_DOUBT, doubt)


class Accepting(NamedTuple):
    """The délégué's account, completed by the directory, and his number as he accepts."""

    account: Account
    number: Number


def accepting(delegation: Delegation, account: Account, rpps_on_card: str, context: Context) -> Accepting:
    """Return the account and the number that an acceptance rests on. One read, only when an RPPS was typed."""
    from chalicelib.identity.directory import name_of  # noqa: PLC0415 - few delegations name an RPPS

    typed = delegation.delegue.identifiers.rpps_adeli
    known = seen_by_directory(account, rpps_on_card or typed if len(typed) == RPPS_DIGITS else "", context)
    named = name_of(known.person) if known.person else None
    return Accepting(known.account, number_at_acceptance(typed, rpps_on_card, named, account.name))


def doubt_to_see(delegation: Delegation, account: Account, rpps_on_card: str, context: Context) -> str:
    """Return the doubt about his number that a délégué must see before he accepts; empty when there is none.

    It is also shown to him until the délégant has validated. Reads as `accepting`.
    """
    if delegation.status_at(context.now) not in WAITING or delegation.proposal_at(context.now):
        return ""
    return accepting(delegation, account, rpps_on_card, context).number.doubt


def rpps_on_card(items: dict[Key, Item], account_id: str) -> str:
    """Return the RPPS that a person's card has stated; empty when he has never used one."""
    head = find_head(items, account_id)
    return head.rpps if head else ""


def as_known(account: Account, delegation: Delegation, context: Context) -> Account:
    """Return `account` with the liberal activity that the directory knows of its délégué, if any (specification §2)."""
    return with_liberal_activity(account, delegation.delegue.identifiers.rpps_adeli, context)


def with_liberal_activity(account: Account, rpps_adeli: str, context: Context) -> Account:
    """Return `account` with the liberal activity that the directory knows of this RPPS, if any.

    A directory that fails changes nothing. One read, only when an RPPS is given and the account has no such activity.
    """
    return seen_by_directory(account, rpps_adeli, context).account


def seen_by_directory(account: Account, rpps_adeli: str, context: Context) -> SeenByDirectory:
    """Return `account` as `with_liberal_activity` does, and the directory's name; empty when there was no read."""
    if account.liberal_activity:
        return SeenByDirectory(account)
    person = _look_up(rpps_adeli, context).person
    return SeenByDirectory(account._replace(liberal_activity=bool(person and person.is_liberal)), person)


def has_liberal_activity(rpps_adeli: str, context: Context) -> bool | None:
    """Return whether the directory has a liberal activity for this number; None when it fails, which is logged."""
    person, has_failed = _look_up(rpps_adeli, context)
    return None if has_failed else bool(person and person.is_liberal)


class _Named(NamedTuple):
    """The person whom the directory names for an RPPS; nobody when it fails."""

    person: "Person | None" = None
    has_failed: bool = False


def _look_up(rpps_adeli: str, context: Context) -> _Named:
    if len(rpps_adeli) != RPPS_DIGITS:
        return _Named()
    from chalicelib.acts.directory import directory  # noqa: PLC0415 - few delegations name an RPPS

    try:
        return _Named(directory(context.settings).person_of_rpps(rpps_adeli))
    except Exception:
        log.exception("directory_failed")
        return _Named(has_failed=True)
