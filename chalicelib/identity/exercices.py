"""As what somebody exercises, by the exercices of a userinfo (spec §1)."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from chalicelib.domain.activities import is_own_liberal
from chalicelib.domain.codes import MEDECIN, PROFESSION_TO_CATEGORIE
from chalicelib.domain.savoir_faire import SAVOIR_FAIRE
from chalicelib.identity.fields import Fields, parts, text

log = logging.getLogger(__name__)


class Codes(NamedTuple):
    """Catégorie and spécialité, with the label of a savoir-faire that has no spécialité.

    `names_savoir_faire`: whether a savoir-faire was named at all, listed or not.
    """

    categorie: str = ""
    specialite: str = ""
    savoir_faire: str = ""
    names_savoir_faire: bool = False

    def completed(self, known: "Codes") -> "Codes":
        """Return these codes, with what was known where the same catégorie comes without its savoir-faire."""
        unsaid = not self.names_savoir_faire and self.categorie in {"", known.categorie}
        return known if unsaid else self


def codes_of(exercice: Fields) -> Codes:
    """Return the codes of one exercice; only doctors have a spécialité."""
    categorie = PROFESSION_TO_CATEGORIE.get(text(exercice, "codeProfession"), "")
    code = text(exercice, "codeSavoirFaire")
    if categorie != MEDECIN or not code:
        return Codes(categorie)
    listed = SAVOIR_FAIRE.get(code)
    if listed is None:
        _note_unlisted(code if re.fullmatch(r"[A-Z]{1,4}[0-9]{1,4}", code, re.ASCII) else "malformed")
    label = listed.label if listed else text(exercice, "libelleSavoirFaire")
    specialite = listed.specialite if listed else ""
    return Codes(categorie, specialite, "" if specialite else label, names_savoir_faire=True)


@lru_cache(maxsize=256)
def _note_unlisted(code: str) -> None:
    """Log, once in the life of this process, a savoir-faire that the table lacks."""
    log.warning("savoir_faire_unlisted", extra={"code": code})


def main_codes(exercices: Sequence[Fields]) -> Codes:
    """Return the codes of the person: of a liberal exercice of his own if any, then of one with a spécialité."""
    read = [(codes_of(exercice), exercice) for exercice in exercices]
    named = [(codes, exercice) for codes, exercice in read if codes.categorie]
    best = max(named, key=lambda one: (_is_liberal(one[1]), bool(one[0].specialite)), default=(Codes(), {}))
    return best[0]


def names_activities(exercices: Sequence[Fields]) -> bool:
    """Whether an answer says where somebody exercises: one without a list of activities says nothing of it."""
    return bool(exercices) and all(isinstance(exercice.get("activities"), list) for exercice in exercices)


def _is_liberal(exercice: Fields) -> bool:
    return any(is_own_activity(activity, names_place(activity)) for activity in parts(exercice, "activities"))


def is_own_activity(activity: Fields, has_place: bool) -> bool:
    """Whether an activity is a liberal one of the person's own."""
    mode, genre, role = (text(activity, name) for name in ("codeModeExercice", "codeGenreActivite", "codeRole"))
    return is_own_liberal(mode, genre, role, has_place)


def names_place(activity: Fields) -> bool:
    """Whether an activity names a place by one of its identifiers."""
    identifiers = ("identifiantTechniqueDeLaStructure", "numeroFinessSite", "numeroSiretSite")
    return any(text(activity, name) for name in identifiers)
