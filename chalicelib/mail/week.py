"""The content of the summary of a week, found when it leaves (acts/summarize.py)."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from chalicelib.context import Context
from chalicelib.domain.catalogue import PROFILS
from chalicelib.domain.people import Party
from chalicelib.domain.periods import last_day_before
from chalicelib.domain.waiting import asks_longer, is_to_answer, is_to_correct, is_to_validate, opens_nothing
from chalicelib.domain.weeks import Happening, happening, week_before
from chalicelib.store import keys
from chalicelib.store.lines import Summary, SummaryItem
from chalicelib.store.mails import Cancelled, MailItem
from chalicelib.store.notices import NoticeItem
from chalicelib.store.preferences import wants_summary
from chalicelib.store.table import Item, Key, query

MOST_LISTED = 10
"""The delegations that a group names; a page has the others. Mailboxes cut a mail of more than 100 kB."""

MOST_COUNTED = 1000
"""The notifications of a week that are counted, from its end."""

COUNTED_DOWN_FROM = timedelta(days=28)
"""How long before its last day the summary counts the days that are left, and leads to « Prolonger ».

It is longer than on the home page, because the next summary comes a week later."""


class _Group(NamedTuple):
    """One group of a summary: which lines of whom, the most urgent first, the page of each, and that of the others."""

    name: str
    to: Party
    holds: Callable[[Summary, datetime], bool]
    urgency: Callable[[Summary, datetime], object]
    page: str
    others: str


def _by_end(line: Summary, now: datetime) -> object:
    return line.validity.end


_TO_VALIDATE, _GIVEN, _RECEIVED = "/delegations?statut=a_valider", "/delegations", "/recues"
_OPEN = "/delegations?acces=ouverts&tri=fin"
_PROLONG = "/delegations/{}/prolonger"
_DELEGANT, _DELEGUE, _by_answer = Party.DELEGANT, Party.DELEGUE, Summary.answer_until

_GROUPS = (
    _Group("a_valider", _DELEGANT, is_to_validate, _by_answer, "/delegations/{}/valider", _TO_VALIDATE),
    _Group("prolongations", _DELEGANT, asks_longer, _by_end, "/delegations/{}/prolongation", _GIVEN),
    _Group("a_corriger", _DELEGANT, is_to_correct, _by_answer, "/delegations/{}/corriger", _GIVEN),
    _Group("vides", _DELEGANT, opens_nothing, _by_answer, "/delegations/{}", _GIVEN),
    _Group("a_repondre", _DELEGUE, is_to_answer, _by_answer, "/recues/{}", _RECEIVED),
    _Group("acces", _DELEGANT, Summary.opens_at, _by_end, "/delegations/{}", _OPEN),
    _Group("espaces", _DELEGUE, Summary.opens_at, _by_end, "/pour-le-compte/{}", _RECEIVED),
)


def lines_and_notices(row: MailItem) -> dict[Key, Item]:
    """Return the lines of both dashboards, and the notifications of the week before; one query per MB, and one."""
    pk, first = keys.given(row.to_account, "")
    _, last = keys.received(row.to_account, "")
    found = {item.key: item for item in query(pk, first, f"{last}~")}
    since, until = (moment.isoformat(timespec="seconds") for moment in week_before(_monday(row)))
    notes, _ = keys.notice(row.to_account, "", "", 0)
    latest = query(notes, since, until, scan_index_forward=False, limit=MOST_COUNTED)
    return found | {item.key: item for item in latest}


def why_no_week(context: Context, row: MailItem, items: dict[Key, Item]) -> Cancelled | None:
    """Return why the summary does not leave: not wanted, on another day than its Monday, or with nothing to tell."""
    if not wants_summary(items, row.to_account):
        return Cancelled.UNWANTED
    if _monday(row) != context.today:
        return Cancelled.OVERDUE
    is_any = any(line for group in _GROUPS for line in _lines(context, group, items)) or _happened(items)
    return None if is_any else Cancelled.SETTLED


def facts_of_week(context: Context, row: MailItem, items: dict[Key, Item]) -> Mapping[str, Any]:
    """Return the facts of the summary: its groups that are not empty, and the numbers of the week before."""
    base, monday = context.settings.public_base_url.rstrip("/"), _monday(row)
    found = ((group, list(_lines(context, group, items))) for group in _GROUPS)
    return {
        "groupes": [_group(context, base, group, lines) for group, lines in found if lines],
        "nombres": _happened(items),
        "semaine": [(monday - timedelta(days=7)).isoformat(), (monday - timedelta(days=1)).isoformat()],
        "notifications": f"{base}/notifications",
        "reglages": f"{base}/compte/configuration",
        "envoye_le": context.today.isoformat(),
    }


def _monday(row: MailItem) -> date:
    return date.fromisoformat(row.facts.as_dict()["jour"])


def _lines(context: Context, group: _Group, items: dict[Key, Item]) -> Iterator[Summary]:
    prefix = keys.GIVEN if group.to is _DELEGANT else keys.RECEIVED
    for (_, sk), item in items.items():
        if isinstance(item, SummaryItem) and sk.startswith(prefix) and group.holds(item.content, context.now):
            yield item.content


def _group(context: Context, base: str, group: _Group, lines: list[Summary]) -> dict[str, Any]:
    lines.sort(key=lambda line: (group.urgency(line, context.now), line.id))
    shown = lines[:MOST_LISTED]
    return {
        "nom": group.name,
        "lignes": [_line(context, base, group, line) for line in shown],
        "autres": len(lines) - len(shown),
        "toutes": f"{base}{group.others}",
    }


def _line(context: Context, base: str, group: _Group, line: Summary) -> dict[str, Any]:
    now, left = context.now, line.validity.end - context.today
    prolongs = group.name == "acces" and left <= COUNTED_DOWN_FROM  # what is open may be prolonged
    return {
        "qui": line.name.full or line.address,
        "profil": PROFILS[line.profil].label,
        "avant": last_day_before(line.answer_until(now)).isoformat(),
        "fin": line.validity.end.isoformat(),
        "jours": left.days if left <= COUNTED_DOWN_FROM else None,
        "souhaitee": line.is_wish,
        "proposee": line.proposal_at(now) is not None,
        "prolonger": prolongs,
        "lien": f"{base}{(_PROLONG if prolongs else group.page).format(line.id)}",
    }


def _happened(items: dict[Key, Item]) -> list[list[Any]]:
    """Return what happened in the week before, each with its number."""
    notices = (item for item in items.values() if isinstance(item, NoticeItem))
    counts = Counter(happening(item.notice_kind, _DELEGANT if item.to_delegant else _DELEGUE) for item in notices)
    return [[one.value, counts[one]] for one in Happening if counts[one]]
