"""Spellings of a name: the one that is stored, and the form in which names are compared and searched.

The folded form only compares and searches; it is never stored, and never identifies anybody.
"""

import re
import unicodedata

OVERRIDES = "\u202d\u202e"
"""Marks that show letters in another order than they stand. A typed text with one is refused, never cleaned."""

_APOSTROPHES = "'’‘ʼ‛′`´"
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2212"

# Patterns are compiled when they are first used: this module is imported by every cold start.
_TYPED_APOSTROPHE = rf"(?<=[^\W\d_])[{_APOSTROPHES[2:]}](?=[^\W\d_])"
_TYPED_HYPHEN = rf"[{_HYPHENS[1:]}]"

_SEPARATORS = str.maketrans(dict.fromkeys(_APOSTROPHES + _HYPHENS, " "))
_LETTERS = str.maketrans({
    "œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "ŋ": "ng",
})  # fmt: skip
"""Letters that Unicode does not decompose, as keyboards and registers without them write them."""


def as_written(text: str) -> str:
    """Return a typed name as it is stored: composed letters, single spaces, no invisible characters.

    An override of the direction stays, so that the name is refused. Other apostrophes (« D´Angelo ») become « ’ » where
    they stand between letters, and other dashes become « - ».
    """
    composed = unicodedata.normalize("NFC", " ".join(without_invisible(text, OVERRIDES).split()))
    return re.sub(_TYPED_HYPHEN, "-", re.sub(_TYPED_APOSTROPHE, "’", composed))


def without_invisible(text: str, kept: str = "") -> str:
    """Return `text` without format characters but those `kept`: zero-width spaces, soft hyphens, marks of direction."""
    return "".join(character for character in text if character in kept or unicodedata.category(character) != "Cf")


def folded(text: str) -> str:
    """Return `text` without case, accents or ligatures; hyphens, apostrophes and runs of spaces are one space.

    « Jean‑Noël d’Œuvre » gives « jean noel d oeuvre ». Full stops and « @ » stay, because addresses are searched too.
    """
    if text.isascii():
        return " ".join(text.lower().translate(_SEPARATORS).split())
    spaced = without_invisible(text).translate(_SEPARATORS)
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", spaced).casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.translate(_LETTERS).translate(_SEPARATORS).split())


def words(text: str) -> frozenset[str]:
    """Return the folded words of a name: « D'Angelo-Roux » gives d, angelo and roux."""
    return frozenset("".join(letter if letter.isalpha() else " " for letter in folded(text)).split())


def is_found(sought: str, text: str) -> bool:
    """Whether `sought` is part of `text`, however both are written: « dangelo » is found in « D’Angelo »."""
    return _glued(sought) in _glued(text)


def _glued(text: str) -> str:
    return folded(text).replace(" ", "")
