"""No two delegations of one délégant to one délégué for one profil share a day (spec §3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import LIVE, WAITING


class Hold(NamedTuple):
    """The periods one delegation holds; once `until` has passed they count no more, purge met or missed."""

    periods: tuple[Validity, ...]
    until: datetime


def hold_of(delegation: Delegation | None, now: datetime) -> Hold | None:
    """Return what `delegation` holds at `now`; None when nothing."""
    periods = delegation.periods_at(now) if delegation else ()
    return Hold(periods, _until(delegation)) if delegation and periods else None


def hold_written_for(delegation: Delegation) -> Hold | None:
    """Return what was written down for `delegation` when it was last written, whatever time has made of it since."""
    if delegation.status not in LIVE or delegation.ended:
        return None
    proposed = (delegation.proposal.terms.validity,) if delegation.proposal else ()
    return Hold((delegation.terms.validity, *proposed), _until(delegation))


def _until(delegation: Delegation) -> datetime:
    """Return when it holds nothing any more, wider terms that wait for an answer included."""
    return delegation.gone_at if delegation.status in WAITING else delegation.terms.validity.ends_at


def overlapping(held: Mapping[str, Hold], delegation: Delegation, now: datetime) -> list[str]:
    """Return the other delegations, by id, whose periods in `held` overlap what `delegation` would hold."""
    wanted = hold_of(delegation, now)
    if wanted is None:
        return []
    return [
        other
        for other, hold in held.items()
        if other != delegation.id and hold.until > now and _share_a_day(wanted, hold)
    ]


def _share_a_day(mine: Hold, theirs: Hold) -> bool:
    return any(one.overlaps(other) for one in mine.periods for other in theirs.periods)


def require_free_period(held: Mapping[str, Hold], delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` when another delegation in `held` overlaps what `delegation` would hold."""
    if overlapping(held, delegation, now):
        raise Refused(Code.OVERLAP, fields={"debut": "Une délégation existe déjà sur cette période."})
