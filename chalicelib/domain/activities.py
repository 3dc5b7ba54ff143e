"""Whose activity is it: one's own liberal activity, or one that replaces somebody (spec §1).

Codes are those of the Annuaire Santé and of the userinfo of Pro Santé Connect, as plain text; empty where the source
has none. Sources: the nomenclatures of the Agence du numérique en santé, TRE_R23 (mode d’exercice), TRE_R22 (genre
d’activité) and TRE_R21 (rôle).
"""

LIBERAL = "L"
"""`codeModeExercice` of a liberal activity; the others are S (salarié) and B (bénévole)."""

REPLACING_GENRES = frozenset({"GENR02", "GENR03"})
"""`codeGenreActivite` of somebody who replaces: « remplaçant » and « remplacement »."""

REPLACING_ROLES = frozenset({"FON-04", "FON-22", "FON-47", "FON-51"})
"""`codeRole` of somebody who replaces."""


def replaces_somebody(genre: str, role: str) -> bool:
    """Whether these codes say that somebody works in another's place, liberal or salaried."""
    return genre in REPLACING_GENRES or role in REPLACING_ROLES


def is_own_liberal(mode: str, genre: str, role: str, has_place: bool) -> bool:
    """Whether an activity is a liberal activity of one's own.

    `has_place`: the activity names a place by its technical id, its FINESS or its SIRET. A doctor's locum is liberal at
    no place; an empty genre at a named place is one's own.
    """
    return mode == LIBERAL and has_place and not replaces_somebody(genre, role)


def is_locum(mode: str, genre: str, role: str, has_place: bool) -> bool:
    """Whether an activity is liberal in another's place: every liberal activity is that or one's own."""
    return mode == LIBERAL and not is_own_liberal(mode, genre, role, has_place)
