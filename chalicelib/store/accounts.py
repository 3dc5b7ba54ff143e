"""Accounts as stored: the head that every page reads, the alias of the address, the password, the practice."""

from datetime import datetime
from typing import Any, NamedTuple

from pynamodb.attributes import BooleanAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.people import Account, Name, Practice
from chalicelib.domain.statuses import AccountStatus
from chalicelib.domain.synthetic import is_synthetic
from chalicelib.store import key_parts, keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, epoch, find, read
from chalicelib.store.writes import Check, Save, Write

MOST_JOINED = 20
"""The accounts that one takes over: each asks for one condition more when it asks a délégant."""

MOST_WAITING = 500
"""How many delegations may wait for one account that nobody has validated; anybody may invite its address."""


class HeadItem(Item, discriminator="head"):
    """The head of an account.

    - `waiting`: the delegations that keep an account alive which nobody has validated, at most `MOST_WAITING`.
    - `live`: the number of delegations given that are not over; what is only asked for does not count.
    - `wishes`: the delegations that it asked for, and that no délégant has validated yet.
    - `generation`, stored as `epoch`: when it grows, every session of an earlier generation ends.
    - `rpps`, `cpe`: the identifiers of its card.
    - `joined_to`: the account that this one was joined to; this one is then a tombstone.
    - `former`: the accounts that were opened and then joined to this one, at most `MOST_JOINED`: a block of one of
      them is a block of this one.
    - `suppressed`: SES reported that the address does not exist, or that its owner wants no mails; `suppressed_for`
      says which (a value of `Delivery`), `suppressed_at` when.
    - `browsers_since`: a browser that was last known before then is new again (« Ce n'est pas moi »).
    - `mended_at`: when the address was last known to work. Reports about mails sent before then do not count.
    """

    status = UnicodeAttribute()
    address = UnicodeAttribute()
    name: MapAttribute[str, Any] = MapAttribute()
    detail = UnicodeAttribute(default="")
    liberal = BooleanAttribute(default=False)
    rpps = UnicodeAttribute(null=True)
    cpe = UnicodeAttribute(null=True)
    joined_to = UnicodeAttribute(null=True)
    generation = NumberAttribute(default=0, attr_name="epoch")
    unread = NumberAttribute(default=0)
    live = NumberAttribute(default=0)
    waiting = UnicodeSetAttribute(null=True)
    wishes = UnicodeSetAttribute(null=True)
    former = UnicodeSetAttribute(null=True)
    suppressed = BooleanAttribute(default=False)
    suppressed_for = UnicodeAttribute(null=True)
    suppressed_at = NumberAttribute(null=True)
    mended_at = NumberAttribute(default=0)
    browsers_since = NumberAttribute(null=True)

    @property
    def was_opened(self) -> bool:
        """Whether somebody has ever opened it. A reservation that nobody opened has asked for nothing."""
        return self.status != AccountStatus.RESERVEE.value or self.generation > 0


class AliasItem(Item, discriminator="alias"):
    """Leads from an address or an identifier, as a keyed hash, to its account.

    `proved`: a card stated this RPPS or CPE; otherwise a délégant confirmed it.
    """

    account_id = UnicodeAttribute()
    proved = BooleanAttribute(null=True)


class PasswordItem(Item, discriminator="password"):
    """The hash of a password, and the time when the consent of its form was given.

    `used_at` is the last use of the account, by whatever mode, noted once a day. The item is due when its owner is to
    be told that it will be closed to passwords.
    """

    hash = UnicodeAttribute()
    consent_at = UnicodeAttribute(null=True)
    used_at = NumberAttribute(null=True)


class PracticeItem(Item, discriminator="practice"):
    """The practice of a délégant, as read at the last sign-in by card, and as the directory has changed it since.

    `numbers`: those of its numbers that lead to the account at the sign-in (store/numbers.py).
    """

    content: MapAttribute[str, Any] = MapAttribute()
    numbers = UnicodeSetAttribute(null=True)


class Head(NamedTuple):
    """The head of an account, as pages and acts use it; the fields are those of `HeadItem`."""

    account: Account
    detail: str
    generation: int
    unread: int
    live: int = 0
    rpps: str = ""
    suppressed: bool = False
    waiting: int = 0
    cpe: str = ""
    joined_to: str = ""
    browsers_since: int = 0
    wishes: int = 0
    former: frozenset[str] = frozenset()

    @property
    def is_closed(self) -> bool:
        """Whether its owner has closed it (acts/close_account.py): what was opened is a reservation again.

        The release before invited its address as this account, which then waits for something. The synthetic délégué
        has one account for all his lives.
        """
        is_ours = is_synthetic(self.account.id)
        is_left = self.account.status is AccountStatus.RESERVEE and self.generation > 0
        return is_left and not self.waiting and not is_ours

    @property
    def is_reached(self) -> bool:
        """Whether a mail to its address may arrive."""
        return bool(self.account.address) and not self.suppressed


def to_head(item: HeadItem) -> Head:
    """Return the head in an item."""
    account = Account(
        id=key_parts.owner(item.pk),
        status=AccountStatus(item.status),
        address=item.address,
        name=from_plain(Name, item.name.as_dict()),
        liberal_activity=item.liberal,
    )
    return Head(
        account=account,
        detail=item.detail,
        generation=int(item.generation),
        unread=int(item.unread),
        live=int(item.live),
        rpps=item.rpps or "",
        suppressed=bool(item.suppressed),
        waiting=len(item.waiting or ()),
        cpe=item.cpe or "",
        joined_to=item.joined_to or "",
        browsers_since=int(item.browsers_since or 0),
        wishes=len(item.wishes or ()),
        former=frozenset(item.former or ()),
    )


def head_item(
    account: Account,
    *,
    detail: str = "",
    rpps: str = "",
    cpe: str = "",
    waiting: frozenset[str] = frozenset(),
    wishes: frozenset[str] = frozenset(),
) -> HeadItem:
    """Return the item of a new account."""
    pk, sk = keys.head(account.id)
    return HeadItem(
        pk=pk,
        sk=sk,
        status=account.status.value,
        address=account.address,
        name=to_plain(account.name),
        detail=detail,
        liberal=account.liberal_activity,
        rpps=rpps or None,
        cpe=cpe or None,
        waiting=set(waiting) or None,
        wishes=set(wishes) or None,
    )


def still_closed(head: Head) -> Condition:
    """Return the condition under which a closed account (`is_closed`) is as it was read."""
    same: Condition = HeadItem.status == AccountStatus.RESERVEE.value
    same &= HeadItem.generation == head.generation
    same &= HeadItem.address == head.account.address
    same &= HeadItem.waiting.does_not_exist()
    return same


def not_suppressed(now: datetime) -> list[Action]:
    """Return the actions after which the account gets mails again, because its address is new or works again."""
    return [
        HeadItem.suppressed.set(False),
        HeadItem.suppressed_for.remove(),
        HeadItem.suppressed_at.remove(),
        HeadItem.mended_at.set(epoch(now)),
    ]


def reservation_of(account: Account, delegation_id: str, secret: str, *, by_wish: bool = False) -> list[Write]:
    """Return the writes of the account of an address that nobody has yet, kept alive by a delegation that waits.

    `by_wish`: its owner asks for that delegation, and so has opened the account.
    """
    free, waits = AliasItem.pk.does_not_exist(), frozenset({delegation_id})
    head = head_item(account, waiting=waits, wishes=waits if by_wish else frozenset())
    return [Save(alias_item(account.address, account.id, secret), free), Save(head, free)]


def alias_item(address: str, account_id: str, secret: str) -> AliasItem:
    """Return the item that gives `address` to the account; its key makes it unique."""
    pk, sk = keys.alias("address", address, secret)
    return AliasItem(pk=pk, sk=sk, account_id=account_id)


def practice_item(account_id: str, practice: Practice) -> PracticeItem:
    """Return the item of a practice."""
    pk, sk = keys.practice(account_id)
    return PracticeItem(pk=pk, sk=sk, content=to_plain(practice))


def to_practice(item: PracticeItem | None) -> Practice:
    """Return the practice in an item; an empty practice when there is no item."""
    return from_plain(Practice, item.content.as_dict()) if item else Practice()


def practice_unchanged(account_id: str, read: PracticeItem | None) -> Check:
    """Return the condition under which the practice is still what was read, for what is given out of it."""
    return Check(PracticeItem(*keys.practice(account_id)), practice_as_read(read))


def practice_as_read(read: PracticeItem | None) -> Condition:
    """Return the condition that a practice is still what was read."""
    return PracticeItem.content == read.content if read else PracticeItem.pk.does_not_exist()


def password_item(account_id: str, password_hash: str, consent_at: datetime | None = None) -> PasswordItem:
    """Return the item of a password; `consent_at` is the time when the consent of its form was given."""
    pk, sk = keys.password(account_id)
    return PasswordItem(pk=pk, sk=sk, hash=password_hash, consent_at=consent_at.isoformat() if consent_at else None)


def find_head(items: dict[tuple[str, str], Item], account_id: str) -> Head | None:
    """Return the head of an account from items that were read, None when it is not among them."""
    item = find(items, HeadItem, keys.head(account_id))
    return to_head(item) if item else None


def read_head(account_id: str) -> Head | None:
    """Read the head of an account; one consistent read."""
    return find_head(read([keys.head(account_id)]), account_id)
