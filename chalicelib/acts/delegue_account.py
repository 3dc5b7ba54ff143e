"""The délégué's account as the rules must see it: what it says itself, and what the directory says of its owner."""

import logging
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.context import Context
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Account, Name
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.whose_number import doubt_about_number
from chalicelib.store.accounts import find_head
from chalicelib.store.table import Item, Key

if TYPE_CHECKING:
    from chalicelib.directory.persons import Person

log = logging.getLogger(__name__)

RPPS_DIGITS = 11


def stored_account(items: dict[Key, Item], delegation: Delegation) -> Account:
    """Return the délégué's account as it is stored; only acts that ask for an exclusive remplaçant look further.

    An account à activer ends before a closed delegation does: then what the delegation itself still says of him.
    """
    delegue = delegation.delegue
    head = find_head(items, delegue.account_id)
    if head is None:
        return Account(delegue.account_id, AccountStatus.FERMEE, delegue.address, delegue.name)
    return head.account


class SeenByDirectory(NamedTuple):
    """The délégué's account as the directory completes it, and whom the directory names under the RPPS typed."""

    account: Account
    person: "Person | None" = None

    def doubt(self, rpps_adeli: str, rpps_on_card: str, name: Name) -> str:
        """Return what speaks against the number as this délégué's; empty when nothing does."""
        from chalicelib.identity.directory import name_of  # noqa: PLC0415 - few delegations name an RPPS

        typed = rpps_adeli if len(rpps_adeli) == RPPS_DIGITS else ""
        return doubt_about_number(typed, rpps_on_card, name_of(self.person) if self.person else None, name)

    def require_own_number(self, rpps_adeli: str, rpps_on_card: str, name: Name, *, seen: bool) -> None:
        """Raise `Refused` when the number seems to be somebody else's, unless the délégant has `seen` that."""
        doubt = "" if seen else self.doubt(rpps_adeli, rpps_on_card, name)
        if doubt:
            raise Refused(Code.NUMBER_IN_DOUBT, doubt)


def as_known(account: Account, delegation: Delegation, context: Context) -> Account:
    """Return `account` noting a liberal activity that the directory knows of its délégué (spec §2)."""
    return with_liberal_activity(account, delegation.delegue.identifiers.rpps_adeli, context)


def with_liberal_activity(account: Account, rpps_adeli: str, context: Context) -> Account:
    """Return `account` noting a liberal activity that the directory knows of this RPPS; it adds, and stops nothing.

    One read, and only where an RPPS is named and the account does not say so itself.
    """
    return seen_by_directory(account, rpps_adeli, context).account


def seen_by_directory(account: Account, rpps_adeli: str, context: Context) -> SeenByDirectory:
    """Return `account` as `with_liberal_activity`, with whom the directory names; nobody where it was not asked."""
    if account.liberal_activity:
        return SeenByDirectory(account)
    person = _look_up(rpps_adeli, context).person
    return SeenByDirectory(account._replace(liberal_activity=bool(person and person.is_liberal)), person)


def has_liberal_activity(rpps_adeli: str, context: Context) -> bool | None:
    """Return whether the directory knows a liberal activity under this number; None when it fails, which is logged."""
    person, has_failed = _look_up(rpps_adeli, context)
    return None if has_failed else bool(person and person.is_liberal)


class _Named(NamedTuple):
    """Whom the directory names under an RPPS; nobody when it fails."""

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
