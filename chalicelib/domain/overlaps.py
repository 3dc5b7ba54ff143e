"""No two delegations of one délégant to one délégué for one profil share a day (specification §3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.periods import Validity
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import LIVE, WAITING


class Hold(NamedTuple):
    """The periods that one delegation holds, until `until`, whether or not the purge has run by then.

    A wish holds its period against other wishes alone: an act of the délégant does not depend on what is asked of him.
    """

    periods: tuple[Validity, ...]
    until: datetime
    is_wish: bool = False


def hold_of(delegation: Delegation | None, now: datetime) -> Hold | None:
    """Return the hold of `delegation` at `now`; None when it holds nothing."""
    periods = delegation.periods_at(now) if delegation else ()
    return Hold(periods, _until(delegation), delegation.is_wish) if delegation and periods else None


def hold_written_for(delegation: Delegation) -> Hold | None:
    """Return the hold that was stored with the last write of `delegation`, even if time has ended it since."""
    if delegation.status not in LIVE or delegation.ended:
        return None
    proposed = (delegation.proposal.terms.validity,) if delegation.proposal else ()
    return Hold((delegation.terms.validity, *proposed), _until(delegation), delegation.is_wish)


def _until(delegation: Delegation) -> datetime:
    """Return the time at which the hold ends, that of a waiting proposal included."""
    return delegation.gone_at if delegation.status in WAITING else delegation.terms.validity.ends_at


def overlapping(held: Mapping[str, Hold], delegation: Delegation, now: datetime) -> list[str]:
    """Return the ids of the other delegations in `held` that keep `delegation` from its periods."""
    wanted = hold_of(delegation, now)
    if wanted is None:
        return []
    return [
        other
        for other, hold in held.items()
        if other != delegation.id and hold.until > now and _is_in_the_way(wanted, hold)
    ]


def _is_in_the_way(mine: Hold, theirs: Hold) -> bool:
    if theirs.is_wish and not mine.is_wish:
        return False
    return any(one.overlaps(other) for one in mine.periods for other in theirs.periods)


def require_free_period(held: Mapping[str, Hold], delegation: Delegation, now: datetime) -> None:
    """Raise `Refused` when another delegation in `held` overlaps the periods of `delegation`."""
    if overlapping(held, delegation, now):
        raise Refused(Code.OVERLAP, fields={"debut": "Une délégation existe déjà sur cette période."})
