"""Two nights: what follows when the national directory says less of somebody than his account knows (spec §8).

One bad night takes nothing away. A load that says so leaves a doubt; the next one, of another day, ends what it was
about, unless a load has said otherwise in between. What was ended so is given back when it is named again in time.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.delegation import GIVEN_BACK_WITHIN
from chalicelib.domain.people import Practice, Structure, same_place
from chalicelib.domain.periods import day_in_paris

LIBERAL = "liberal"
"""He has a liberal activity of his own, which the account does not know of: he is no exclusive remplaçant."""

NOT_LIBERAL = "not_liberal"
"""He has no liberal activity of his own any more: he is no délégant."""

_PLACE = "place:"
"""Before the id of a structure that is no longer his."""


class Verdict(StrEnum):
    """What follows from a doubt after a load."""

    WAIT = "wait"
    END = "end"
    GIVE_BACK = "give_back"
    DROP = "drop"


class Load(NamedTuple):
    """One load of the directory; `published` is when the publisher made its file, where known."""

    at: datetime
    published: datetime | None = None


class Said(NamedTuple):
    """What the directory says of one person: a liberal activity of his own, and the ids of his places."""

    is_liberal: bool
    places: frozenset[str]

    def names(self, structure: Structure) -> bool:
        """Whether a structure is among his places."""
        return not self.places.isdisjoint(structure.identifiers)


class Doubt(NamedTuple):
    """One thing that the directory says less of a person, since which load, and when that has ended something.

    `structures`: the place that is gone, or the cabinets of somebody who is not liberal any more.
    """

    national_id: str
    what: str
    since: Load
    structures: tuple[Structure, ...] = ()
    ended_at: datetime | None = None

    @property
    def is_of_place(self) -> bool:
        """Whether it is about a place."""
        return self.what.startswith(_PLACE)

    @property
    def over_at(self) -> datetime:
        """When nothing follows from it any more."""
        return (self.ended_at or self.since.at) + GIVEN_BACK_WITHIN

    def is_said_by(self, said: Said | None) -> bool | None:
        """Whether the directory still says so; None when it does not know the person, which says nothing."""
        if said is None:
            return None
        if self.is_of_place:
            return not any(said.names(structure) for structure in self.structures)
        return said.is_liberal == (self.what == LIBERAL)


def doubts_of(
    national_id: str, liberal_activity: bool, practice: Practice, before: Said | None, now: Said, load: Load
) -> Iterator[Doubt]:
    """Yield what a load says less of a person than his account knows.

    Only what the directory has named before can be gone: it may have been behind a card all the time.
    """
    if now.is_liberal and not liberal_activity:
        yield Doubt(national_id, LIBERAL, load)
    if before is None:
        return
    if before.is_liberal and not now.is_liberal and (practice.liberal or liberal_activity):
        cabinets = tuple(place for place in practice.structures if place.liberal)
        yield Doubt(national_id, NOT_LIBERAL, load, cabinets)
    for place in practice.structures:
        if place.categorie != ETABLISSEMENT and before.names(place) and not now.names(place):
            yield Doubt(national_id, f"{_PLACE}{place.id}", load, (place,))


def verdict(doubt: Doubt, load: Load, is_said: bool | None) -> Verdict:
    """Return what follows from a doubt after `load`, in which the directory says so, says otherwise, or says nothing.

    A second load of the same day, or of the same file, is no second word.
    """
    if load.at > doubt.over_at:
        return Verdict.DROP
    if doubt.ended_at:
        return Verdict.GIVE_BACK if is_said is False else Verdict.WAIT
    if is_said is False:
        return Verdict.DROP
    return Verdict.END if is_said and _is_another_night(doubt.since, load) else Verdict.WAIT


def _is_another_night(first: Load, second: Load) -> bool:
    if day_in_paris(second.at) <= day_in_paris(first.at):
        return False
    return not (first.published and second.published) or second.published > first.published


def practice_after(practice: Practice, ended: Iterable[Doubt], back: Iterable[Doubt], is_liberal: bool) -> Practice:
    """Return a practice without what ends and with what is given back; `is_liberal` is what the directory says."""
    ended, back = tuple(ended), tuple(back)
    gone = [place for doubt in ended if doubt.is_of_place for place in doubt.structures]
    places = [place for place in practice.structures if same_place(place, gone) is None]
    returned = [place for doubt in back if doubt.is_of_place for place in doubt.structures]
    places += [place for place in returned if same_place(place, places) is None]
    if not is_liberal and (not practice.liberal or any(doubt.what == NOT_LIBERAL for doubt in ended)):
        places = [place._replace(liberal=False) for place in places]
    cabinets = [place for doubt in back if doubt.what == NOT_LIBERAL for place in doubt.structures]
    places = [place._replace(liberal=True) if same_place(place, cabinets) else place for place in places]
    return practice._replace(structures=tuple(places), liberal=any(place.liberal for place in places))


def liberal_activity_after(known: bool, practice: Practice, settled: Iterable[Doubt], is_liberal: bool) -> bool:
    """Return whether somebody of this practice has a liberal activity of his own once doubts about that are settled."""
    if all(doubt.is_of_place for doubt in settled):
        return known
    return practice.liberal or is_liberal
