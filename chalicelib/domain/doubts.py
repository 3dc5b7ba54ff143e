"""Doubts: rights that the national directory no longer confirms, and that a second night ends (specification §8).

One bad night takes nothing away. The first load without a right leaves a doubt. The next one, of another day, ends the
right, unless a load has named it again in between. The right is given back if it is named again in time.
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
"""The person has a liberal activity of his own, unknown to his account: he is no exclusive remplaçant."""

NOT_LIBERAL = "not_liberal"
"""The person no longer has a liberal activity of his own: he is no délégant."""

_PLACE = "place:"
"""The prefix of the id of a structure that is no longer his."""


class Verdict(StrEnum):
    """The consequence of a doubt after a load."""

    WAIT = "wait"
    END = "end"
    GIVE_BACK = "give_back"
    DROP = "drop"


class Load(NamedTuple):
    """One load of the directory; `published` is when the publisher made its file, where known."""

    at: datetime
    published: datetime | None = None


class Listing(NamedTuple):
    """The directory's facts about one person: whether he has a liberal activity of his own, and his places by id."""

    is_liberal: bool
    places: frozenset[str]

    def names(self, structure: Structure) -> bool:
        """Whether a structure is among his places."""
        return not self.places.isdisjoint(structure.identifiers)


class Doubt(NamedTuple):
    """A doubt about one right of a person: since which load, and when it ended the right, if it did.

    `structures` is the place that is gone, or the cabinets of a person who is no longer liberal.
    """

    national_id: str
    what: str
    since: Load
    structures: tuple[Structure, ...] = ()
    ended_at: datetime | None = None

    @property
    def is_of_place(self) -> bool:
        """Whether the doubt is about a place."""
        return self.what.startswith(_PLACE)

    @property
    def over_at(self) -> datetime:
        """The time after which the doubt has no consequence."""
        return (self.ended_at or self.since.at) + GIVEN_BACK_WITHIN

    def is_repeated_by(self, listing: Listing | None) -> bool | None:
        """Whether the directory repeats the doubt; None when it does not know the person, which proves nothing."""
        if listing is None:
            return None
        if self.is_of_place:
            return not any(listing.names(structure) for structure in self.structures)
        return listing.is_liberal == (self.what == LIBERAL)


def doubts_of(
    national_id: str, liberal_activity: bool, practice: Practice, before: Listing | None, now: Listing, load: Load
) -> Iterator[Doubt]:
    """Yield the doubts that a load raises about a person of this account.

    An activity or a place is gone only if the load before named it; otherwise the directory may never have known it.
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


def verdict(doubt: Doubt, load: Load, is_repeated: bool | None) -> Verdict:
    """Return the consequence of a doubt after `load`. `is_repeated`: it repeats or contradicts it, or is silent.

    A second load of the same day, or of the same file, does not count as a second night.
    """
    if load.at > doubt.over_at:
        return Verdict.DROP
    if doubt.ended_at:
        return Verdict.GIVE_BACK if is_repeated is False else Verdict.WAIT
    if is_repeated is False:
        return Verdict.DROP
    return Verdict.END if is_repeated and _is_another_night(doubt.since, load) else Verdict.WAIT


def _is_another_night(first: Load, second: Load) -> bool:
    if day_in_paris(second.at) <= day_in_paris(first.at):
        return False
    return not (first.published and second.published) or second.published > first.published


def practice_after(practice: Practice, ended: Iterable[Doubt], back: Iterable[Doubt], is_liberal: bool) -> Practice:
    """Return a practice without the rights that end, and with those given back; `is_liberal` is the directory's."""
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
    """Return whether the owner of a practice has a liberal activity of his own, once doubts about it are settled."""
    if all(doubt.is_of_place for doubt in settled):
        return known
    return practice.liberal or is_liberal
