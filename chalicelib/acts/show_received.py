"""The délégué's space: the delegations he has received (specification §5)."""

from dataclasses import dataclass

from chalicelib.acts.people import Person, account_id_of, person_of
from chalicelib.acts.show_dashboard import Line, lines_of
from chalicelib.context import Context
from chalicelib.domain.rules import ANSWERS, Actor
from chalicelib.domain.statuses import LIVE
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.lines import items_beside, rows_below
from chalicelib.store.table import query_raw


@dataclass(frozen=True)
class Received:
    """The delegations that a person has received."""

    person: Person
    lines: tuple[Line, ...]


def show_received(context: Context, session: Session | None) -> Received:
    """Return the delegations received, beginning with those of use today; raise `SignedOut`. One query."""
    head_key = keys.head(account_id_of(session))
    stored = query_raw(head_key[0], head_key[1], f"{keys.RECEIVED}~")
    person = person_of(session, items_beside(stored))
    lines = lines_of(rows_below(stored, keys.RECEIVED), Actor.SPACE, context)
    return Received(person, tuple(sorted(lines, key=order)))


def order(line: Line) -> tuple[int, float, str]:
    """Return the sort key, which differs for every two lines.

    First what opens an access, then what waits for an answer, what lives, what is over; among these the latest.
    """
    rank = 0 if line.is_open else 1 if line.acts & ANSWERS else 2 if line.status in LIVE else 3
    return rank, -line.summary.entered_at.timestamp(), line.summary.id
