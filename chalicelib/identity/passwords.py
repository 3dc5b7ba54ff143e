"""Passwords: how they are kept, and which are refused (seed « Vos identifiants d'accès », spec §1)."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.people import Name

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# The first choice of OWASP's Password Storage Cheat Sheet for argon2id, equal in strength to its 19 MiB and two
# passes. One lane, because a Lambda function has at most one processor to itself. 44 ms on a whole one.
MEMORY_KIB = 46 * 1024
PASSES = 1
LANES = 1

LONGEST = 128
"""Characters. More than anybody types; it bounds what a stranger makes us hash."""

SHORTEST_PERSONAL_PART = 4
"""Characters of a name or address below which a password may contain it: « Li » is in half of the dictionary."""

# Of 32 random bytes that were thrown away.
_DUMMY_HASH = "$argon2id$v=19$m=47104,t=1,p=1$ZGVsZWdhdGlvbi1kdW1teQ$JJXRvKt70/DeOfNRhjp0Es4+wZZt4YQHuRQ5/y++jCQ"


class Rule(NamedTuple):
    """One line of the list beside the field. `pattern` reads the same in Python and, with the flag u, in JavaScript."""

    label: str
    pattern: str

    def is_met(self, password: str) -> bool:
        """Whether `password` keeps this rule."""
        return re.search(self.pattern, password) is not None


_LOWER, _UPPER = "a-zß-öø-ÿœ", "A-ZÀ-ÖØ-ÞŒŸ"

RULES = (
    Rule("Au moins 8 caractères", r"^[\s\S]{8}"),
    Rule("Des majuscules et des minuscules", rf"^(?=[\s\S]*[{_LOWER}])(?=[\s\S]*[{_UPPER}])"),
    Rule("Au moins un chiffre", "[0-9]"),
    Rule("Au moins un caractère spécial (dollar, dièse, …)", rf"[^0-9{_LOWER}{_UPPER}\s]"),
)
"""The seed's rule, line by line."""


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password`, with its salt and parameters, to be stored."""
    return _hasher().hash(_bytes(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is the one of the hash `stored`.

    Without a hash (no such account) one verification of equal cost is made all the same and the answer is no: time
    and count tell a stranger nothing. Raises argon2's `InvalidHashError` when `stored` is not a hash at all.
    """
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - argon2 stays out of the cold start

    try:
        _hasher().verify(stored or _DUMMY_HASH, _bytes(password))
    except VerificationError:
        return False
    return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with other parameters than today's: hash again at the next right password."""
    return _hasher().check_needs_rehash(stored)


def errors_of_password(password: str, confirmation: str, address: str, name: Name) -> dict[str, str]:
    """Return what is wrong with a chosen password, by field: `mot_de_passe`, `confirmation`; empty when nothing is.

    `address` is the account's, normalised; `name` its owner's as known so far.
    """
    errors = {}
    error = _error_of(password, address, name)
    if error:
        errors["mot_de_passe"] = error
    if _bytes(password) != _bytes(confirmation):
        errors["confirmation"] = "Les deux mots de passe saisis sont différents."
    return errors


def _error_of(password: str, address: str, name: Name) -> str | None:
    if len(password) > LONGEST:
        return f"Votre mot de passe doit avoir au plus {LONGEST} caractères."
    unmet = [rule.label for rule in RULES if not rule.is_met(password)]
    if unmet:
        lines = "\u00a0; ".join(label[0].lower() + label[1:] for label in unmet)
        return f"Votre mot de passe doit avoir\u00a0: {lines}."
    if _readings(password) & _common():
        return "Ce mot de passe est trop courant, il serait vite deviné. Choisissez-en un autre."
    if _contains_personal_part(password, address, name):
        return "Votre mot de passe ne doit contenir ni votre nom, ni votre prénom, ni votre adresse e-mail."
    return None


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - argon2 stays out of the cold start

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _bytes(password: str) -> bytes:
    """Return the bytes to hash: one form whatever the keyboard (RFC 8265 §4.2), and never an error."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")


# « P@ssw0rd » and « password » are one word to whoever guesses.
_LOOK_ALIKES = str.maketrans("01345789@$€!|", "oieastbgaseii")
_ONE_AS_L = str.maketrans("1!|", "lll")


def _readings(password: str) -> set[str]:
    """Return the words that a guesser would start from to reach `password`."""
    text = _plain(password)
    tail_dropped = re.sub(r"[^a-z]+$", "", text)
    both_dropped = re.sub(r"^[^a-z]+", "", tail_dropped)
    words = {
        _letters(form.translate(table).translate(_LOOK_ALIKES))
        for form in (text, tail_dropped, both_dropped)
        for table in ({}, _ONE_AS_L)
    }
    words |= {_letters(form) for form in (text, both_dropped)}
    words |= {word[: len(word) // 2] for word in words if word and word == 2 * word[: len(word) // 2]}
    if len(_letters(text)) <= 2:
        words.add(re.sub(r"\D", "", text))
    return words


def _contains_personal_part(password: str, address: str, name: Name) -> bool:
    local = _plain(address.partition("@")[0])
    parts = {local, *re.findall(r"\w+", _plain(f"{name.prenom} {name.nom}"))}
    squeezed = {re.sub(r"[\W_]", "", part) for part in (*parts, _plain(name.prenom), _plain(name.nom))}
    text = _plain(password)
    forms = (text, re.sub(r"[\W_]", "", text), text.translate(_LOOK_ALIKES), *_readings(password))
    return any(len(part) >= SHORTEST_PERSONAL_PART and part in form for part in parts | squeezed for form in forms)


def _plain(text: str) -> str:
    """Return `text` in lower case without accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text)


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
