"""Who an identifier stands for: proved by card, or confirmed by a délégant at validation, and one account's (spec §3).

Three kinds of alias besides the address: `psc` is written from a card at its sign-in, `rpps` and `cpe` by the
validation of what a délégué gave. The card goes first: nothing that anybody typed prevails over it.
"""

import re
from collections.abc import Callable, Iterable

from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.table import Key, find, read

Identifier = tuple[str, str]
"""(kind, value); kinds are `address` (normalised), `rpps` and `cpe`."""

_RPPS = re.compile(r"[0-9]{11}", re.ASCII)
_CARD_OF_A_PRACTITIONER = "8"
"""What stands before the RPPS in the national identifier of a CPS (docs of Pro Santé Connect, `SubjectNameID`)."""


def _keys_of(identifier: Identifier, secret: str) -> list[Key]:
    """Return where an identifier may lead from, the surest first."""
    kind, value = identifier
    named = {
        "address": [("address", value)],
        "rpps": [("psc", _CARD_OF_A_PRACTITIONER + value), ("rpps", value)],
        "cpe": [("psc", value), ("cpe", value)],
    }
    return [keys.alias(alias, text, secret) for alias, text in named[kind]]


def accounts_of(identifiers: Iterable[Identifier], secret: str) -> dict[Identifier, str]:
    """Return the account of each identifier that stands for one; one read (per hundred), none for none."""
    wanted = {identifier: _keys_of(identifier, secret) for identifier in identifiers}
    if not wanted:
        return {}
    items = read(key for found in wanted.values() for key in found)
    accounts = {}
    for identifier, found in wanted.items():
        aliases = (find(items, AliasItem, key) for key in found)
        alias = next((alias for alias in aliases if alias), None)
        if alias:
            accounts[identifier] = alias.account_id
    return accounts


def confirmed(identifiers: Identifiers, account_id: str, secret: str) -> Callable[[TransactWrite], None]:
    """Return what adds to a validation the aliases of the identifiers that it confirms.

    An identifier stays with the account that had it first: the write never fails and never takes it away, so that a
    number that two people gave holds no validation up.
    """
    named = [("rpps", identifiers.rpps_adeli if _RPPS.fullmatch(identifiers.rpps_adeli) else "")]
    named.append(("cpe", identifiers.cpe))

    def write(transaction: TransactWrite) -> None:
        for kind, value in named:
            if value:
                first = AliasItem.account_id | account_id
                actions: list[Action] = [AliasItem.account_id.set(first), AliasItem.kind.set(AliasItem)]
                transaction.update(AliasItem(*keys.alias(kind, value, secret)), actions=actions)

    return write
