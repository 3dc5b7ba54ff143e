"""What the summary of a week tells, out of all that a person has given, received and been notified of."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountMail
from chalicelib.domain.delegation import Delegation, EndRequest
from chalicelib.domain.mails import MailKind
from chalicelib.domain.people import Name
from chalicelib.domain.statuses import Origin, Status
from chalicelib.keyring import Keyring
from chalicelib.mail.week import COUNTED_DOWN_FROM, MOST_LISTED, facts_of_week, why_no_week
from chalicelib.store import keys
from chalicelib.store.lines import given_item, received_item
from chalicelib.store.mails import Cancelled, MailItem, daily_item
from chalicelib.store.notices import NoticeItem
from chalicelib.store.preferences import preferences_item
from chalicelib.store.table import Item, Key
from tests.builders import DAY, NOW, TODAY, a_delegation, a_proposal, terms
from tests.unit.mails.composing import SETTINGS

BASE = "https://portail.exemple.fr"
LATER = TODAY + 400 * DAY
REQUEST = EndRequest(TODAY + 30 * DAY, NOW)
_SPACE = {"espaces": [""]}


def _items(*lines: Item, wanted: bool = True) -> dict[Key, Item]:
    chosen = preferences_item("claire", end_notices=True, summary_at=NOW + 7 * DAY if wanted else None)
    return {item.key: item for item in (chosen, *lines)}


def _row() -> MailItem:
    return daily_item(AccountMail.RESUME_SEMAINE, "claire", TODAY, NOW)


def _context(days: int = 0) -> Context:
    keyring = Keyring(links=("lien",), sessions=("session",), lookup="recherche")
    return Context(now=NOW + days * DAY, settings=SETTINGS, keys=keyring)


def _facts(*lines: Item) -> dict[str, Any]:
    return dict(facts_of_week(_context(), _row(), _items(*lines)))


def _groups(*lines: Item) -> dict[str, list[str]]:
    """Return the paths of what each group names."""
    found = _facts(*lines)["groupes"]
    return {group["nom"]: [one["lien"].removeprefix(BASE) for one in group["lignes"]] for group in found}


def _open(end: Any = LATER, **overrides: Any) -> Delegation:
    return a_delegation(Status.VALIDEE, NOW - 9 * DAY, terms=terms(TODAY - 9 * DAY, end), **overrides)


def _notice(number: int, kind: str = "terminee", *, to_delegant: bool = True) -> NoticeItem:
    pk, sk = keys.notice("claire", "2026-02-25T09:00:00+00:00", f"delegation-{number}", 1)
    return NoticeItem(
        pk, sk, notice_kind=kind, delegation_id="une", about="M. Paul", profil="comptable", to_delegant=to_delegant
    )


@pytest.mark.parametrize(
    ("delegation", "as_given", "as_received"),
    [
        (a_delegation(Status.A_VALIDER), {"a_valider": ["/valider"]}, {}),
        (a_delegation(Status.A_VALIDER, origin=Origin.DEMANDE), {"a_valider": ["/valider"]}, {}),
        (_open(TODAY, end_request=REQUEST), {"prolongations": ["/prolongation"], "acces": ["/prolonger"]}, _SPACE),
        (a_delegation(), {}, {"a_repondre": [""]}),
        (a_delegation(undelivered=True), {"a_corriger": ["/corriger"]}, {"a_repondre": [""]}),
        (_open(), {"acces": [""]}, {"espaces": [""]}),
        (_open(TODAY + COUNTED_DOWN_FROM), {"acces": ["/prolonger"]}, {"espaces": [""]}),
        (_open(proposal=a_proposal()), {"acces": [""]}, {"a_repondre": [""], "espaces": [""]}),
        (a_delegation(Status.VALIDEE, terms=terms(TODAY, LATER, structures=())), {"vides": [""]}, {}),
        (a_delegation(Status.VALIDEE, terms=terms(TODAY + DAY, LATER)), {}, {}),
        (a_delegation(Status.REFUSEE), {}, {}),
        (a_delegation(Status.REFUSEE, terms=terms(TODAY, LATER, structures=())), {}, {}),
        (a_delegation(Status.TERMINEE), {}, {}),
    ],
    ids=[
        *(
            "to validate",
            "wished",
            "asked for longer",
            "asked",
            "not delivered",
            "open",
            "ends soon",
            "proposal",
            "opens nothing",
        ),
        *("opens later", "refused", "refused, without structures", "over"),
    ],
)
def test_each_side_is_told_what_concerns_it_with_the_page_of_the_very_thing(
    delegation: Delegation, as_given: dict[str, list[str]], as_received: dict[str, list[str]]
) -> None:
    first = {"espaces": f"/pour-le-compte/{delegation.id}", "a_repondre": f"/recues/{delegation.id}"}
    given = {name: [f"/delegations/{delegation.id}{step}" for step in steps] for name, steps in as_given.items()}
    received = {name: [f"{first[name]}{step}" for step in steps] for name, steps in as_received.items()}
    assert _groups(given_item(delegation)) == given
    assert _groups(received_item(delegation)) == received


def test_a_long_list_is_cut_after_those_that_end_first_with_the_number_of_the_others() -> None:
    lines = [given_item(_open(LATER - number * DAY, id=f"delegation-{number:03d}")) for number in range(300)]
    (group,) = _facts(*lines)["groupes"]
    assert (len(group["lignes"]), group["autres"]) == (MOST_LISTED, 300 - MOST_LISTED)
    assert group["lignes"][0]["lien"].endswith("/delegation-299")
    assert group["toutes"] == f"{BASE}/delegations?acces=ouverts&tri=fin"


def test_an_end_within_four_weeks_is_counted_in_days() -> None:
    ends = (TODAY, TODAY + COUNTED_DOWN_FROM, TODAY + COUNTED_DOWN_FROM + DAY)
    lines = [given_item(_open(end, id=f"delegation-{number}")) for number, end in enumerate(ends)]
    (group,) = _facts(*lines)["groupes"]
    assert [one["jours"] for one in group["lignes"]] == [0, 28, None]


def test_what_others_and_time_did_is_counted_for_each_side() -> None:
    said = (
        *(_notice(number) for number in range(2)),
        *(_notice(2 + number, MailKind.DEMANDE, to_delegant=False) for number in range(3)),
        _notice(5, MailKind.RAPPEL_DELEGANT),
    )
    assert _facts(*said)["nombres"] == [["terminees", 2], ["recues", 3]]
    assert _facts()["semaine"] == ["2026-02-23", "2026-03-01"]


@pytest.mark.parametrize("told", [given_item(_open()), _notice(1)], ids=["somebody has access", "something happened"])
def test_one_thing_to_tell_is_enough(told: Item) -> None:
    assert why_no_week(_context(), _row(), _items(told)) is None


@pytest.mark.parametrize(
    ("items", "days", "why"),
    [
        (_items(), 0, Cancelled.SETTLED),
        (_items(_notice(1, MailKind.RAPPEL_DELEGANT)), 0, Cancelled.SETTLED),
        (_items(given_item(_open()), wanted=False), 0, Cancelled.UNWANTED),
        ({}, 0, Cancelled.UNWANTED),
        (_items(given_item(_open())), 1, Cancelled.OVERDUE),
    ],
    ids=["nothing to tell", "a reminder alone", "switched off", "never chosen, or closed", "the day after"],
)
def test_a_summary_does_not_leave(items: dict[Key, Item], days: int, why: Cancelled) -> None:
    assert why_no_week(_context(days), _row(), items) is why


def test_the_day_of_a_summary_is_over_at_midnight_in_paris() -> None:
    evening = _context()._replace(now=NOW + timedelta(hours=13, minutes=59))
    assert why_no_week(evening, _row(), _items(_notice(1))) is None
    assert why_no_week(evening._replace(now=evening.now + timedelta(minutes=1)), _row(), _items(_notice(1)))


def test_a_line_names_the_person_or_the_address_and_says_what_kind_of_answer_is_awaited() -> None:
    (open_one, proposed), named = (_open(), _open(proposal=a_proposal())), a_delegation(Status.A_VALIDER)
    unnamed = named._replace(delegue=named.delegue._replace(name=Name()))
    (group,) = _facts(given_item(named))["groupes"]
    assert group["lignes"][0]["qui"] == "M. Paul MODÈLE"
    (group,) = _facts(given_item(unnamed))["groupes"]
    assert group["lignes"][0]["qui"] == unnamed.delegue.address
    for line, waits in ((open_one, False), (proposed, True)):
        assert _facts(received_item(line))["groupes"][-1]["lignes"][0]["proposee"] is waits
