"""The orders of the dashboard, which the API shares."""

import json
from datetime import timedelta

import pytest

from chalicelib.acts.show_dashboard import SORTS, Line, order_of
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Name
from chalicelib.domain.rules import Actor
from chalicelib.domain.statuses import Status
from chalicelib.store.lines import Row, Summary
from tests.builders import DAY, NOW, TODAY, terms


def a_line(number: int, status: Status, name: Name | None = None, *, undeliverable: bool = False) -> Line:
    """Return a line; the higher its number, the earlier it entered its status."""
    summary = Summary(
        id=f"d{number}",
        name=name or Name(),
        address=f"a{9 - number}@exemple.fr",
        profil=ProfilId.COMPTABLE,
        validity=terms(TODAY + number * DAY, TODAY + (20 - number) * DAY).validity,
        structures=number,
        status=status,
        gone_at=NOW + 90 * DAY,
        entered_at=NOW - timedelta(hours=number),
        undeliverable=undeliverable,
    )
    return Line(Row(summary), status, is_open=False, actor=Actor.DELEGANT, now=NOW)


LINES = [
    a_line(1, Status.REFUSEE, Name("M", "Paul", "Étienne")),
    a_line(2, Status.TERMINEE, Name("M", "Jean", "zola")),
    a_line(3, Status.VALIDEE, Name("M", "Jean", "Estève")),
    a_line(4, Status.EN_COURS, undeliverable=True),
    a_line(5, Status.EN_COURS),
    a_line(6, Status.A_VALIDER, Name("MME", "Anne", "Dupont")),
]


def ordered(tri: str) -> str:
    """Return the numbers of the lines in one of the orders."""
    key, is_descending = order_of(tri)
    return "".join(line.summary.id[1:] for line in sorted(LINES, key=key, reverse=is_descending))


def test_what_waits_comes_first_then_failures_then_what_lives_and_last_what_is_over() -> None:
    assert ordered("") == "643512"


@pytest.mark.parametrize(
    ("tri", "found"),
    [
        ("nom", "546312"),  # the unknown ones by their address, accents and case aside
        ("prenom", "546321"),
        ("identifiant", "654321"),
        ("profil", "546312"),
        ("debut", "123456"),
        ("fin", "654321"),
        ("structures", "123456"),
        ("statut", "546312"),
    ],
)
def test_each_column_sorts_both_ways(tri: str, found: str) -> None:
    assert ordered(tri) == found
    assert ordered(f"-{tri}") == found[::-1]


@pytest.mark.parametrize("tri", ["", *SORTS])
def test_no_two_lines_have_the_same_key_and_a_cursor_can_hold_it(tri: str) -> None:
    key, _ = order_of(tri)
    keys = [key(line) for line in LINES]
    assert len(set(keys)) == len(keys)
    assert [tuple(json.loads(json.dumps(one))) for one in keys] == keys
