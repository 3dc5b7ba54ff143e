"""The identity and practice of a person, from the userinfo of Pro Santé Connect and the directory (specification §1).

A userinfo often has empty strings and missing fields, several exercices and several activities. A missing field means
« unknown », not « none »: the value known so far is kept.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from chalicelib.domain.codes import categorie_label
from chalicelib.domain.identifiers import cpe_error
from chalicelib.domain.modes import CARD, Mode
from chalicelib.domain.people import CIVILITES, Name, Practice
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.exercices import names_activities
from chalicelib.identity.fields import Fields, part, parts, text
from chalicelib.identity.places import practice_of
from chalicelib.identity.postal import readable
from chalicelib.identity.psc.faults import PscFault, PscRefused


class Known(NamedTuple):
    """The account's data about the person so far; all empty at the first sign-in."""

    practice: Practice = Practice()
    name: Name = Name()
    detail: str = ""
    liberal_activity: bool = False


NOBODY = Known()

_LONGEST_NAME = 80
"""Characters."""


@dataclass(frozen=True)
class CardIdentity:
    """The identity that Pro Santé Connect states.

    `rpps` is empty for an employee's card and for some sandbox identities, `cpe` for everybody except an employee.
    `liberal_activity`: the person has one of their own, by the card or by the directory. `detail` describes the
    practice in a few French words, and is empty when nothing is known of it.
    """

    national_id: str
    rpps: str
    cpe: str
    name: Name
    auth_mode: str
    practice: Practice
    liberal_activity: bool
    detail: str

    def mode(self, acting_modes: Collection[str]) -> Mode:
        """Return the mode of this sign-in. The value of the e-CPS is known only where a stage lists it."""
        if self.auth_mode == CARD:
            return Mode.CARTE
        return Mode.MOBILE if self.auth_mode in acting_modes else Mode.PSC


def national_id_of(userinfo: Mapping[str, Any]) -> str:
    """Return the national identifier, the key of the directory; raises `PscRefused` when the userinfo has none."""
    national_id = text(userinfo, "SubjectNameID") or text(userinfo, "preferred_username")
    if not national_id:
        raise PscRefused(PscFault.USERINFO)
    return national_id


def identity_of(userinfo: Mapping[str, Any], entry: DirectoryEntry | None, known: Known = NOBODY) -> CardIdentity:
    """Return the identity in a userinfo, completed by the directory's `entry` for the same national identifier.

    `entry` is None when the directory failed. Raises `PscRefused` when there is no national identifier, without which
    nobody can be recognised.
    """
    national_id = national_id_of(userinfo)
    exercices = parts(part(userinfo, "SubjectRefPro"), "exercices")
    practice = practice_of(exercices, entry or DirectoryEntry(), known.practice)
    return CardIdentity(
        national_id=national_id,
        rpps=_rpps(national_id, userinfo),
        cpe="" if cpe_error(national_id) else national_id,
        name=_name(userinfo, known.name),
        auth_mode=text(userinfo, "authMode"),
        practice=practice,
        liberal_activity=_liberal_activity(exercices, practice, entry, known),
        detail=_detail(practice, known),
    )


def _liberal_activity(exercices: list[Fields], practice: Practice, entry: DirectoryEntry | None, known: Known) -> bool:
    """Whether the person has a liberal activity of their own; the known value stays while no source contradicts it."""
    if practice.liberal or (entry and entry.liberal_activity):
        return True
    is_unknown = entry is None or not names_activities(exercices)
    return is_unknown and known.liberal_activity


def _rpps(national_id: str, userinfo: Mapping[str, Any]) -> str:
    """Return the RPPS: an identifier whose `origine` is RPPS, else the national identifier if it has that shape.

    In the sandbox an identifier of that shape may be the editor's own (`origine` EDIT), and is no RPPS.
    """
    origins = {text(other, "identifiant"): text(other, "origine") for other in parts(userinfo, "otherIds")}
    origins.setdefault(national_id, "RPPS")
    for identifier, origin in origins.items():
        match = re.fullmatch(r"8?([0-9]{11})", identifier, re.ASCII)
        if match and origin == "RPPS":
            return match[1]
    return ""


def _name(userinfo: Mapping[str, Any], known: Name) -> Name:
    reference = part(userinfo, "SubjectRefPro")
    exercice = next(iter(parts(reference, "exercices")), {})
    civilite = (text(userinfo, "codeCivilite") or text(reference, "codeCivilite")).upper()
    civilite = {"MLLE": "MME"}.get(civilite, civilite)
    return Name(
        civilite=civilite if civilite in CIVILITES else known.civilite,
        prenom=readable(text(userinfo, "given_name") or text(exercice, "prenomDexercice"))[:_LONGEST_NAME]
        or known.prenom,
        nom=(text(userinfo, "family_name") or text(exercice, "nomDexercice"))[:_LONGEST_NAME] or known.nom,
    )


def _detail(practice: Practice, known: Known) -> str:
    profession = practice.specialite_label or categorie_label(practice.categorie)
    if practice.director:
        return f"{profession}, direction d’établissement" if profession else "Direction d’établissement"
    # The account's detail about a director is no longer true; any other detail may still be.
    return profession or ("" if known.practice.director else known.detail)
