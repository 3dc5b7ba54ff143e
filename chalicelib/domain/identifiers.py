"""The formats of identifiers that people type: RPPS, ADELI, CPE (user guide 1.1; Annuaire Santé)."""

import re

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, MEDECIN, SPECIALITES
from chalicelib.domain.people import Identifiers

_RPPS_OR_ADELI = re.compile(r"[0-9]{11}|[0-9A-Z]{9}", re.ASCII)
_CPE = re.compile(r"[13456][0-9A-Z]{9,14}/[!-~]{1,40}", re.ASCII)


def rpps_or_adeli_error(text: str) -> str | None:
    """Return the error of an RPPS (11 digits) or ADELI (9 characters) number, None when it is well formed.

    Only the shape is checked. The last digit of an RPPS is a Luhn key, but it is wrong in some valid numbers.
    """
    if _RPPS_OR_ADELI.fullmatch(text):
        return None
    return "Le numéro RPPS comporte 11 chiffres, le numéro ADELI 9 caractères."


def cpe_error(text: str) -> str | None:
    """Return the error of an identifier from the first line of a CPE card, None when it is well formed."""
    if re.search(r"\s", text):
        return "Saisissez l’identifiant sans espace, tel qu’en première ligne de la carte."
    if _CPE.fullmatch(text):
        return None
    return (
        "Saisissez l’identifiant présent en première ligne de la carte CPE, avec tous les caractères, "
        "y compris les caractères spéciaux (exemple\u00a0: 3750100125/0000000042)."
    )


def errors_of_identifiers(profil: ProfilId, given: Identifiers) -> dict[str, str]:
    """Return the errors of the fields that `profil` asks in addition, by field (specification §2)."""
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
    """Return `given` without the fields that `profil` does not ask, so that nothing needless is stored."""
    if PROFILS[profil].needs_cpe:
        return Identifiers(cpe=given.cpe)
    if PROFILS[profil].needs_card:
        return Identifiers(rpps_adeli=given.rpps_adeli, categorie=given.categorie, specialite=given.specialite)
    return Identifiers()
