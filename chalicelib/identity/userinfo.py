"""From the userinfo of Pro Santé Connect, with the directory, to who somebody is and what he exercises (spec §1).

Empty strings and missing fields are normal there, several exercices and activities too.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.codes import (
    ETABLISSEMENT,
    MEDECIN,
    PROFESSION_TO_CATEGORIE,
    SAVOIR_FAIRE_TO_SPECIALITE,
    categorie_label,
    specialite_label,
)
from chalicelib.domain.identifiers import cpe_error
from chalicelib.domain.people import CIVILITES, Name, Practice, Structure
from chalicelib.identity.directory import DirectoryEntry
from chalicelib.identity.postal import city_of, readable, street_of
from chalicelib.identity.psc.faults import PscFault, PscRefused

CARD = "CARD"
"""The `authMode` of a sign-in by card."""

_LIBERAL = "L"  # codeModeExercice

# A delegation holds its structures twice while other terms are proposed, and an item of DynamoDB 400 kB.
MOST_PLACES = 300
_LONGEST_ID, _LONGEST_TEXT = 64, 120
"""Bytes of what identifies a place, and of each line of text about it."""
_LONGEST_NAME = 80


@dataclass(frozen=True)
class CardIdentity:
    """Who Pro Santé Connect says somebody is.

    `rpps` is empty for an employee's card and for some sandbox identities, `cpe` for everybody but an employee.
    `liberal_activity` counts what the directory knows beside the card. `detail` describes the practice in a few
    French words; empty when nothing is known of it.
    """

    national_id: str
    rpps: str
    cpe: str
    name: Name
    auth_mode: str
    practice: Practice
    liberal_activity: bool
    detail: str

    @property
    def by_card(self) -> bool:
        """Whether the card itself was used: without it one may look, not act (spec §1)."""
        return self.auth_mode == CARD


def national_id_of(userinfo: Mapping[str, Any]) -> str:
    """Return the national identifier, the key of the directory; raises `PscRefused` when the userinfo has none."""
    national_id = _text(userinfo, "SubjectNameID") or _text(userinfo, "preferred_username")
    if not national_id:
        raise PscRefused(PscFault.USERINFO)
    return national_id


def identity_of(userinfo: Mapping[str, Any], entry: DirectoryEntry) -> CardIdentity:
    """Return who a userinfo is about, completed by the directory's `entry` of the same national identifier.

    Raises `PscRefused` when there is no national identifier: nobody could be recognised by it.
    """
    national_id = national_id_of(userinfo)
    exercices = _parts(_part(userinfo, "SubjectRefPro"), "exercices")
    practice = _practice(exercices, entry)
    modes = {_text(activity, "codeModeExercice") for exercice in exercices for activity in _activities(exercice)}
    return CardIdentity(
        national_id=national_id,
        rpps=_rpps(national_id, userinfo),
        cpe="" if cpe_error(national_id) else national_id,
        name=_name(userinfo),
        auth_mode=_text(userinfo, "authMode"),
        practice=practice,
        liberal_activity=entry.liberal_activity or _LIBERAL in modes,
        detail=_detail(practice),
    )


def _rpps(national_id: str, userinfo: Mapping[str, Any]) -> str:
    """Return the RPPS: of the identifiers that are said to be one, else of the shape of the national one.

    In the sandbox an identifier of that shape may be the editor's own (`origine` EDIT), and is no RPPS.
    """
    origins = {_text(other, "identifiant"): _text(other, "origine") for other in _parts(userinfo, "otherIds")}
    origins.setdefault(national_id, "RPPS")
    for identifier, origin in origins.items():
        found = re.fullmatch(r"8?([0-9]{11})", identifier, re.ASCII)
        if found and origin == "RPPS":
            return found[1]
    return ""


def _name(userinfo: Mapping[str, Any]) -> Name:
    reference = _part(userinfo, "SubjectRefPro")
    exercice = next(iter(_parts(reference, "exercices")), {})
    civilite = (_text(userinfo, "codeCivilite") or _text(reference, "codeCivilite")).upper()
    civilite = {"MLLE": "MME"}.get(civilite, civilite)
    return Name(
        civilite=civilite if civilite in CIVILITES else "",
        prenom=readable(_text(userinfo, "given_name") or _text(exercice, "prenomDexercice"))[:_LONGEST_NAME],
        nom=(_text(userinfo, "family_name") or _text(exercice, "nomDexercice"))[:_LONGEST_NAME],
    )


def _practice(exercices: list[Mapping[str, Any]], entry: DirectoryEntry) -> Practice:
    structures: dict[str, Structure] = {}
    for exercice in exercices:
        categorie, specialite = _codes(exercice)
        for structure in _structures(_activities(exercice), categorie, specialite, entry):
            known = structures.get(structure.id)
            # The same place may stand twice, salaried and liberal: the liberal one says more.
            if known is None or (structure.liberal and not known.liberal):
                structures[structure.id] = structure
    for directed in _structures(entry.director_of, ETABLISSEMENT, "", entry):
        known = structures.get(directed.id)
        if known is None or not known.liberal:
            structures[directed.id] = directed._replace(liberal=False)
    categorie, specialite = _main_codes(exercices)
    return Practice(
        categorie=categorie,
        specialite=specialite,
        structures=_within_bound(tuple(structures.values())),
        liberal=any(structure.liberal for structure in structures.values()),
        director=bool(entry.director_of),
        assistant_contract=entry.assistant_contract,
    )


def _within_bound(structures: tuple[Structure, ...]) -> tuple[Structure, ...]:
    """Return as many places as an item can hold, the liberal ones first when there are more."""
    if len(structures) <= MOST_PLACES:
        return structures
    return tuple(sorted(structures, key=lambda structure: not structure.liberal)[:MOST_PLACES])


def _line(text: str) -> str:
    """Return as much of a text as is kept."""
    return text.encode()[:_LONGEST_TEXT].decode(errors="ignore")


def _structures(
    activities: list[Mapping[str, Any]] | tuple[Mapping[str, Any], ...],
    categorie: str,
    specialite: str,
    entry: DirectoryEntry,
) -> Iterator[Structure]:
    """Yield the places of `activities`; one without any identifier cannot be named later, so it is left out."""
    for activity in activities:
        finess = _text(activity, "numeroFinessSite")
        # The technical identifier of a place with a FINESS is « F » and the FINESS: the same without the former.
        fallback = f"F{finess}" if finess else _text(activity, "numeroSiretSite")
        identifier = _text(activity, "identifiantTechniqueDeLaStructure") or fallback
        if not 0 < len(identifier.encode()) <= _LONGEST_ID:
            continue
        yield Structure(
            id=identifier,
            name=_line(readable(_text(activity, "enseigneCommercialeSite") or _text(activity, "raisonSocialeSite"))),
            street=_line(street_of(_texts(activity))),
            city=_line(city_of(_texts(activity))),
            am_finess=entry.numeros_am.get(identifier) or finess,
            categorie=categorie,
            specialite=specialite,
            liberal=_text(activity, "codeModeExercice") == _LIBERAL,
        )


def _codes(exercice: Mapping[str, Any]) -> tuple[str, str]:
    categorie = PROFESSION_TO_CATEGORIE.get(_text(exercice, "codeProfession"), "")
    specialite = SAVOIR_FAIRE_TO_SPECIALITE.get(_text(exercice, "codeSavoirFaire"), "")
    return categorie, specialite if categorie == MEDECIN else ""


def _main_codes(exercices: list[Mapping[str, Any]]) -> tuple[str, str]:
    """Return catégorie and spécialité of the person: of the liberal exercice if any, else of the first known."""
    known = [exercice for exercice in exercices if _codes(exercice)[0]]
    liberal = (e for e in known if any(_text(a, "codeModeExercice") == _LIBERAL for a in _activities(e)))
    main = next(liberal, known[0] if known else {})
    return _codes(main)


def _detail(practice: Practice) -> str:
    profession = specialite_label(practice.specialite) or categorie_label(practice.categorie)
    if not practice.director:
        return profession
    return f"{profession}, direction d’établissement" if profession else "Direction d’établissement"


def _activities(exercice: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return _parts(exercice, "activities")


def _text(fields: Mapping[str, Any], name: str) -> str:
    """Return a field as trimmed text; empty for whatever is not text or a whole number."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return " ".join(str(value).split())


def _texts(fields: Mapping[str, Any]) -> dict[str, str]:
    return {name: _text(fields, name) for name in fields}


def _part(fields: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, Mapping) else {}


def _parts(fields: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = fields.get(name)
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []
