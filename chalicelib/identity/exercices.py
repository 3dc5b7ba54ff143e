"""The catégorie and spécialité of a person, from the exercices of a userinfo (specification §1)."""

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
    """Catégorie and spécialité, or the label of a savoir-faire that has no spécialité.

    `names_savoir_faire`: the exercice names a savoir-faire, whether our table lists it or not.
    """

    categorie: str = ""
    specialite: str = ""
    savoir_faire: str = ""
    names_savoir_faire: bool = False

    def completed(self, known: "Codes") -> "Codes":
        """Return `known` when these codes add nothing: no savoir-faire, and no other catégorie; else these codes."""
        adds_nothing = not self.names_savoir_faire and self.categorie in {"", known.categorie}
        return known if adds_nothing else self


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
    """Log a savoir-faire that the table lacks, once per process."""
    log.warning("savoir_faire_unlisted", extra={"code": code})


def main_codes(exercices: Sequence[Fields]) -> Codes:
    """Return the codes of a person's main exercice: a liberal one of their own first, then one with a spécialité."""
    pairs = [(codes_of(exercice), exercice) for exercice in exercices]
    with_categorie = [(codes, exercice) for codes, exercice in pairs if codes.categorie]
    best = max(with_categorie, key=lambda pair: (_is_liberal(pair[1]), bool(pair[0].specialite)), default=(Codes(), {}))
    return best[0]


def names_activities(exercices: Sequence[Fields]) -> bool:
    """Whether every exercice has a list of activities, without which it does not say where the person works."""
    return bool(exercices) and all(isinstance(exercice.get("activities"), list) for exercice in exercices)


def _is_liberal(exercice: Fields) -> bool:
    return any(is_own_activity(activity, names_place(activity)) for activity in parts(exercice, "activities"))


def is_own_activity(activity: Fields, has_place: bool) -> bool:
    """Whether an activity is a liberal activity of the person's own."""
    mode, genre, role = (text(activity, name) for name in ("codeModeExercice", "codeGenreActivite", "codeRole"))
    return is_own_liberal(mode, genre, role, has_place)


def names_place(activity: Fields) -> bool:
    """Whether an activity names its place by an identifier."""
    identifiers = ("identifiantTechniqueDeLaStructure", "numeroFinessSite", "numeroSiretSite")
    return any(text(activity, name) for name in identifiers)
