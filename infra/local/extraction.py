"""An extraction of the Annuaire Santé of any size, in the exact shape of the published file, of invented people.

Used by the local platform, the tests and the measures. The same seed gives the same file.
"""

import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

COLUMNS = (
    "Type d'identifiant PP",
    "Identifiant PP",
    "Identification nationale PP",
    "Code civilité d'exercice",
    "Libellé civilité d'exercice",
    "Code civilité",
    "Libellé civilité",
    "Nom d'exercice",
    "Prénom d'exercice",
    "Code profession",
    "Libellé profession",
    "Code catégorie professionnelle",
    "Libellé catégorie professionnelle",
    "Code type savoir-faire",
    "Libellé type savoir-faire",
    "Code savoir-faire",
    "Libellé savoir-faire",
    "Code mode exercice",
    "Libellé mode exercice",
    "Numéro SIRET site",
    "Numéro SIREN site",
    "Numéro FINESS site",
    "Numéro FINESS établissement juridique",
    "Identifiant technique de la structure",
    "Raison sociale site",
    "Enseigne commerciale site",
    "Complément destinataire (coord. structure)",
    "Complément point géographique (coord. structure)",
    "Numéro Voie (coord. structure)",
    "Indice répétition voie (coord. structure)",
    "Code type de voie (coord. structure)",
    "Libellé type de voie (coord. structure)",
    "Libellé Voie (coord. structure)",
    "Mention distribution (coord. structure)",
    "Bureau cedex (coord. structure)",
    "Code postal (coord. structure)",
    "Code commune (coord. structure)",
    "Libellé commune (coord. structure)",
    "Code pays (coord. structure)",
    "Libellé pays (coord. structure)",
    "Téléphone (coord. structure)",
    "Téléphone 2 (coord. structure)",
    "Télécopie (coord. structure)",
    "Adresse e-mail (coord. structure)",
    "Code Département (structure)",
    "Libellé Département (structure)",
    "Ancien identifiant de la structure",
    "Autorité d'enregistrement",
    "Code secteur d'activité",
    "Libellé secteur d'activité",
    "Code section tableau pharmaciens",
    "Libellé section tableau pharmaciens",
    "Code rôle",
    "Libellé rôle",
    "Code genre activité",
    "Libellé genre activité",
)

_NAMES = (
    "D'ALMEIDA",
    "LE GALL-ROUÉ",
    "DE L'ÉTOILE",
    'MARTIN dit "TINO"',
    "ÑÚÑEZ",
    "OEUVRARD",
    "M'BAYE",
    "VON DER HEID",
)
_FIRST_NAMES = ("HÉLÈNE", "JEAN-FRANÇOIS", "ZOÉ", "LOUIS", "MARIE-LOU", "ANAÏS", "ÉLIE", "N'DEYE")
_TOWNS = (("63031", "CLERMONT-FERRAND CEDEX 9"), ("69003", "LYON"), ("97400", "SAINT-DENIS"), ("2A004", "AJACCIO"))
_PROFESSIONS = (("10", "Médecin"), ("60", "Infirmier"), ("50", "Sage-Femme"), ("40", "Chirurgien-Dentiste"))
_SKILLS = (("SM26", "Qualifié en Médecine Générale (SM)"), ("SM04", "Cardiologie (SM)"), ("SM54", "Médecine Générale"))


_MODES = {"L": "Libéral, indépendant, artisan, commerçant", "S": "Salarié", "B": "Bénévole", "": ""}


class Line(NamedTuple):
    """The columns in which people differ; the others follow from them or are left empty."""

    national_id: str
    nom: str
    prenom: str
    civilite: str = "MME"
    profession: tuple[str, str] = ("10", "Médecin")
    categorie: str = "C"
    savoir_faire: tuple[str, str] = ("SM26", "Qualifié en Médecine Générale (SM)")
    mode: str = "L"
    genre: str = ""
    role: str = ""
    place: str = ""
    finess: str = ""
    siret: str = ""
    enseigne: str = ""
    town: tuple[str, str] = ("", "")


def text_of(line: Line) -> str:
    """Return a line of the file, its end included."""
    fields = {**_of_person(line), **_of_place(line)}
    return "|".join(fields.get(column, "") for column in COLUMNS) + "\n"


def _of_person(line: Line) -> Mapping[str, str]:
    return {
        "Type d'identifiant PP": line.national_id[:1],
        "Identifiant PP": line.national_id[1:],
        "Identification nationale PP": line.national_id,
        "Code civilité d'exercice": "DR" if line.profession[0] == "10" else line.civilite,
        "Libellé civilité d'exercice": "Docteur" if line.profession[0] == "10" else "",
        "Code civilité": line.civilite,
        "Libellé civilité": "Monsieur" if line.civilite == "M" else "Madame",
        "Nom d'exercice": line.nom,
        "Prénom d'exercice": line.prenom,
        "Code profession": line.profession[0],
        "Libellé profession": line.profession[1],
        "Code catégorie professionnelle": line.categorie,
        "Libellé catégorie professionnelle": "Étudiant" if line.categorie == "E" else "Civil",
        "Code type savoir-faire": "S" if line.savoir_faire[0] else "",
        "Code savoir-faire": line.savoir_faire[0],
        "Libellé type savoir-faire": "Spécialité ordinale" if line.savoir_faire[0] else "",
        "Libellé savoir-faire": line.savoir_faire[1],
        "Code mode exercice": line.mode,
        "Libellé mode exercice": _MODES[line.mode],
        "Autorité d'enregistrement": "CNOM/CNOM/ARS" if line.profession[0] == "10" else "CNOI/CNOI/ARS",
    }


def _of_place(line: Line) -> Mapping[str, str]:
    return {
        "Numéro SIRET site": line.siret,
        "Numéro SIREN site": line.siret[:9],
        "Numéro FINESS site": line.finess,
        "Numéro FINESS établissement juridique": line.finess,
        "Identifiant technique de la structure": line.place,
        "Raison sociale site": line.enseigne,
        "Enseigne commerciale site": line.enseigne,
        "Numéro Voie (coord. structure)": "12" if line.town[0] else "",
        "Code type de voie (coord. structure)": "AV" if line.town[0] else "",
        "Libellé type de voie (coord. structure)": "Avenue" if line.town[0] else "",
        "Libellé Voie (coord. structure)": "DE LA RÉPUBLIQUE" if line.town[0] else "",
        "Bureau cedex (coord. structure)": f"{line.town[0]} {line.town[1]}" if "CEDEX" in line.town[1] else "",
        "Code postal (coord. structure)": line.town[0],
        "Libellé commune (coord. structure)": line.town[1],
        "Code commune (coord. structure)": line.town[0],
        "Code pays (coord. structure)": "99000" if line.town[0] else "",
        "Libellé pays (coord. structure)": "France" if line.town[0] else "",
        "Téléphone (coord. structure)": "0199000000" if line.town[0] else "",
        "Adresse e-mail (coord. structure)": "contact@structure.example" if line.finess else "",
        "Code Département (structure)": line.town[0][:2],
        "Code secteur d'activité": "SA07" if line.place else "",
        "Libellé secteur d'activité": "Cabinet individuel" if line.place else "",
        "Code rôle": line.role,
        "Code genre activité": line.genre,
    }


def header() -> str:
    """Return the header line, its end included."""
    return "|".join(COLUMNS) + "\n"


def rpps_of(number: int) -> str:
    """Return an RPPS with its Luhn key, of a range that no register gives out."""
    body = f"999{number:07d}"
    total = sum(
        digit if place % 2 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(map(int, reversed(body)))
    )
    return f"{body}{-total % 10}"


def lines_of(number: int, seed: int = 1) -> Iterator[Line]:
    """Yield the lines of the person of this number: two on average, as in the published file."""
    chance = random.Random(f"{seed}:{number}")  # noqa: S311 - a sample, not a secret
    profession = chance.choice(_PROFESSIONS)
    person = Line(
        national_id=f"8{rpps_of(number)}",
        nom=f"{chance.choice(_NAMES)} {number:X}",
        prenom=chance.choice(_FIRST_NAMES),
        civilite=chance.choice(("M", "MME")),
        profession=profession,
        savoir_faire=chance.choice(_SKILLS) if profession[0] == "10" else ("", ""),
    )
    for activity in range(chance.choice((1, 1, 2, 2, 2, 3, 3))):
        yield _activity(person, chance, number, activity)


def _activity(person: Line, chance: random.Random, number: int, activity: int) -> Line:
    kind = chance.random()
    if kind < 0.08:  # a locum: liberal, and no place
        return person
    if kind < 0.12:  # a locum attached to the place of the person replaced
        return person._replace(genre="GENR02", place=f"R{number:011d}", enseigne="CABINET DU REMPLACÉ")
    town = chance.choice(_TOWNS)
    place = person._replace(place=f"R{number:08d}{activity:03d}", siret=f"{number:09d}{activity:05d}", town=town)
    if kind < 0.6:
        return place._replace(genre=chance.choice(("", "GENR01")), enseigne=f"CABINET N°{number} «BIS»")
    return place._replace(
        mode="S", finess=f"{number % 10**9:09d}", enseigne="CENTRE HOSPITALIER D'EXEMPLE", genre="GENR01"
    )


def write(path: Path, people: int, seed: int = 1, doubles: int = 200) -> int:
    """Write an extraction of this many people to `path`; return how many lines. One line in `doubles` stands twice."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(header())
        for number in range(people):
            for line in lines_of(number, seed):
                text = text_of(line)
                file.write(text)
                count += 1
                if count % doubles == 0:
                    file.write(text)
    return count
