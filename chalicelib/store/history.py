"""The history of a delegation: append-only, one entry for each revision (specification §7)."""

import secrets
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from pynamodb.attributes import BooleanAttribute, MapAttribute, UnicodeAttribute

from chalicelib.domain.modes import Mode
from chalicelib.domain.rules import Act, Actor
from chalicelib.domain.transitions.outcome import Transition
from chalicelib.store import keys
from chalicelib.store.codec import from_plain, to_plain
from chalicelib.store.table import Item, epoch, is_over, put, query


class HistoryItem(Item, discriminator="history"):
    """One act, with its actor and its time."""

    content: MapAttribute[str, Any] = MapAttribute()


class LookupItem(Item, discriminator="lookup"):
    """One look-up. `address` is the keyed hash of what was looked up.

    `known`: an account had the address or the number, or the national directory had the RPPS.
    """

    address = UnicodeAttribute()
    known = BooleanAttribute()


class Entry(NamedTuple):
    """The content of an entry. `by` is the name to show; empty when no person acted.

    `mode` is how this person had signed in; None for an act by a link, or one that no person did in a session.
    """

    act: Act
    actor: Actor
    at: datetime
    by: str = ""
    mode: Mode | None = None


def item(transition: Transition, kept: timedelta, mode: Mode | None) -> HistoryItem:
    """Return the entry of a transition by a person signed in by `mode`, which is stored for the time `kept`."""
    subject = transition.subject
    by = {
        Actor.DELEGANT: subject.delegant.name.full,
        Actor.LINK: subject.delegue.shown,
        Actor.SPACE: subject.delegue.shown,
        Actor.TIME: "",
        Actor.MAIL: "",
        Actor.CARD: "",
    }[transition.actor]
    pk, sk = keys.history(subject.id, transition.revision)
    entry = Entry(transition.act, transition.actor, transition.at, by, mode)
    return HistoryItem(pk=pk, sk=sk, content=to_plain(entry), ttl=epoch(transition.at + kept))


def record_lookup(account_id: str, digest: str, known: bool, now: datetime, kept: timedelta) -> None:
    """Record a look-up of what `digest` is the keyed hash of, for the time `kept`.

    Its key is its own, so no look-up replaces another of the same moment.
    """
    pk, sk = keys.lookup(account_id, f"{now:%Y%m%dT%H%M%S%f}", secrets.token_hex(4))
    put(LookupItem(pk=pk, sk=sk, address=digest, known=known, ttl=epoch(now + kept)))


def read_history(delegation_id: str, now: datetime) -> list[Entry]:
    """Return the history of a delegation, as far back as it is stored, oldest first; one query."""
    pk, _ = keys.history(delegation_id, 0)
    current = (stored for stored in query(pk, "0", "9999999") if not is_over(stored, now))
    return [from_plain(Entry, stored.content.as_dict()) for stored in current if isinstance(stored, HistoryItem)]
