"""Passwords that are soon guessed: common ones in any usual disguise, and those with a name or address in them.

The list of common passwords is made by `python -m infra.passwords`. It is read when somebody chooses a password, and
not before.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from chalicelib.domain.people import Name

FILE = Path(__file__).with_name("common_passwords.txt.gz")
"""One word a line, in lower case and without accents, between a first and a last line break."""

LICENCES = FILE.with_name("common_passwords.licences.txt")
"""What the licences of the packages that the list was made of want kept with it."""

SHORTEST_WORD = 6
"""Letters from which on a word is recognised with anything before and after it. Shorter ones turn up in random text, so
they need `_SHORT` around them."""

SHORTEST_NUMBER = 6

SHORTEST_PERSONAL_PART = 4
"""Characters of the shortest part of a name or address that is refused: « Li » is in too many words."""

# « P@ssw0rd » is as easy to guess as « password ».
LOOK_ALIKES = str.maketrans("01345789@$€!|", "oieastbgaseii")
_ONE_AS_L = LOOK_ALIKES | str.maketrans("1!|", "lll")
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})
_AS_TYPED: dict[int, int] = {}

_JOINERS = str.maketrans("", "", "-_.' ’")
_MARK, _YEAR = "[^a-z0-9]", r"(?:19|20)\d\d"
_WORD = r"(?P<word>[a-z][a-z@0]{2,3}[a-z])"
_SHORT = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_MARK}?{_WORD}{_MARK}{{0,2}}\d{{0,8}}{_MARK}{{0,2}}",
        rf"\d{{1,4}}{_MARK}?{_WORD}{_MARK}{{0,2}}",
        rf"{_MARK}?(?P<word>[a-z]{{3}}){_MARK}?{_YEAR}{_MARK}{{0,2}}",
    )
)


def is_common(password: str) -> bool:
    """Whether `password` is a word of the list, or one in a usual disguise."""
    words = _words()
    return any(f"\n{reading}\n" in words for reading in readings(password))


def is_personal(password: str, address: str, name: Name) -> bool:
    """Whether `password` has a part of the name or of the address in it, spelt as it is or with look-alikes."""
    local = plain(address.partition("@")[0])
    parts = {local, *re.findall(r"\w+", plain(f"{name.prenom} {name.nom}"))}
    squeezed = {re.sub(r"[\W_]", "", part) for part in (*parts, plain(name.prenom), plain(name.nom))}
    text = plain(password)
    forms = (text, re.sub(r"[\W_]", "", text), text.translate(LOOK_ALIKES), *readings(password))
    return any(len(part) >= SHORTEST_PERSONAL_PART and part in form for part in parts | squeezed for form in forms)


def readings(password: str) -> set[str]:
    """Return the words of the list that `password` may stand for: at least three letters, or six digits."""
    text = plain(password)
    signs_dropped = re.sub(rf"^{_MARK}+|{_MARK}+$", "", text)
    tail_dropped = re.sub("[^a-z]+$", "", text)
    core = re.sub("^[^a-z]+", "", tail_dropped)
    found = {text, signs_dropped, core, re.sub(_MARK, "", text), *_short_words(password)}
    for word in _words_of((text, signs_dropped, tail_dropped, core)):
        repeated = re.fullmatch(r"(.+?)\1+", word)
        found |= {word, repeated[1]} if repeated else {word}
    numbers = re.sub(r"\D", "", text)
    if len(re.findall("[a-z]", text)) <= 2 and len(numbers) >= SHORTEST_NUMBER:
        found.add(numbers)
    return found - {""}


def plain(text: str) -> str:
    """Return `text` in lower case without accents and ligatures."""
    return _unaccented(text.casefold())


def _unaccented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _words_of(forms: Iterable[str]) -> Iterator[str]:
    """Yield the long words that these forms spell, with look-alikes and joiners or without."""
    for form in forms:
        for table in (_AS_TYPED, LOOK_ALIKES, _ONE_AS_L):
            word = form.translate(table).translate(_JOINERS)
            if len(word) >= SHORTEST_WORD and re.fullmatch("[a-z]+", word):
                yield word


def _short_words(password: str) -> Iterator[str]:
    """Yield a short word with a few digits and signs around it, if its capitals are where people put them."""
    for pattern in _SHORT:
        match = pattern.fullmatch(_unaccented(password))
        if match and match["word"] in {match["word"].lower(), match["word"].upper(), match["word"].capitalize()}:
            yield match["word"].lower().translate(LOOK_ALIKES)


@cache
def _words() -> str:
    return gzip.decompress(FILE.read_bytes()).decode("ascii")
