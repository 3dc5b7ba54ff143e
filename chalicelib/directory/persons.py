"""One person of the directory: what the rules need of all his activities, and nothing more."""

from collections.abc import Iterable
from typing import NamedTuple

from chalicelib.domain.activities import is_locum, is_own_liberal


class Activity(NamedTuple):
    """One line of the extraction, as codes; `place` is the technical id, else « F » and the FINESS, else the SIRET."""

    civilite: str
    nom: str
    prenom: str
    profession: str
    categorie: str
    savoir_faire: str
    mode: str
    genre: str
    role: str
    place: str


class Person(NamedTuple):
    """Somebody of the national directory.

    `exercices` are pairs « profession:savoir-faire ». `is_liberal`: a liberal activity of one's own (specification §1);
    `is_locum`: a liberal activity in another's place. `places` are the ids of every place but those of somebody
    replaced.
    """

    national_id: str
    civilite: str
    nom: str
    prenom: str
    exercices: tuple[str, ...]
    is_student: bool
    is_liberal: bool
    is_locum: bool
    places: tuple[str, ...]


_STUDENT = "E"
"""`Code catégorie professionnelle` of a student."""


def person_of(national_id: str, activities: Iterable[Activity]) -> Person:
    """Return the person of these activities, the same in whatever order they come; doubles change nothing."""
    own = sorted(set(activities))
    named = max(own, key=lambda activity: (bool(activity.nom), bool(activity.civilite)))
    return Person(
        national_id,
        named.civilite,
        named.nom,
        named.prenom,
        exercices=_exercices(own),
        is_student=all(activity.categorie == _STUDENT for activity in own),
        is_liberal=any(is_own_liberal(a.mode, a.genre, a.role, bool(a.place)) for a in own),
        is_locum=any(is_locum(a.mode, a.genre, a.role, bool(a.place)) for a in own),
        places=tuple(sorted({a.place for a in own if a.place and not is_locum(a.mode, a.genre, a.role, True)})),
    )


def _exercices(activities: Iterable[Activity]) -> tuple[str, ...]:
    """Return the professions with their savoir-faire; a profession without one only where it has none at all."""
    pairs = {(activity.profession, activity.savoir_faire) for activity in activities if activity.profession}
    skilled = {profession for profession, savoir_faire in pairs if savoir_faire}
    return tuple(sorted(f"{p}:{s}" for p, s in pairs if s or p not in skilled))
