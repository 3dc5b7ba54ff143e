"""Shapes of the identifiers people type: RPPS, ADELI, CPE (seed §1.1; formats of the Annuaire Santé)."""

import re

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, MEDECIN, SPECIALITES
from chalicelib.domain.people import Identifiers

_RPPS_OR_ADELI = re.compile(r"[0-9]{11}|[0-9A-Z]{9}", re.ASCII)
_CPE = re.compile(r"[13456][0-9A-Z]{9,14}/[!-~]{1,40}", re.ASCII)


def rpps_or_adeli_error(text: str) -> str | None:
    """Return what is wrong with an RPPS (11 digits) or ADELI (9 characters) number, None when it is well formed.

    The last digit of an RPPS is a Luhn key, but some valid numbers fail it: shape only.
    """
    if _RPPS_OR_ADELI.fullmatch(text):
        return None
    return "Le numéro RPPS comporte 11 chiffres, le numéro ADELI 9 caractères."


def cpe_error(text: str) -> str | None:
    """Return what is wrong with the identifier on the first line of a CPE card, None when it is well formed."""
    if re.search(r"\s", text):
        return "Saisissez l’identifiant sans espace, tel qu’en première ligne de la carte."
    if _CPE.fullmatch(text):
        return None
    return (
        "Saisissez l’identifiant présent en première ligne de la carte CPE, avec tous les caractères, "
        "y compris les caractères spéciaux (exemple\u00a0: 3750100125/0000000042)."
    )


def errors_of_identifiers(profil: ProfilId, given: Identifiers) -> dict[str, str]:
    """Return what is wrong with what `profil` asks in addition, by field (spec §2)."""
    errors: dict[str, str | None] = {}
    if PROFILS[profil].needs_cpe:
        errors["cpe"] = cpe_error(given.cpe)
    if PROFILS[profil].needs_card:
        errors["rpps_adeli"] = rpps_or_adeli_error(given.rpps_adeli)
        if given.categorie not in CATEGORIES:
            errors["categorie"] = "Sélectionnez la catégorie de votre délégué."
        if given.categorie == MEDECIN and given.specialite not in SPECIALITES:
            errors["specialite"] = "Sélectionnez la spécialité de votre délégué."
        if given.categorie != MEDECIN and given.specialite:
            errors["specialite"] = "Seule la catégorie Médecin comporte une spécialité."
    return {field: error for field, error in errors.items() if error}


def asked_of(profil: ProfilId, given: Identifiers) -> Identifiers:
    """Return `given` without what `profil` does not ask: nothing more is kept than is needed."""
    if PROFILS[profil].needs_cpe:
        return Identifiers(cpe=given.cpe)
    if PROFILS[profil].needs_card:
        return Identifiers(rpps_adeli=given.rpps_adeli, categorie=given.categorie, specialite=given.specialite)
    return Identifiers()
