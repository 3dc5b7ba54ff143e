"""One person of the directory: only the facts that the rules need, from all his activities."""

from collections.abc import Iterable, Mapping
from itertools import islice
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

    @property
    def is_liberal(self) -> bool:
        """Whether it is a liberal activity of one's own (specification §1)."""
        return is_own_liberal(self.mode, self.genre, self.role, bool(self.place))

    @property
    def is_locum(self) -> bool:
        """Whether it is a liberal activity in another's place."""
        return is_locum(self.mode, self.genre, self.role, bool(self.place))


class Person(NamedTuple):
    """Somebody of the national directory.

    `exercices` are pairs « profession:savoir-faire ». `is_liberal`: a liberal activity of one's own; `is_locum`: one in
    another's place. `places` are the ids of every place but those of somebody replaced.
    """

    civilite: str
    prenom: str
    nom: str
    exercices: tuple[str, ...] = ()
    is_student: bool = False
    is_liberal: bool = False
    is_locum: bool = False
    places: tuple[str, ...] = ()


_STUDENT = "E"
"""`Code catégorie professionnelle` of a student."""

_MOST_NAMED = 500
"""Exercices, and places, that are kept of one person: an item of DynamoDB holds as many of the longest."""

_FLAGS = {"E": "is_student", "L": "is_liberal", "R": "is_locum"}


def person_of(activities: Iterable[Activity]) -> Person:
    """Return the person of these activities. Their order and doubles do not matter."""
    own = sorted(set(activities))
    named = max(own, key=lambda activity: (bool(activity.nom), bool(activity.civilite)))
    return Person(
        named.civilite,
        named.prenom,
        named.nom,
        exercices=_exercices(own),
        is_student=all(activity.categorie == _STUDENT for activity in own),
        is_liberal=any(activity.is_liberal for activity in own),
        is_locum=any(activity.is_locum for activity in own),
        places=tuple(sorted({activity.place for activity in own if activity.place and not activity.is_locum})),
    )


def _exercices(activities: Iterable[Activity]) -> tuple[str, ...]:
    """Return the professions with their savoir-faire; a profession appears alone only if it has none at all."""
    pairs = {(activity.profession, activity.savoir_faire) for activity in activities if activity.profession}
    skilled = {profession for profession, savoir_faire in pairs if savoir_faire}
    return tuple(sorted(f"{p}:{s}" for p, s in pairs if s or p not in skilled))


def texts_of(person: Person) -> dict[str, str]:
    """Return the texts to store of a person, some 100 bytes: `n` name, `e` exercices, `f` flags, `s` places."""
    return {
        "n": "|".join((person.civilite, person.prenom, person.nom)),
        "e": _listed(person.exercices),
        "f": "".join(flag for flag, field in _FLAGS.items() if getattr(person, field)),
        "s": _listed(person.places),
    }


def _listed(codes: Iterable[str]) -> str:
    """Return codes as one text that `split` takes apart again: no code has a space, whatever the file says."""
    return " ".join("".join(code.split()) for code in islice(codes, _MOST_NAMED))


def person_of_texts(texts: Mapping[str, str]) -> Person:
    """Return the person that `texts_of` wrote; empty texts may be missing."""
    civilite, prenom, nom = texts["n"].split("|")
    flags = {field: flag in texts.get("f", "") for flag, field in _FLAGS.items()}
    exercices, places = (tuple(texts.get(name, "").split()) for name in ("e", "s"))
    return Person(civilite, prenom, nom, exercices=exercices, places=places, **flags)
