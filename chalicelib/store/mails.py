"""The rows of the mails to send: facts, never a link nor a message (spec §3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from pynamodb.attributes import MapAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.domain.mails import Mail, MailKind
from chalicelib.domain.people import Party
from chalicelib.domain.transitions.outcome import Transition, facts_of_transition
from chalicelib.store import keys
from chalicelib.store.table import Item, epoch, from_epoch, query

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
    """It will not be sent: SES refused it, or the address does not exist."""
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


class MailItem(Item, discriminator="mail"):
    """One mail. While it is to be sent it stands in the index of due items."""

    mail_kind = UnicodeAttribute()
    party = UnicodeAttribute()
    to_account = UnicodeAttribute()
    delegation_id = UnicodeAttribute()
    nonce = UnicodeAttribute()
    terms_version = NumberAttribute()
    facts: MapAttribute[str, Any] = MapAttribute()
    state = UnicodeAttribute()
    written_at = NumberAttribute()
    tries = NumberAttribute(default=0)
    lease_until = NumberAttribute(default=0)
    message_id = UnicodeAttribute(null=True)
    error = UnicodeAttribute(null=True)

    @property
    def id(self) -> str:
        """A name for the mail, in its headers and in SES's events."""
        return f"{self.delegation_id}.{self.sk.replace('#', '.')}"


@dataclass(frozen=True)
class SentMail:
    """What the page of a delegation shows of a mail."""

    kind: MailKind
    party: Party
    state: MailState
    written_at: datetime


def items(transition: Transition) -> list[MailItem]:
    """Return the rows of the mails of a transition."""
    if not transition.mails:
        return []
    facts = facts_of_transition(transition)
    return [_item(transition, mail, facts) for mail in transition.mails]


def _item(transition: Transition, mail: Mail, facts: dict[str, object]) -> MailItem:
    subject = transition.subject
    revision = subject.revision if transition.after else subject.revision + 1
    pk, sk = keys.mail(subject.id, revision, mail.kind, mail.to)
    to_delegue = mail.to is Party.DELEGUE
    return MailItem(
        pk=pk,
        sk=sk,
        mail_kind=mail.kind.value,
        party=mail.to.value,
        to_account=subject.delegue.account_id if to_delegue else subject.delegant.account_id,
        delegation_id=subject.id,
        nonce=subject.nonce,
        terms_version=subject.terms_version,
        facts=facts,
        state=MailState.DUE.value,
        written_at=epoch(transition.at),
        due_shard=keys.due_shard("MAIL", subject.id),
        due_at=epoch(transition.at),
        ttl=epoch(transition.at + KEPT),
    )


def read_mails(delegation_id: str) -> list[SentMail]:
    """Return the mails of a delegation, oldest first; one query."""
    pk, _ = keys.mail(delegation_id, 0, "", "")
    return [
        SentMail(MailKind(item.mail_kind), Party(item.party), MailState(item.state), from_epoch(item.written_at))
        for item in query(pk, "0", "9999999")
        if isinstance(item, MailItem)
    ]
