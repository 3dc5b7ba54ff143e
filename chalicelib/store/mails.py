"""The rows of the mails to send. A row holds facts, and neither links nor a message (specification §3)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.awaited import is_awaited
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Party
from chalicelib.domain.synthetic import kept_time
from chalicelib.domain.transitions.outcome import Transition, facts_of_transition
from chalicelib.store import key_parts, keys
from chalicelib.store.table import Item, Key, epoch, from_epoch, query, query_due, read, update_unread

OWNER = "titulaire"
"""The party of a mail about one's own account."""

_PARTS = 4

FAILED_SHARD = "FAILED"
"""The shards of failed mails in the index of due items; operations can send these again."""

UNREADABLE = "illisible"
"""The error of a row whose attributes have the wrong type."""

_MOST_AT_ONCE = 100

KEPT = timedelta(days=400)
"""How long a row is stored: the twelve months of the history and a margin."""


class MailState(StrEnum):
    """The state of a row."""

    DUE = "a_envoyer"
    """The mail is to be sent, and no sender has leased the row."""
    LEASED = "en_envoi"
    """A sender holds the row until its lease ends. The outcome is unknown until the sender records it."""
    SENT = "envoye"
    """SES took the mail."""
    FAILED = "echec"
    """The mail did not arrive and is not tried again: SES refused it, reported it later, or it was given up."""
    CANCELLED = "annule"
    """The mail asked for an act that is no longer possible."""


class Cancelled(StrEnum):
    """Why a mail was cancelled; stored as the error of its row. The first four are the values of `asks.Useless`."""

    GONE = "disparue"
    SETTLED = "traitee"
    REPLACED = "remplacee"
    EMPTY = "sans_structure"
    NO_ADDRESS = "sans_adresse"
    UNWANTED = "non_souhaite"
    OVERDUE = "hors_delai"


class Delivery(StrEnum):
    """The reports of SES about a mail that it took, in rising order. A report replaces lower ones only."""

    TAKEN = "pris"
    DELAYED = "retarde"
    UNDELIVERED = "non_remis"
    """SES gave up, and the address may be right: the mailbox is full, the server was away, the message was refused."""
    DELIVERED = "remis"
    BOUNCED = "rejete"
    """The address does not exist."""
    COMPLAINED = "plainte"

    @property
    def rank(self) -> int:
        """The place in the order of reports. The higher one counts, in whatever order they arrive."""
        return list(Delivery).index(self)

    @property
    def state(self) -> MailState:
        """The state of the row after this report."""
        return MailState.FAILED if self in {Delivery.UNDELIVERED, Delivery.BOUNCED} else MailState.SENT


class MailItem(Item, discriminator="mail"):
    """One mail. A row to send is in the index of due items; a failed one is in separate shards of it.

    - `link_facts`, stored as `claim`: the content of its links, which are signed when it is sent.
    - `to_address`: an address to use instead of the account's.
    - `former`: the id of the message before the mail was sent again, at `resent_at`. Reports about that message, or
      about an earlier one, do not count.
    """

    mail_kind = UnicodeAttribute()
    party = UnicodeAttribute()
    to_account = UnicodeAttribute()
    to_address = UnicodeAttribute(null=True)
    about = UnicodeAttribute()
    link_facts: ListAttribute[Any] = ListAttribute(attr_name="claim")
    facts: MapAttribute[str, Any] = MapAttribute()
    state = UnicodeAttribute()
    written_at = NumberAttribute()
    tries = NumberAttribute(default=0)
    lease_until = NumberAttribute(default=0)
    message_id = UnicodeAttribute(null=True)
    former = UnicodeAttribute(null=True)
    resent_at = NumberAttribute(null=True)
    error = UnicodeAttribute(null=True)
    delivery = UnicodeAttribute(null=True)
    delivery_rank = NumberAttribute(null=True)

    @property
    def id(self) -> str:
        """The name of the mail in its headers."""
        return f"{self.about}.{self.sk.replace('#', '.')}"


@dataclass(frozen=True)
class SentMail:
    """A mail as the page of a delegation shows it; `why` is set when it was cancelled."""

    kind: MailKind
    party: Party
    state: MailState
    written_at: datetime
    delivery: Delivery | None = None
    why: Cancelled | None = None


def items(transition: Transition) -> list[MailItem]:
    """Return the rows of the mails of a transition."""
    if not transition.mails:
        return []
    facts = facts_of_transition(transition)
    return [_item(transition, mail, facts) for mail in transition.mails]


def _item(transition: Transition, mail: Mail, facts: dict[str, object]) -> MailItem:
    subject = transition.subject
    row = _due_row(keys.mail(subject.id, transition.revision, mail.kind, mail.to), subject.id, transition.at)
    party = subject.delegue if mail.to is Party.DELEGUE else subject.delegant
    row.mail_kind, row.party, row.to_account = mail.kind.value, mail.to.value, party.account_id
    row.link_facts = [subject.id, subject.delegue.account_id, subject.nonce, subject.terms_version]
    row.facts = facts
    return row


def account_item(
    kind: AccountMail,
    account: Account,
    facts: Mapping[str, object],
    link_facts: tuple[str, ...],
    now: datetime,
    to_address: str | None = None,
) -> MailItem:
    """Return the row of a mail about an account, to its address or to `to_address`, which is to be confirmed."""
    row = _due_row(keys.account_mail(account.id, f"{now:%Y%m%dT%H%M%S%f}", kind), account.id, now)
    row.mail_kind, row.party, row.to_account, row.to_address = kind.value, OWNER, account.id, to_address
    row.link_facts, row.facts = list(link_facts), dict(facts)
    return row


def daily_item(kind: AccountMail, account_id: str, day: date, leaves_at: datetime) -> MailItem:
    """Return the row of the one mail of a kind that an account gets on `day`; its content is found when it leaves."""
    row = _due_row(daily_key(kind, account_id, day), account_id, leaves_at)
    row.mail_kind, row.party, row.to_account = kind.value, OWNER, account_id
    row.link_facts, row.facts = [], {"jour": day.isoformat()}
    return row


def daily_key(kind: AccountMail, account_id: str, day: date) -> Key:
    """Return the key of the row of `daily_item`."""
    return keys.account_mail(account_id, f"{day:%Y%m%d}", kind)


def prolonged_item(
    account_id: str, day: date, form: str, ticked: Sequence[tuple[str, date]], asked: str, leaves_at: datetime
) -> MailItem:
    """Return the row of the one mail about all that a form of `day` prolongs; what came of each is found when it
    leaves. `ticked`: the delegations, each with the last day that was shown; `asked`: until when.
    """
    row = _due_row(prolonged_key(account_id, day, form), account_id, leaves_at)
    row.mail_kind, row.party, row.to_account = AccountMail.PROLONGATIONS.value, OWNER, account_id
    row.link_facts = []
    row.facts = {"demandees": [[delegation_id, end.isoformat()] for delegation_id, end in ticked], "duree": asked}
    return row


def asked_in(row: MailItem) -> list[tuple[str, date]]:
    """Return the delegations of the form of `prolonged_item`, each with the last day that was shown."""
    return [(delegation_id, date.fromisoformat(end)) for delegation_id, end in row.facts.as_dict()["demandees"]]


def prolonged_key(account_id: str, day: date, form: str) -> Key:
    """Return the key of the row of `prolonged_item`; `form` is a hash of the form's key."""
    return keys.account_mail(account_id, f"{day:%Y%m%d}{form}", AccountMail.PROLONGATIONS)


def _due_row(key: Key, about: str, now: datetime) -> MailItem:
    """Return a row that is due from `now` on; the caller fills in its content."""
    return MailItem(
        *key,
        about=about,
        state=MailState.DUE.value,
        written_at=epoch(now),
        due_shard=_shard(key, about),
        due_at=epoch(now),
        ttl=epoch(now + kept_time(about, KEPT)),
    )


def _shard(key: Key, about: str) -> str:
    return keys.mail_shard(about, is_awaited=is_awaited(key_parts.kind_of_mail(key)))


def read_rows(about: str) -> list[MailItem]:
    """Return the rows of the mails about a delegation, oldest first; one query."""
    pk, _ = keys.mail(about, 0, "", "")
    return [item for item in query(pk, "0", "9999999") if isinstance(item, MailItem)]


def read_mails(delegation_id: str) -> list[SentMail]:
    """Return the mails of a delegation, oldest first; one query."""
    return [_sent_mail(row) for row in read_rows(delegation_id)]


def key_of(mail_id: str) -> Key | None:
    """Return the key of the row whose `id` is `mail_id`; None when `mail_id` has not the form of one."""
    parts = mail_id.split(".")
    return keys.mail_row(*parts) if len(parts) == _PARTS and all(parts) else None


def _sent_mail(row: MailItem) -> SentMail:
    return SentMail(
        MailKind(row.mail_kind),
        Party(row.party),
        MailState(row.state),
        from_epoch(row.written_at),
        Delivery(row.delivery) if row.delivery else None,
        Cancelled(row.error) if row.state == MailState.CANCELLED.value and row.error else None,
    )


def read_failed() -> Iterator[MailItem]:
    """Yield every failed mail, oldest first in each shard; a page is read when it is needed."""
    yield from _read_shards(FAILED_SHARD)


def read_waiting() -> Iterator[MailItem]:
    """Yield every mail that is still to be sent, by due time in each shard."""
    yield from _read_shards("MAIL")


def _read_shards(kind: str) -> Iterator[MailItem]:
    for shard in keys.due_shards(kind):
        row_keys = [item.key for item in query_due(shard)]
        for start in range(0, len(row_keys), _MOST_AT_ONCE):
            yield from _read_tolerantly(row_keys[start : start + _MOST_AT_ONCE])


def _read_tolerantly(row_keys: list[Key]) -> Iterator[MailItem]:
    """Yield the rows of these keys; a row that cannot be read is replaced by a failed one with its key."""
    try:
        yield from (item for item in read(row_keys).values() if isinstance(item, MailItem))
    except (AttributeError, KeyError, TypeError, ValueError):
        if len(row_keys) > 1:
            for key in row_keys:
                yield from _read_tolerantly([key])
            return
        ((pk, sk),) = row_keys
        yield MailItem(pk, sk, about=key_parts.owner(pk), state=MailState.FAILED.value, error=UNREADABLE)


def in_failed_shard(about: str, now: datetime) -> list[Action]:
    """Return the actions that put a row among the failed mails, where operations find it."""
    return [MailItem.due_shard.set(keys.due_shard(FAILED_SHARD, about)), MailItem.due_at.set(epoch(now))]


def send_again(key: Key, now: datetime) -> bool:
    """Make a failed mail due again, as if it had never been tried; return whether there was one."""
    actions: list[Action] = [
        MailItem.state.set(MailState.DUE.value),
        MailItem.due_shard.set(_shard(key, key_parts.owner(key[0]))),
        MailItem.due_at.set(epoch(now)),
        MailItem.tries.set(0),
        MailItem.former.set(MailItem.message_id | ""),
        MailItem.resent_at.set(epoch(now)),
        MailItem.message_id.remove(),
        MailItem.error.remove(),
        MailItem.delivery.remove(),
        MailItem.delivery_rank.remove(),
    ]
    return update_unread(key, actions, MailItem.state == MailState.FAILED.value)
