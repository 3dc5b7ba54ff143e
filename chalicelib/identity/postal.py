"""Write names and addresses as people do; the national directories write them in capitals."""

import re
from collections.abc import Mapping, Sequence

from chalicelib.identity.accents import accented, town_accented

_SMALL = frozenset(["au", "aux", "de", "des", "du", "en", "et", "la", "le", "les", "lès", "sous", "sur"])
_TITLES = frozenset(["DR", "DRS", "DOCTEUR", "M", "MLLE", "MME", "MR", "PR", "PROFESSEUR"])
"""Titles. A single letter after one is an initial: « DR L HERMITE »."""

_ELIDED = frozenset("DL")
_VOWELS = frozenset("AEIOUYHÀÂÉÈÊËÎÏÔŒÙÛ")
"""The letters that an elided word comes before: « RUE DE L EGLISE », as the directories write it."""

_ROMAN = re.compile(r"(?=..)X{0,3}(IX|IV|V?I{0,3})")
"""« LOUIS XVI », « VATICAN II ». Numbers stop before 40: with D, « DIX » would be a number."""

_NUMBERED = re.compile(r"[0-9]+[A-Z]|[A-Z][0-9]+")
"""« 2A », « D12 »."""

_ENDINGS = {"ERE": "re", "EME": "e", "ÈME": "e"}
_ORDINAL = re.compile(r"([0-9]+)(ER|ERE|E|EME|ÈME|ND|NDE)")
_BEFORE_TOWN = re.compile(r"([0-9]{5})\b\s*(.*)")
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
"""The word for each `codeTypeDeVoie`; a type that is not listed is shown as it is written."""


def readable(text: str, starts: bool = True) -> str:
    """Return text in capitals in French title case, and any other text unchanged.

    « CABINET DU DR EXEMPLE » gives « Cabinet du Dr Exemple ». `starts`: the text begins a name, so its first word has
    a capital even when it is a small word.
    """
    if text != text.upper():
        return text
    pieces = ["", "", *re.split(r"([\W_]+)", text), "", ""]
    joined = "".join(_word(pieces, index) if index % 2 == 0 else piece for index, piece in enumerate(pieces))
    return joined[:1].upper() + joined[1:] if starts else joined


def _word(pieces: Sequence[str], index: int) -> str:
    """Return a word as people write it; `pieces` alternates words and separators."""
    word = pieces[index]
    ordinal = _ORDINAL.fullmatch(word)
    if ordinal:
        return ordinal[1] + _ENDINGS.get(ordinal[2], ordinal[2].lower())
    if len(word) == 1:
        return word.lower() if _is_small(pieces, index) else word
    if word in _ACRONYMS or _ROMAN.fullmatch(word) or _NUMBERED.fullmatch(word):
        return word
    return word.lower() if word.lower() in _SMALL else word[:1] + word[1:].lower()


def _is_small(pieces: Sequence[str], index: int) -> bool:
    """Whether a single letter is a small word (« d’ », « l’ », « -à- ») and not an initial."""
    word, left, right = pieces[index], pieces[index - 1], pieces[index + 1]
    if word == "A":
        return left == right == "-"
    if word not in _ELIDED:
        return word == "À"
    if not right.isspace():
        return right[:1] in {"'", "’"} or left == right == "-"
    before, after = pieces[index - 2], pieces[index + 2]
    return after[:1] in _VOWELS and after.lower() not in _SMALL and before not in _TITLES


def place_name(text: str) -> str:
    """Return the name of a place as `readable` does, with the accents that are certain: « Centre de Santé »."""
    return readable(accented(text))


def street_of(activity: Mapping[str, str]) -> str:
    """Return the street of an activity: « 3 bis avenue de la République »; empty when unknown."""
    repetition = activity.get("indiceRepetitionVoie", "")
    kind = activity.get("codeTypeDeVoie", "")
    parts = (
        activity.get("numeroVoie", ""),
        _REPETITIONS.get(repetition, repetition),
        _STREETS.get(kind, readable(kind)),
        readable(accented(activity.get("libelleVoie", "")), starts=not kind),
    )
    return " ".join(part for part in parts if part)


def city_of(activity: Mapping[str, str]) -> str:
    """Return the post code and town of an activity: « 63000 Clermont-Ferrand »; empty when unknown."""
    town = activity.get("bureauCedex", "").strip()
    match = _BEFORE_TOWN.fullmatch(town)
    code, name = match.groups() if match else (activity.get("codePostal", ""), town)
    return f"{code} {readable(town_accented(name))}".strip()
