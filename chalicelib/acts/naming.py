"""Who and what a service asks about: the names it uses, and the accounts they stand for (docs/access.md)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chalicelib.context import Context
from chalicelib.domain.decisions import Target
from chalicelib.domain.refusals import Refused
from chalicelib.store.aliases import Identifier, accounts_of

ACCOUNT, EMAIL, RPPS, CPE = "account", "email", "rpps", "cpe"
"""Types of a person: an account's id, or an identifier proved as specification §3 says."""

SPACE, STRUCTURE, AM = "espace", "structure", "am"
"""Types of a resource beside `rpps`: a délégant's space by his account's id, one structure, a numéro AM."""

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
"""An account's id; whatever else is sent as one stands for nobody, and never becomes part of a key."""

_LONGEST = 320


@dataclass(frozen=True)
class Named:
    """Somebody or some place, as the caller names it. `delegant` says whose structure is meant."""

    type: str
    id: str
    delegant: str = ""


class Names:
    """The accounts that names stand for; those that an identifier leads to cost one read for all of them."""

    def __init__(self, context: Context, named: Iterable[Named]) -> None:
        self._identifiers: Mapping[Named, Identifier] = {
            name: identifier for name in set(named) if (identifier := _identifier(name))
        }
        self._accounts = accounts_of(set(self._identifiers.values()), context.keys.lookup)

    def account(self, named: Named) -> str:
        """Return the account of a person, empty when nobody is known by this name."""
        if named.type == ACCOUNT:
            return known_id(named.id)
        identifier = self._identifiers.get(named)
        return self._accounts.get(identifier, "") if identifier else ""

    def target(self, named: Named) -> Target:
        """Return the space or the structure, nothing when no délégant is known by this name."""
        if named.type == SPACE:
            return Target(known_id(named.id))
        if named.type == STRUCTURE:
            return Target(known_id(named.delegant), structure_id=named.id)
        if named.type == AM:
            return Target(known_id(named.delegant), am=named.id)
        return Target(self.account(named)) if named.type == RPPS else Target()


def known_id(text: str) -> str:
    """Return `text` when it has the shape of an account's id, else nothing."""
    return text if _ID.fullmatch(text) else ""


def _identifier(named: Named) -> Identifier | None:
    if len(named.id) > _LONGEST:
        return None
    if named.type in {RPPS, CPE}:
        return named.type, named.id
    return _address(named.id) if named.type == EMAIL else None


def _address(text: str) -> Identifier | None:
    from chalicelib.identity.addresses import normalise  # noqa: PLC0415 - only who asks by address pays for it

    try:
        return "address", normalise(text)
    except Refused:
        return None
