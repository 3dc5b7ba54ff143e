"""Whether a liberal activity is a person's own, or replaces somebody (specification §1).

Codes are those of the Annuaire Santé and of the userinfo of Pro Santé Connect, as plain text, empty when the source has
none. Sources: the nomenclatures of the Agence du numérique en santé TRE_R23 (mode d’exercice), TRE_R22 (genre
d’activité) and TRE_R21 (rôle).
"""

LIBERAL = "L"
"""`codeModeExercice` of a liberal activity; the others are S (salarié) and B (bénévole)."""

REPLACING_GENRES = frozenset({"GENR02", "GENR03"})
"""`codeGenreActivite` of a locum: « remplaçant » and « remplacement »."""

REPLACING_ROLES = frozenset({"FON-04", "FON-22", "FON-47", "FON-51"})
"""`codeRole` of a locum."""


def replaces_somebody(genre: str, role: str) -> bool:
    """Whether these codes are those of a locum, liberal or salaried."""
    return genre in REPLACING_GENRES or role in REPLACING_ROLES


def is_own_liberal(mode: str, genre: str, role: str, has_place: bool) -> bool:
    """Whether an activity is a liberal activity of the person's own.

    `has_place`: the activity names a place by its technical id, its FINESS or its SIRET. A doctor's locum has a liberal
    activity without a place. An activity with a place and an empty genre is the person's own.
    """
    return mode == LIBERAL and has_place and not replaces_somebody(genre, role)


def is_locum(mode: str, genre: str, role: str, has_place: bool) -> bool:
    """Whether an activity is that of a liberal locum, which every liberal activity is that is not the person's own."""
    return mode == LIBERAL and not is_own_liberal(mode, genre, role, has_place)
