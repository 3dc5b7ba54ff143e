"""The identifiers that people type: RPPS, ADELI, CPE, numéro AM, FINESS, in one normal form (Annuaire Santé)."""

import re

from chalicelib.domain.catalogue import PROFILS, ProfilId
from chalicelib.domain.codes import CATEGORIES, MEDECIN, SPECIALITES
from chalicelib.domain.folding import without_invisible
from chalicelib.domain.people import Identifiers

_RPPS_OR_ADELI = re.compile(r"[0-9]{11}|[0-9A-Z]{9}", re.ASCII)
_CPE = re.compile(r"[13456][0-9A-Z]{9,14}/[!-~]{1,40}", re.ASCII)
_WITH_NATIONAL_PREFIX = "8[0-9]{11}|0[0-9A-Z]{9}"
"""`8` before an RPPS, `0` before an ADELI: one character more than the number, so neither is taken for the other."""

_NUMBER = re.compile(r"[0-9][0-9A-Z][0-9]{7}", re.ASCII)
"""A numéro AM or a FINESS; the second character of a FINESS is a letter in Corsica (`2A`, `2B`) and in test data."""

_BETWEEN_DIGITS = r"[\s.\u2010-\u2015-]"
_SLASHES = str.maketrans("\u2044\u2215\uff0f", "///")


def read_rpps_adeli(text: str) -> str:
    """Return the normal form of a typed RPPS or ADELI: without spaces, stops, hyphens and national prefix.

    A text that is no such number comes back with errors of its own (`rpps_or_adeli_error`). Nothing else is guessed: a
    missing zero or a letter O would make it another person's number.
    """
    bare = _in_capitals(re.sub(_BETWEEN_DIGITS, "", without_invisible(text)))
    return bare[1:] if re.fullmatch(_WITH_NATIONAL_PREFIX, bare) else bare


def read_number(text: str) -> str:
    """Return the normal form of a numéro AM or a FINESS: 9 characters without spaces, stops and hyphens.

    Empty for any other text. Nothing is guessed: a number without its first zero might be another person's.
    """
    bare = _in_capitals(re.sub(_BETWEEN_DIGITS, "", without_invisible(text)))
    return bare if _NUMBER.fullmatch(bare) else ""


def read_cpe(text: str) -> str:
    """Return the normal form of a typed CPE identifier: without spaces, its first part in capitals.

    The case of its second part stays, because two cards might differ by it.
    """
    bare = "".join(without_invisible(text).split()).translate(_SLASHES)
    structure, slash, person = bare.partition("/")
    return f"{_in_capitals(structure)}{slash}{person}"


def _in_capitals(text: str) -> str:
    """Return ASCII text in capitals; the capitals of other letters may be ASCII ones, which nobody typed."""
    return text.upper() if text.isascii() else text


def rpps_or_adeli_error(text: str) -> str | None:
    """Return the error of an RPPS (11 digits) or ADELI (9 characters) number, None when it is well formed.

    Only the shape is checked. The last digit of an RPPS is a Luhn key, but it is wrong in some valid numbers.
    """
    if _RPPS_OR_ADELI.fullmatch(text):
        return None
    return "Le numéro RPPS comporte 11 chiffres, le numéro ADELI 9 caractères."


def cpe_error(text: str) -> str | None:
    """Return the error of an identifier from the first line of a CPE card, None when it is well formed."""
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
    """Return the typed identifiers that `profil` asks, in their normal forms; nothing needless is stored."""
    if PROFILS[profil].needs_cpe:
        return Identifiers(cpe=read_cpe(given.cpe))
    if PROFILS[profil].needs_card:
        return Identifiers(read_rpps_adeli(given.rpps_adeli), categorie=given.categorie, specialite=given.specialite)
    return Identifiers()
