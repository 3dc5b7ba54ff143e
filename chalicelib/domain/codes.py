"""Catégories and spécialités of the Assurance Maladie."""

from collections.abc import Mapping

MEDECIN = "medecin"
ETABLISSEMENT = "etablissement"

CATEGORIES: Mapping[str, str] = {
    MEDECIN: "Médecin",
    "chirurgien_dentiste": "Chirurgien-dentiste",
    "sage_femme": "Sage-femme",
    "infirmier": "Infirmier",
    "masseur_kinesitherapeute": "Masseur-kinésithérapeute",
    "pedicure_podologue": "Pédicure-podologue",
    "orthophoniste": "Orthophoniste",
    "orthoptiste": "Orthoptiste",
}
"""The catégories of persons. `ETABLISSEMENT` is a catégorie of structures only."""

CATEGORIE_LABELS: Mapping[str, str] = {**CATEGORIES, ETABLISSEMENT: "Établissement"}

SPECIALITES: Mapping[str, str] = {
    "01": "Médecine générale",
    "02": "Anesthésie-réanimation",
    "03": "Cardiologie",
    "04": "Chirurgie générale",
    "05": "Dermatologie",
    "06": "Radiologie",
    "07": "Gynécologie obstétrique",
    "08": "Gastro-entérologie",
    "09": "Médecine interne",
    "10": "Neurochirurgie",
    "11": "ORL",
    "12": "Pédiatrie",
    "13": "Pneumologie",
    "14": "Rhumatologie",
    "15": "Ophtalmologie",
    "16": "Urologie",
    "17": "Neuropsychiatrie",
    "18": "Stomatologie",
    "20": "Réanimation médicale",
    "31": "Médecine physique",
    "32": "Neurologie",
    "33": "Psychiatrie",
    "34": "Gériatrie",
    "35": "Néphrologie",
    "37": "Anatomie pathologique",
    "38": "Biologie médicale",
    "41": "Orthopédie",
    "42": "Endocrinologie",
    "43": "Chirurgie infantile",
    "44": "Chirurgie maxillo-faciale",
    "45": "Chirurgie maxillo-faciale et stomatologie",
    "46": "Chirurgie plastique",
    "47": "Chirurgie thoracique",
    "48": "Chirurgie vasculaire",
    "49": "Chirurgie viscérale",
    "69": "Chirurgie orale",
    "70": "Gynécologie médicale",
    "71": "Hématologie",
    "72": "Médecine nucléaire",
    "73": "Oncologie médicale",
    "74": "Oncologie radiothérapique",
    "75": "Pédopsychiatrie",
    "76": "Radiothérapie",
    "77": "Obstétrique",
    "78": "Génétique médicale",
    "79": "Gynécologie obstétrique et gynécologie médicale",
    "80": "Santé publique",
    "81": "Maladies infectieuses",
    "82": "Médecine légale",
    "83": "Médecine d’urgence",
    "84": "Médecine vasculaire",
    "85": "Allergologie",
}
"""The spécialités of the catégorie médecin; other catégories have none."""

PROFESSION_TO_CATEGORIE: Mapping[str, str] = {
    "10": MEDECIN,
    "40": "chirurgien_dentiste",
    "50": "sage_femme",
    "60": "infirmier",
    "70": "masseur_kinesitherapeute",
    "80": "pedicure_podologue",
    "91": "orthophoniste",
    "92": "orthoptiste",
}
"""The catégorie for each profession on the card (`codeProfession`)."""


def categorie_label(code: str) -> str:
    """Return the French label of a catégorie; empty for an unknown one."""
    return CATEGORIE_LABELS.get(code, "")


def specialite_label(code: str) -> str:
    """Return the French label of a spécialité; empty for an unknown one."""
    return SPECIALITES.get(code, "")
