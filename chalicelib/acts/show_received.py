"""The délégué's space: what was delegated to him (spec §5)."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.show_dashboard import Line, lines_of
from chalicelib.context import Context
from chalicelib.domain.rules import ANSWERS, Actor
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.table import query


@dataclass(frozen=True)
class Received:
    """The delegations somebody has received."""

    person: Person
    lines: tuple[Line, ...]


def show_received(context: Context, session: Session | None) -> Received:
    """Return the delegations received, those that wait for an answer first; raises `SignedOut`. One query."""
    head_key = keys.head(account_id_of(session))
    items = list(query(head_key[0], head_key[1], "RECEIVED#~"))
    person = person_of(session, {item.key: item for item in items})
    return Received(person, tuple(sorted(lines_of(items, Actor.SPACE, context), key=order)))


def order(line: Line) -> tuple[bool, float, str]:
    """What waits for an answer first, then what was touched last; never the same for two lines."""
    return not line.acts & ANSWERS, -line.summary.entered_at.timestamp(), line.summary.id
