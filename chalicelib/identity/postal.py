"""Names and addresses of the national directories, which are in capitals, as people write them."""

import re
from collections.abc import Mapping

_SMALL = frozenset(
    ["à", "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lès", "sous", "sur"]
)
_ACRONYMS = frozenset({
    "CH", "CHR", "CHRU", "CHS", "CHU", "CMP", "EHPAD", "ESAT", "GIE", "HAD", "IME", "MSP", "SA", "SARL", "SAS", "SCM",
    "SCP", "SEL", "SELARL", "SELAS", "SELURL", "SISA", "SSIAD", "SSR", "ZA", "ZAC", "ZI",
})  # fmt: skip

_REPETITIONS = {"B": "bis", "T": "ter", "Q": "quater", "C": "quinquies"}
_STREETS = {
    "ALL": "allée", "AV": "avenue", "BD": "boulevard", "CAR": "carrefour", "CHE": "chemin", "CHS": "chaussée",
    "CITE": "cité", "COR": "corniche", "CRS": "cours", "CC": "centre commercial", "DOM": "domaine", "DSC": "descente",
    "ECA": "écart", "ESP": "esplanade", "FG": "faubourg", "GR": "grande rue", "HAM": "hameau", "HLE": "halle",
    "IMP": "impasse", "LD": "lieu-dit", "LOT": "lotissement", "MAR": "marché", "MTE": "montée", "PAS": "passage",
    "PL": "place", "PLN": "plaine", "PLT": "plateau", "PRO": "promenade", "PRV": "parvis", "QU": "quai",
    "QUA": "quartier", "R": "rue", "RES": "résidence", "RLE": "ruelle", "ROC": "rocade", "RPT": "rond-point",
    "RTE": "route", "SEN": "sentier", "SQ": "square", "TPL": "terre-plein", "TRA": "traverse", "VC": "voie communale",
    "VLA": "villa", "VLGE": "village", "VOI": "voie",
}  # fmt: skip
"""`codeTypeDeVoie` → the word; a type that is not listed stays as it is written."""


def readable(text: str, starts: bool = True) -> str:
    """Return text in capitals in French title case; any other text as it is.

    « CABINET DU DR EXEMPLE » gives « Cabinet du Dr Exemple ». `starts`: the first word begins a name, so that it takes
    its capital even when it is a small word.
    """
    if text != text.upper():
        return text
    words = re.split(r"([\W_]+)", text)
    shown = [
        word if word in _ACRONYMS else word.lower() if word.lower() in _SMALL else word[:1] + word[1:].lower()
        for word in words
    ]
    joined = "".join(shown)
    return joined[:1].upper() + joined[1:] if starts else joined


def street_of(activity: Mapping[str, str]) -> str:
    """Return the street of an activity: « 3 bis avenue de la République »; empty when unknown."""
    repetition = activity.get("indiceRepetitionVoie", "")
    kind = activity.get("codeTypeDeVoie", "")
    parts = (
        activity.get("numeroVoie", ""),
        _REPETITIONS.get(repetition, repetition),
        _STREETS.get(kind, readable(kind)),
        readable(activity.get("libelleVoie", ""), starts=not kind),
    )
    return " ".join(part for part in parts if part)


def city_of(activity: Mapping[str, str]) -> str:
    """Return the post code and town of an activity: « 63000 Clermont-Ferrand »; empty when unknown."""
    town = readable(activity.get("bureauCedex", ""))
    code = activity.get("codePostal", "")
    return town if re.match(r"[0-9]{5}\b", town) else f"{code} {town}".strip()
