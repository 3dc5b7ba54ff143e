"""Who an identifier stands for: proved by card, or confirmed by a délégant at validation, and one account's (spec §3).

Three kinds of alias besides the address: `psc` is written from a card at its sign-in, `rpps` and `cpe` by a card too
(`proved`), or by the validation of what a délégué gave: a claim. The card goes first: it takes a claim away, and
nothing that anybody typed prevails over it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Save, Write

Identifier = tuple[str, str]
"""(kind, value); kinds are `address` (normalised), `rpps` and `cpe`."""

_RPPS = re.compile(r"[0-9]{11}", re.ASCII)
_CARD_OF_A_PRACTITIONER = "8"
"""What stands before the RPPS in the national identifier of a CPS (docs of Pro Santé Connect, `SubjectNameID`)."""


class Owner(NamedTuple):
    """The account that an identifier stands for, and whether a card has proved it."""

    account_id: str
    by_card: bool


def _keys_of(identifier: Identifier, secret: str) -> list[Key]:
    """Return where an identifier may lead from, the surest first."""
    kind, value = identifier
    named = {
        "address": [("address", value)],
        "rpps": [("psc", _CARD_OF_A_PRACTITIONER + value), ("rpps", value)],
        "cpe": [("psc", value), ("cpe", value)],
    }
    return [keys.alias(alias, text, secret) for alias, text in named[kind]]


def owners_of(identifiers: Iterable[Identifier], secret: str) -> dict[Identifier, Owner]:
    """Return the owner of each identifier that has one; one read (per hundred), none for none."""
    wanted = {identifier: _keys_of(identifier, secret) for identifier in identifiers}
    if not wanted:
        return {}
    items = read(key for found in wanted.values() for key in found)
    owners = {identifier: _owner(items, found) for identifier, found in wanted.items()}
    return {identifier: owner for identifier, owner in owners.items() if owner}


def _owner(items: Mapping[Key, Item], found: list[Key]) -> Owner | None:
    """Return the first that has an alias: of two keys the first is a card's own."""
    *cards, last = found
    for key in found:
        alias = find(dict(items), AliasItem, key)
        if alias:
            return Owner(alias.account_id, key in cards or (key == last and bool(alias.proved)))
    return None


def accounts_of(identifiers: Iterable[Identifier], secret: str) -> dict[Identifier, str]:
    """Return the account of each identifier that stands for one; one read (per hundred), none for none."""
    return {identifier: owner.account_id for identifier, owner in owners_of(identifiers, secret).items()}


def named_by(given: Identifiers) -> list[Identifier]:
    """Return the identifiers that tell a person apart: an RPPS, a CPE; an ADELI number identifies nobody."""
    rpps = given.rpps_adeli if _RPPS.fullmatch(given.rpps_adeli) else ""
    return [(kind, value) for kind, value in (("rpps", rpps), ("cpe", given.cpe)) if value]


def without(given: Identifiers, identifiers: Iterable[Identifier]) -> Identifiers:
    """Return `given` without these identifiers."""
    kinds = {kind for kind, _ in identifiers}
    rpps_adeli = "" if "rpps" in kinds else given.rpps_adeli
    return given._replace(rpps_adeli=rpps_adeli, cpe="" if "cpe" in kinds else given.cpe)


def claims_of(given: Identifiers, owners: Mapping[Identifier, Owner], account_id: str, secret: str) -> list[Write]:
    """Return the writes of the aliases of the identifiers that a validation confirms.

    `owners` is what was read of them: an identifier that has one stays with it. One that gets one at this very moment
    makes the transaction fail, so that it is read again.
    """
    new = [keys.alias(kind, value, secret) for kind, value in named_by(given) if (kind, value) not in owners]
    return [Save(AliasItem(*key, account_id=account_id), AliasItem.pk.does_not_exist()) for key in new]
