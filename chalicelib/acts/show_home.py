"""« Accueil »: what matters to the person signed in, out of the lines of both dashboards (specification §5)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from chalicelib.acts.people import account_id_of, person_of
from chalicelib.acts.show_account import OwnAccount
from chalicelib.acts.show_dashboard import Line, lines_of
from chalicelib.context import Context
from chalicelib.domain.rules import Actor
from chalicelib.domain.waiting import is_to_answer, is_to_correct, is_to_validate, opens_nothing
from chalicelib.identity.sessions import Session
from chalicelib.store import keys
from chalicelib.store.accounts import PracticeItem, to_practice
from chalicelib.store.lines import items_beside, rows_below
from chalicelib.store.table import find, query_raw

MOST_SHOWN = 5
"""The lines of one group. The rest is one link away, on the dashboard."""

END_SHOWN_FROM = timedelta(days=15)
"""How long before its last day the home page says that an access ends, and offers to prolong it."""


@dataclass(frozen=True)
class Group:
    """The first lines of a group, the most urgent first, and the number of all its lines."""

    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True)
class Home:
    """What waits for the person, what is wrong, who has access to his space today, and to whose spaces he has access.

    `to_review` counts the accesses to his space that he has not reviewed for a year.
    """

    own: OwnAccount
    to_validate: Group
    to_prolong: Group
    to_answer: Group
    wrong: Group
    open_given: Group
    open_received: Group
    to_review: int


def show_home(context: Context, session: Session | None) -> Home:
    """Return what matters today to the person signed in; raise `SignedOut`. One query per MB."""
    account_id = account_id_of(session)
    # The practice, the lines given, the head, the sessions and the lines received follow one another.
    pk, first = keys.practice(account_id)
    stored = query_raw(pk, first, f"{keys.RECEIVED}~")
    by_key = items_beside(stored)
    practice = to_practice(find(by_key, PracticeItem, keys.practice(account_id)))
    own = OwnAccount(person_of(session, by_key), practice)
    given = lines_of(rows_below(stored, keys.GIVEN), Actor.DELEGANT, context)
    received = lines_of(rows_below(stored, keys.RECEIVED), Actor.SPACE, context)
    return Home(
        own,
        _group((line for line in given if is_to_validate(line.summary, line.now)), _by_deadline),
        _group((line for line in given if line.asks_longer), _by_end),
        _group((line for line in received if is_to_answer(line.summary, line.now)), _by_deadline),
        _group((line for line in given if is_wrong(line)), _by_deadline),
        _group((line for line in given if line.is_open), _by_end),
        _group((line for line in received if line.is_open), _by_end),
        sum(line.is_to_review for line in given),
    )


def is_wrong(line: Line) -> bool:
    """Whether only the délégant can mend it: a mail that did not arrive, or a delegation without a structure."""
    return is_to_correct(line.summary, line.now) or opens_nothing(line.summary, line.now)


def _group(lines: Iterable[Line], urgency: Callable[[Line], object]) -> Group:
    found = sorted(lines, key=lambda line: (urgency(line), line.summary.id))
    return Group(tuple(found[:MOST_SHOWN]), len(found))


def _by_deadline(line: Line) -> object:
    return line.summary.answer_until(line.now)


def _by_end(line: Line) -> object:
    return line.summary.validity.end
