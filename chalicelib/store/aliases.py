"""Which account an identifier stands for (specification §3).

A card proves an identifier, or a délégant confirms at validation the identifier that a délégué claimed. Each identifier
belongs to one account. There are three kinds of alias besides the address: `psc`, written at a sign-in by card; `rpps`
and `cpe`, written by a card (`proved`) or by a validation (claimed). A card prevails: it takes an identifier away from
the account that claimed it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from chalicelib.domain.people import Identifiers
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.table import Item, Key, find, read
from chalicelib.store.writes import Check, Save, Write

Identifier = tuple[str, str]
"""(kind, value); kinds are `address` (normalised), `rpps` and `cpe`."""

_RPPS = re.compile(r"[0-9]{11}", re.ASCII)
_CARD_OF_A_PRACTITIONER = "8"
"""The digit before the RPPS in the national identifier of a CPS (docs of Pro Santé Connect, `SubjectNameID`)."""


class Owner(NamedTuple):
    """The account that an identifier stands for, and whether a card proved it."""

    account_id: str
    by_card: bool


def _keys_of(identifier: Identifier, secret: str) -> list[Key]:
    """Return the keys of the aliases that an identifier may have; an alias that only a card writes comes first."""
    kind, value = identifier
    aliases = {
        "address": [("address", value)],
        "rpps": [("psc", _CARD_OF_A_PRACTITIONER + value), ("rpps", value)],
        "cpe": [("psc", value), ("cpe", value)],
    }
    return [keys.alias(alias, text, secret) for alias, text in aliases[kind]]


def owners_of(identifiers: Iterable[Identifier], secret: str) -> dict[Identifier, Owner]:
    """Return the owner of each identifier that has one; one read (per hundred), no read without identifiers."""
    alias_keys = {identifier: _keys_of(identifier, secret) for identifier in identifiers}
    if not alias_keys:
        return {}
    items = read(key for candidates in alias_keys.values() for key in candidates)
    owners = {identifier: _owner(items, candidates) for identifier, candidates in alias_keys.items()}
    return {identifier: owner for identifier, owner in owners.items() if owner}


def _owner(items: Mapping[Key, Item], candidates: list[Key]) -> Owner | None:
    """Return the owner by the first key that has an alias; all keys but the last belong to cards."""
    *cards, last = candidates
    for key in candidates:
        alias = find(dict(items), AliasItem, key)
        if alias:
            return Owner(alias.account_id, key in cards or (key == last and bool(alias.proved)))
    return None


def accounts_of(identifiers: Iterable[Identifier], secret: str) -> dict[Identifier, str]:
    """Return the account of each identifier that has one; reads as `owners_of`."""
    return {identifier: owner.account_id for identifier, owner in owners_of(identifiers, secret).items()}


def named_by(given: Identifiers) -> list[Identifier]:
    """Return the identifiers that stand for one person: RPPS and CPE. An ADELI number does not."""
    rpps = given.rpps_adeli if _RPPS.fullmatch(given.rpps_adeli) else ""
    return [(kind, value) for kind, value in (("rpps", rpps), ("cpe", given.cpe)) if value]


def without(given: Identifiers, identifiers: Iterable[Identifier]) -> Identifiers:
    """Return `given` without these identifiers."""
    kinds = {kind for kind, _ in identifiers}
    rpps_adeli = "" if "rpps" in kinds else given.rpps_adeli
    return given._replace(rpps_adeli=rpps_adeli, cpe="" if "cpe" in kinds else given.cpe)


def held_by(account_id: str, identifiers: Iterable[Identifier], secret: str) -> list[AliasItem]:
    """Return the aliases by which these identifiers lead to an account, those of its card included; one read."""
    wanted = dict.fromkeys(key for identifier in identifiers for key in _keys_of(identifier, secret))
    found = read(wanted).values() if wanted else ()
    return [item for item in found if isinstance(item, AliasItem) and item.account_id == account_id]


def claims_of(given: Identifiers, owners: Mapping[Identifier, Owner], account_id: str, secret: str) -> list[Write]:
    """Return the writes of the aliases for the identifiers that a validation confirms.

    `owners` are the owners that were read: an identifier that has an owner gets no alias. If that changes meanwhile, or
    one of the others gets an owner, the transaction fails and the act is tried again.
    """
    return [
        check
        if owners.get(identifier)
        else Save(AliasItem(*check.item.key, account_id=account_id), AliasItem.pk.does_not_exist())
        for identifier, check in _checks_of(given, owners, secret)
    ]


def owners_unchanged(given: Identifiers, owners: Mapping[Identifier, Owner], secret: str) -> list[Write]:
    """Return the conditions under which these identifiers still have the owners that were read, or none."""
    return [check for _, check in _checks_of(given, owners, secret)]


def _checks_of(
    given: Identifiers, owners: Mapping[Identifier, Owner], secret: str
) -> Iterator[tuple[Identifier, Check]]:
    """Yield each identifier with its condition. What a card proved is its own, and no other card takes it."""
    for identifier in named_by(given):
        owner, alias = owners.get(identifier), AliasItem(*keys.alias(*identifier, secret))
        if owner is None:
            yield identifier, Check(alias, AliasItem.pk.does_not_exist())
        elif not owner.by_card:
            yield identifier, Check(alias, AliasItem.account_id == owner.account_id)
