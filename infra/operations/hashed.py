"""What is kept under a hash of an address or of a number: the one list from which an erasure and an export find it.

A hash leads nowhere; what is kept under one is found by making it again. `HASHES` has every kind that the product makes
(`tests/unit/test_hashed_keys.py` looks for others), and says by what an erasure finds it. Counters that are made of a
network or a browser as well are not found: they are gone after an hour, or a day.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.store import key_parts, keys
from chalicelib.store.aliases import owners_of
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Key


class Known(NamedTuple):
    """What names a person and is hashed: the ids of his accounts, his addresses, and his numbers."""

    accounts: Collection[str]
    addresses: Collection[str]
    numbers: Collection[str]

    @property
    def names(self) -> list[str]:
        """Everything that may be typed to sign in."""
        return [*self.addresses, *self.numbers]


def still_his(accounts: Iterable[str], addresses: Iterable[str], numbers: Iterable[str], secret: str) -> Known:
    """Return what names this person and, today, nobody else: he may have left an address, or a number was mistyped."""
    own = frozenset(accounts)
    named = [("address", address) for address in addresses]
    named += [(kind, number) for number in numbers for kind in ("rpps", "cpe")]
    owners = owners_of(named, secret)
    others = {value for (_, value), owner in owners.items() if owner.account_id not in own}
    return Known(own, *(sorted({*values} - others) for values in (addresses, numbers)))


def of_look_ups(known: Known, secret: str) -> Iterator[str]:
    """Yield the hashes that the look-ups of others hold in an attribute: these stay, without the hash."""
    for address in known.addresses:
        yield keys.digest("address", address, secret)
    for number in known.numbers:
        for kind in ("rpps", "cpe"):
            yield keys.digest(kind, number, secret)


def counters(known: Known, secret: str) -> Iterator[Key]:
    """Yield the keys of the counters of this person's accounts, addresses and numbers."""
    for account_id in (*known.accounts, *(keys.nobody(name, secret) for name in known.names)):
        yield keys.account_lock(account_id, secret)
    for name in known.names:
        yield keys.lock(name, secret)
    for address in known.addresses:
        yield keys.limit(f"reset:{keys.digest('reset', address, secret)}")
        yield keys.limit(f"ask-mail:{keys.digest('ask', address, secret)}")


def before_an_account(known: Known, secret: str) -> Iterator[str]:
    """Yield the partitions of what was done under an address or a number while it led to no account."""
    for name in known.names:
        nobody = keys.nobody(name, secret)
        yield keys.account_event(nobody, "")[0]
        yield keys.pending(f"{nobody}-", AccountPurpose.NEW_PASSWORD)[0]


REQUESTS, _ = keys.mail_row("-", "", "", "")
"""How the partitions begin of the mails to addresses by which somebody asks."""


def is_request_to(row: MailItem, known: Known, secret: str) -> bool:
    """Whether a row is of a request of an address to this person: its key is made of both and of the wish."""
    facts = row.facts.as_dict()
    address, days = str(facts.get("adresse", "")), f"{facts.get('debut')} {facts.get('fin')}"
    made = {
        keys.request(account_id, address, f"{profil.value} {days}", secret)
        for account_id in known.accounts
        for profil in ProfilId
    }
    by_release_before = {keys.nobody(f"{account_id}:{address}", secret) for account_id in known.accounts}
    return key_parts.owner(row.pk) in made | by_release_before


_BY_ACCOUNT = "the account that it leads to, in the item (`traces.mentions`)"
_OF_NO_NAME = "nothing: it is made of random ids"

HASHES: Mapping[str, Callable[..., object] | str] = {
    "address": of_look_ups,
    "rpps": of_look_ups,
    "cpe": of_look_ups,
    "lock": counters,
    "reset": counters,
    "ask": counters,
    "nobody": before_an_account,
    "number": _BY_ACCOUNT,
    "doubt": "the identifier, in the item",
    "passkey-handle": _OF_NO_NAME,
    "passkey-id": _OF_NO_NAME,
    "session": _OF_NO_NAME,
    "search": _OF_NO_NAME,
    "synthetic": _OF_NO_NAME,
}
