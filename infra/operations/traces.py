"""Traces of a person in the mails, histories and notifications of delegations that ended long ago.

The lines of an account lead to its delegations while they exist. Items that outlive them are found by reading the whole
table: the row of a mail has the accounts of both parties, and the name under which others knew this person.
"""

from collections.abc import Iterator
from typing import NamedTuple

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.people import Party
from chalicelib.store import key_parts, keys
from chalicelib.store.accounts import AliasItem, HeadItem, PracticeItem, to_head
from chalicelib.store.blocks import BlockItem
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.denials import DenialItem
from chalicelib.store.guards import GuardItem
from chalicelib.store.history import HistoryItem, LookupItem
from chalicelib.store.mails import OWNER, MailItem, read_rows
from chalicelib.store.notices import NoticeItem
from chalicelib.store.numbers import NumberItem
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import Item, find, query, read
from chalicelib.store.uses import UsesItem
from infra.operations import hashed
from infra.operations.hashed import Known, still_his

_MOST_NAMED = 100
"""The number of values that DynamoDB takes in one IN of a condition."""


class Traces(NamedTuple):
    """The delegations of a person by side, even those that are gone, and his names in them.

    `accounts` are the present and former ids of the person's accounts; `names` are addresses and numbers too.
    """

    accounts: frozenset[str]
    given: frozenset[str]
    received: frozenset[str]
    names: frozenset[str]

    @property
    def delegations(self) -> list[str]:
        """The delegations of both sides."""
        return sorted(self.given | self.received)

    @property
    def addresses(self) -> list[str]:
        """The names that are addresses."""
        return sorted(name for name in self.names if "@" in name)

    @property
    def numbers(self) -> list[str]:
        """The names that are numbers: of a card, of a practice, or typed by a délégant."""
        return sorted(name for name in self.names - {*self.addresses} if any(map(str.isdigit, name)))

    def known(self, secret: str) -> Known:
        """Return what is hashed of this person; one read."""
        return still_his(self.accounts, self.addresses, self.numbers, secret)


def partition(pk: str) -> Iterator[Item]:
    """Yield every item of a partition."""
    return query(pk, " ", "\uffff")


def accounts_of_person(account_id: str) -> frozenset[str]:
    """Return the account and those that were joined to it; one Scan."""
    joined = HeadItem.scan(HeadItem.joined_to == account_id)
    return frozenset({account_id, *(key_parts.owner(head.pk) for head in joined)})


def find_traces(accounts: frozenset[str]) -> Traces:
    """Return the traces of a person's accounts; one Scan, and one read for each delegation that still exists."""
    sides: dict[str, set[str]] = {keys.GIVEN: set(), keys.RECEIVED: set()}
    names: set[str] = set()
    for account_id in accounts:
        names |= _own_names(account_id)
        for item in partition(keys.head(account_id)[0]):
            for side in filter(item.sk.startswith, sides):
                delegation_id = key_parts.line(item.sk)
                sides[side].add(delegation_id)
                names |= _stored_names(delegation_id, account_id)
    for row in MailItem.scan(MailItem.to_account.is_in(*accounts) | MailItem.link_facts[1].is_in(*accounts)):
        if row.party == OWNER:
            names |= _own_address(row)
            continue
        gave = row.party == Party.DELEGANT.value and row.to_account in accounts
        sides[keys.GIVEN if gave else keys.RECEIVED].add(row.about)
        facts = row.facts.as_dict()
        names |= {str(facts.get(name, "")) for name in (("delegant",) if gave else ("delegue", "adresse"))}
    return Traces(accounts, frozenset(sides[keys.GIVEN]), frozenset(sides[keys.RECEIVED]), frozenset(names) - {""})


def rows_about(traces: Traces) -> Iterator[MailItem]:
    """Yield the mails about a person: all those on delegations he gave, and those of his own time on the others."""
    for delegation_id in traces.delegations:
        for row in read_rows(delegation_id):
            if delegation_id in traces.given or not traces.accounts.isdisjoint((row.to_account, row.link_facts[1])):
                yield row


def history_of(delegation_id: str, traces: Traces) -> Iterator[HistoryItem]:
    """Yield the history of a delegation while this person was a party: before or after, it may have been another's.

    The mails tell whose it was, because each change of the délégué writes one.
    """
    rows = [] if delegation_id in traces.given else read_rows(delegation_id)
    for item in partition(keys.history(delegation_id, 0)[0]):
        before = [row for row in rows if row.sk[:6] <= item.sk]
        if isinstance(item, HistoryItem) and (not before or before[-1].link_facts[1] in traces.accounts):
            yield item


def uses_of(delegation_id: str, traces: Traces) -> Iterator[UsesItem]:
    """Yield the uses of a delegation that this person gave, and his own of one that he received."""
    for item in partition(keys.uses(delegation_id, "")[0]):
        if isinstance(item, UsesItem) and (delegation_id in traces.given or item.delegue_id in traces.accounts):
            yield item


def mentions(traces: Traces, secret: str) -> Iterator[Item]:
    """Yield the items of other people that name a person or lead to him; one Scan.

    These are their notifications and look-ups, his denials in their name, the aliases and the numbers of his account,
    and requests and mails to his addresses, or by which others ask him.
    """
    found = AliasItem.account_id.is_in(*traces.accounts) | PendingItem.other_id.is_in(*traces.accounts)
    found |= Item.pk.startswith(hashed.REQUESTS)
    for account_id in traces.accounts:
        found |= Item.sk.startswith(f"{account_id}#") | Item.sk.contains(f"#{account_id}#")
    known = traces.known(secret)
    digests, addresses = sorted(hashed.of_look_ups(known, secret)), sorted(known.addresses)
    for values, attribute in (
        (sorted(traces.names), NoticeItem.about),
        (digests, LookupItem.address),
        *((addresses, attribute) for attribute in _WITH_AN_ADDRESS),
    ):
        for start in range(0, len(values), _MOST_NAMED):
            found |= attribute.is_in(*values[start : start + _MOST_NAMED])
    for item in Item.scan(found):
        if key_parts.owner(item.pk) not in traces.accounts and _is_of(item, traces, known, secret):
            yield item


_WITH_AN_ADDRESS = (
    PendingItem.address,
    PendingItem.former_address,
    MailItem.to_address,
    MailItem.facts["nouvelle_adresse"],
)


def _is_of(item: Item, traces: Traces, known: Known, secret: str) -> bool:
    """Whether an item is about this person: another may have the same name, or ask the same way."""
    if isinstance(item, MailItem):
        return _is_to_an_address(item, known) or hashed.is_request_to(item, known, secret)
    if isinstance(item, NoticeItem):
        return item.delegation_id in traces.given or item.delegation_id in traces.received
    return isinstance(item, AliasItem | NumberItem | GuardItem | BlockItem | LookupItem | DenialItem | PendingItem)


def _is_to_an_address(row: MailItem, known: Known) -> bool:
    """Whether the mail of another account, or of none, went to an address of this person, or names it."""
    named = {row.to_address, row.facts.as_dict().get("nouvelle_adresse")}
    return row.party == OWNER and not named.isdisjoint(known.addresses)


def _own_names(account_id: str) -> set[str]:
    key, practice_key = keys.head(account_id), keys.practice(account_id)
    items = read([key, practice_key])
    item, practice = find(items, HeadItem, key), find(items, PracticeItem, practice_key)
    numbers = set(practice.numbers or ()) if practice else set()
    if item is None:
        return numbers
    head = to_head(item)
    return {head.account.address, head.account.name.full, head.rpps, head.cpe} | numbers


_OF_ANOTHER = {AccountMail.ADRESSE_A_CONFIRMER, AccountMail.COMPTE_A_RATTACHER, AccountMail.DEMANDE_PAR_ADRESSE}
"""Mails of an account to an address that somebody typed, which may be another person's."""


def _own_address(row: MailItem) -> set[str]:
    """Return the address that the account had when it was told something."""
    return set() if row.mail_kind in _OF_ANOTHER else {str(row.facts.as_dict().get("adresse", ""))}


def _stored_names(delegation_id: str, account_id: str) -> set[str]:
    key = keys.delegation(delegation_id)
    item = find(read([key]), DelegationItem, key)
    delegation = from_item(item) if item else None
    if delegation is None:
        return set()
    if delegation.delegant.account_id == account_id:
        return {delegation.delegant.name.full}
    delegue = delegation.delegue
    numbers = {number for known in (delegue.identifiers, delegue.entered) for number in (known.rpps_adeli, known.cpe)}
    return {delegue.address, delegue.name.full} | numbers
