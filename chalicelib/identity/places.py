"""The practice of a person, from the card, the directory, and what is known already (specification §1)."""

from collections.abc import Iterable, Sequence

from chalicelib.domain.activities import replaces_somebody
from chalicelib.domain.codes import ETABLISSEMENT
from chalicelib.domain.folding import folded
from chalicelib.domain.people import MOST_PLACES, Practice, Structure, same_place
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.exercices import Codes, codes_of, is_own_activity, main_codes, names_activities
from chalicelib.identity.fields import Fields, part, parts, text, texts
from chalicelib.identity.postal import city_of, place_name, street_of

_LONGEST_ID, _LONGEST_TEXT = 64, 120
"""Bytes of the longest identifier of a place, and of the longest line of text about it."""


def places_named(userinfo: Fields) -> tuple[str, ...]:
    """Return everything that identifies a place of a userinfo, for the directory to be asked about; each once."""
    exercices = parts(part(userinfo, "SubjectRefPro"), "exercices")
    read = [_read(activity) for exercice in exercices for activity in parts(exercice, "activities")]
    return tuple(sorted(frozenset().union(*(place.identifiers for place in read[:MOST_PLACES]))))


def practice_of(exercices: Sequence[Fields], entry: DirectoryEntry, known: Practice) -> Practice:
    """Return the practice that the exercices and the directory describe, with `known` for all that they leave out."""
    reader = _Reader(entry, known, exercices)
    if names_activities(exercices):
        for exercice in exercices:
            reader.add_exercice(exercice)
    else:
        reader.add(place for place in known.structures if place.categorie != ETABLISSEMENT)
    reader.add_directed()
    codes = main_codes(exercices).completed(Codes(known.categorie, known.specialite, known.savoir_faire))
    contract = entry.assistant_contract
    return Practice(
        categorie=codes.categorie,
        specialite=codes.specialite,
        structures=_within_bound(tuple(reader.places)),
        liberal=any(place.liberal for place in reader.places),
        director=known.director if entry.director_of is None else bool(entry.director_of),
        assistant_contract=known.assistant_contract if contract is None else contract,
        savoir_faire=codes.savoir_faire,
    )


def _within_bound(structures: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """Return as many places as an item can hold; liberal ones come first when some must be dropped."""
    if len(structures) <= MOST_PLACES:
        return structures
    return tuple(sorted(structures, key=lambda structure: not structure.liberal)[:MOST_PLACES])


class _Reader:
    """Collects places. A place that is named several times is collected once, and keeps the id that it is known by."""

    def __init__(self, entry: DirectoryEntry, known: Practice, exercices: Sequence[Fields]) -> None:
        self._entry, self._known = entry, known.structures
        named = (_read(activity) for exercice in exercices for activity in parts(exercice, "activities"))
        self._named = frozenset(place.technical for place in named if place.technical)
        self._technical: dict[str, str] = {}  # by the id of a known place: which place of the card it is
        self.places: list[Structure] = []

    def add_exercice(self, exercice: Fields) -> None:
        """Add the places of an exercice, except those where the person replaces somebody: these are the other's."""
        own = (activity for activity in parts(exercice, "activities") if not _replaces(activity))
        self.add(place for activity in own if (place := self._place(activity, codes_of(exercice))))

    def add_directed(self) -> None:
        """Add the establishments that the person directs; the person's own cabinet in one of them stays a cabinet."""
        if self._entry.director_of is None:
            directed = [place for place in self._known if place.categorie == ETABLISSEMENT]
        else:
            read = (self._place(activity, Codes(ETABLISSEMENT)) for activity in self._entry.director_of)
            directed = [place._replace(liberal=False) for place in read if place]
        for place in directed:
            twin = same_place(place, self.places)
            if twin is None:
                self.places.append(place)
            elif not twin.liberal:
                self.places[self.places.index(twin)] = place.known_as(twin)

    def add(self, places: Iterable[Structure]) -> None:
        """Add places. Of two descriptions of one place, keep the fuller: a cabinet, then one with a spécialité."""
        for place in places:
            twin = same_place(place, self.places)
            if twin is None:
                self.places.append(place)
                continue
            fuller = max(twin, place, key=lambda described: (described.liberal, bool(described.specialite)))
            self.places[self.places.index(twin)] = fuller.known_as(place).known_as(twin)

    def _place(self, activity: Fields, codes: Codes) -> Structure | None:
        """Return the place of an activity; None when nothing identifies it."""
        place = _read(activity)
        earlier = self._earlier(place)
        if earlier:
            place = place.known_as(earlier)
        if earlier and earlier.categorie != ETABLISSEMENT:
            codes = codes.completed(Codes(earlier.categorie, earlier.specialite, earlier.savoir_faire))
        if not place.id:
            return None
        return place._replace(
            am_finess=self._am_finess(place, earlier),
            categorie=codes.categorie,
            specialite=codes.specialite,
            savoir_faire=codes.savoir_faire,
            liberal=is_own_activity(activity, has_place=True),
        )

    def _earlier(self, place: Structure) -> Structure | None:
        """Return `place` as it is known already; without an identifier, by its name and address, however written."""
        if place.id:
            return self._known_place(place)
        described = folded(place.label)
        return next((known for known in self._known if described and folded(known.label) == described), None)

    def _known_place(self, place: Structure) -> Structure | None:
        """Return `place` as it is known; not the one that another place of the card, with a technical id, is.

        A place that was known by its SIRET alone may be any of those that share it, but only one of them. One that was
        taken for two has the id of the one and the technical id of the other: the first goes by its id.
        """
        known = same_place(place, self._known)
        if known is None or (known.id in self._named and place.technical not in {"", known.id}):
            return None
        technical = self._technical[known.id] = self._technical.get(known.id) or place.technical
        return known if place.technical in {"", technical} else None

    def _am_finess(self, place: Structure, earlier: Structure | None) -> str:
        if self._entry.numeros_am is None:
            return (earlier.am_finess if earlier else "") or place.finess
        numeros = (self._entry.numeros_am.get(identifier, "") for identifier in sorted(place.identifiers))
        return next((numero for numero in numeros if numero), place.finess)


def _replaces(activity: Fields) -> bool:
    return replaces_somebody(text(activity, "codeGenreActivite"), text(activity, "codeRole"))


def _read(activity: Fields) -> Structure:
    """Return a place as an activity describes it; its id is empty when nothing identifies it."""
    technical = _identifier(activity, "identifiantTechniqueDeLaStructure")
    finess, siret = _identifier(activity, "numeroFinessSite"), _identifier(activity, "numeroSiretSite")
    fields = texts(activity)
    return Structure(
        # The technical identifier of a place that has a FINESS is « F » and the FINESS, so it can be completed.
        id=technical or (f"F{finess}" if finess else siret),
        name=_line(place_name(text(activity, "enseigneCommercialeSite") or text(activity, "raisonSocialeSite"))),
        street=_line(street_of(fields)),
        city=_line(city_of(fields)),
        am_finess="",
        categorie="",
        specialite="",
        liberal=False,
        technical=technical,
        finess=finess,
        siret=siret,
    )


def _identifier(activity: Fields, name: str) -> str:
    """Return an identifier of a place; empty when it is too long to be one."""
    identifier = text(activity, name)
    return identifier if len(identifier.encode()) <= _LONGEST_ID else ""


def _line(line: str) -> str:
    """Return a line of text, cut to the bytes that are stored."""
    return line.encode()[:_LONGEST_TEXT].decode(errors="ignore")
