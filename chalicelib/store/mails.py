"""The rows of the mails to send: facts, never a link nor a message (spec §3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Account, Party
from chalicelib.domain.transitions.outcome import Transition, facts_of_transition
from chalicelib.store import keys
from chalicelib.store.table import Item, Key, epoch, from_epoch, query, query_due, read, update_unread

OWNER = "titulaire"
"""The party of a mail about one's own account."""

FAILED_SHARD = "FAILED"
"""Where mails that will not be sent stand in the index of due items, until somebody sends them again."""

UNREADABLE = "illisible"
"""The error of a row whose attributes are not of the kind that they should be."""

_MOST_AT_ONCE = 100

KEPT = timedelta(days=400)
"""How long a row stays: the history's twelve months and a margin."""


class MailState(StrEnum):
    """Where the delivery of a mail stands."""

    DUE = "a_envoyer"
    """Written with its act; nobody has taken it."""
    CLAIMED = "en_envoi"
    """A sender has taken it until its lease ends; what happened then is unknown until it says so."""
    SENT = "envoye"
    """SES has it."""
    FAILED = "echec"
    """It did not arrive, and nobody tries any more: SES refused it or said so later, or it was given up."""
    CANCELLED = "annule"
    """It asked for an act that is no longer possible."""

    @property
    def label(self) -> str:
        """The French word shown on the page of a delegation."""
        return _LABELS[self]


_LABELS = {
    MailState.DUE: "En cours d’envoi",
    MailState.CLAIMED: "En cours d’envoi",
    MailState.SENT: "Envoyé",
    MailState.FAILED: "Non remis",
    MailState.CANCELLED: "Annulé",
}


class Cancelled(StrEnum):
    """Why a mail was cancelled; its row says so. The first four are the values of `domain.asks.Useless`."""

    GONE = "disparue"
    SETTLED = "traitee"
    REPLACED = "remplacee"
    EMPTY = "sans_structure"
    NO_ADDRESS = "sans_adresse"

    @property
    def label(self) -> str:
        """The French words shown on the page of a delegation."""
        return f"Annulé\u00a0: {_CANCELLED_LABELS[self]}"


_CANCELLED_LABELS = {
    Cancelled.GONE: "la délégation n’existe plus",
    Cancelled.SETTLED: "la demande est déjà traitée",
    Cancelled.REPLACED: "une demande plus récente le remplace",
    Cancelled.EMPTY: "aucune structure ne reste à ouvrir",
    Cancelled.NO_ADDRESS: "le compte n’a plus d’adresse",
}


class Delivery(StrEnum):
    """What SES has said of a mail; each proves that SES took it. A higher one replaces a lower, never the reverse."""

    TAKEN = "pris"
    DELAYED = "retarde"
    UNDELIVERED = "non_remis"
    """SES has given up, and the address may be right: a full mailbox, a server that was away, a message refused."""
    DELIVERED = "remis"
    BOUNCED = "rejete"
    """The address does not exist."""
    COMPLAINED = "plainte"

    @property
    def rank(self) -> int:
        """Which of two reports counts, whatever the order they come in."""
        return list(Delivery).index(self)

    @property
    def state(self) -> "MailState":
        """What the report makes of the row."""
        return MailState.FAILED if self in {Delivery.UNDELIVERED, Delivery.BOUNCED} else MailState.SENT

    @property
    def label(self) -> str:
        """The French words shown on the page of a delegation."""
        return _DELIVERY_LABELS[self]


_DELIVERY_LABELS = {
    Delivery.TAKEN: MailState.SENT.label,
    Delivery.DELAYED: "Remise retardée",
    Delivery.UNDELIVERED: MailState.FAILED.label,
    Delivery.DELIVERED: "Remis",
    Delivery.BOUNCED: "Adresse introuvable",
    Delivery.COMPLAINED: "Signalé comme indésirable",
}


class MailItem(Item, discriminator="mail"):
    """One mail. While it is to be sent it stands in the index of due items; failed, in shards of their own.

    `claim` is what its links will say, once they are signed at sending. `to_address` overrides the account's.
    `former` is the message that it was before it was sent again, at `resent_at`: what SES still says of that one, or of
    one before it, counts no more.
    """

    mail_kind = UnicodeAttribute()
    party = UnicodeAttribute()
    to_account = UnicodeAttribute()
    to_address = UnicodeAttribute(null=True)
    about = UnicodeAttribute()
    claim: ListAttribute[Any] = ListAttribute()
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
        """A name for the mail, in its headers."""
        return f"{self.about}.{self.sk.replace('#', '.')}"


@dataclass(frozen=True)
class SentMail:
    """What the page of a delegation shows of a mail."""

    kind: MailKind
    party: Party
    state: MailState
    written_at: datetime
    delivery: Delivery | None = None
    why: Cancelled | None = None

    @property
    def label(self) -> str:
        """What is known of its delivery."""
        known = self.delivery or self.why or self.state
        return known.label


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
    row.claim = [subject.id, subject.delegue.account_id, subject.nonce, subject.terms_version]
    row.facts = facts
    return row


def account_item(
    kind: AccountMail,
    account: Account,
    facts: Mapping[str, object],
    claim: tuple[str, ...],
    now: datetime,
    to_address: str | None = None,
) -> MailItem:
    """Return the row of a mail about an account, for its address or for another one to be confirmed."""
    row = _due_row(keys.account_mail(account.id, f"{now:%Y%m%dT%H%M%S%f}", kind), account.id, now)
    row.mail_kind, row.party, row.to_account, row.to_address = kind.value, OWNER, account.id, to_address
    row.claim, row.facts = list(claim), dict(facts)
    return row


def _due_row(key: Key, about: str, now: datetime) -> MailItem:
    """Return a row that is to be sent from `now` on; what it says is still to be filled in."""
    return MailItem(
        *key,
        about=about,
        state=MailState.DUE.value,
        written_at=epoch(now),
        due_shard=keys.due_shard("MAIL", about),
        due_at=epoch(now),
        ttl=epoch(now + KEPT),
    )


def read_rows(about: str) -> list[MailItem]:
    """Return the rows of the mails about a delegation, oldest first; one query."""
    pk, _ = keys.mail(about, 0, "", "")
    return [item for item in query(pk, "0", "9999999") if isinstance(item, MailItem)]


def read_mails(delegation_id: str) -> list[SentMail]:
    """Return the mails of a delegation, oldest first; one query."""
    return [_sent_mail(row) for row in read_rows(delegation_id)]


def key_of(mail_id: str) -> Key | None:
    """Return the key of the row that names itself so, None when no row does."""
    about, _, rest = mail_id.partition(".")
    return (f"MAIL#{about}", rest.replace(".", "#")) if about and rest else None


def _sent_mail(item: MailItem) -> SentMail:
    return SentMail(
        MailKind(item.mail_kind),
        Party(item.party),
        MailState(item.state),
        from_epoch(item.written_at),
        Delivery(item.delivery) if item.delivery else None,
        Cancelled(item.error) if item.state == MailState.CANCELLED.value and item.error else None,
    )


def read_failed() -> Iterator[MailItem]:
    """Yield every mail that was given up, rejected or came back, oldest first in each shard; no more than it takes."""
    yield from _read_shards(FAILED_SHARD)


def read_waiting() -> Iterator[MailItem]:
    """Yield every mail that is still to leave, the one due first in each shard."""
    yield from _read_shards("MAIL")


def _read_shards(kind: str) -> Iterator[MailItem]:
    for shard in keys.due_shards(kind):
        found = [item.key for item in query_due(shard)]
        for start in range(0, len(found), _MOST_AT_ONCE):
            yield from _read_whatever(found[start : start + _MOST_AT_ONCE])


def _read_whatever(found: list[Key]) -> Iterator[MailItem]:
    """Yield these rows; what stands for one that nobody can read has its name and says so."""
    try:
        yield from (item for item in read(found).values() if isinstance(item, MailItem))
    except (AttributeError, KeyError, TypeError, ValueError):
        if len(found) > 1:
            for key in found:
                yield from _read_whatever([key])
            return
        ((pk, sk),) = found
        yield MailItem(pk, sk, about=owner_of(pk), state=MailState.FAILED.value, error=UNREADABLE)


def owner_of(pk: str) -> str:
    """Return the delegation or the account that a row's mail is about, from its key."""
    return pk.split("#", 1)[1]


def in_failed_shard(about: str, now: datetime) -> list[Action]:
    """Return what has operations find a mail."""
    return [MailItem.due_shard.set(keys.due_shard(FAILED_SHARD, about)), MailItem.due_at.set(epoch(now))]


def send_again(key: Key, now: datetime) -> bool:
    """Make a mail that failed due again, as if it had never been tried; return whether there was one."""
    actions: list[Action] = [
        MailItem.state.set(MailState.DUE.value),
        MailItem.due_shard.set(keys.due_shard("MAIL", owner_of(key[0]))),
        MailItem.due_at.set(epoch(now)),
        MailItem.tries.set(0),
        MailItem.former.set(MailItem.message_id | ""),
        MailItem.resent_at.set(epoch(now)),
        *(one.remove() for one in (MailItem.message_id, MailItem.error, MailItem.delivery, MailItem.delivery_rank)),
    ]
    return update_unread(key, actions, MailItem.state == MailState.FAILED.value)
