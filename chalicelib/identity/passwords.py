"""Passwords: how they are hashed, and which ones are refused (specification §1; user guide 2.1)."""

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.people import Name

if TYPE_CHECKING:
    from argon2 import PasswordHasher

# The first choice of OWASP's Password Storage Cheat Sheet for argon2id, as strong as 19 MiB with two passes. One lane,
# because a Lambda function has one processor at most. It takes 44 ms on a whole processor.
MEMORY_KIB = 46 * 1024
PASSES = 1
LANES = 1

LONGEST = 128
"""Characters of the longest password: more than anybody types. It bounds the work of hashing a stranger's text."""

# The hash of 32 random bytes that nobody kept.
_DUMMY_HASH = "$argon2id$v=19$m=47104,t=1,p=1$ZGVsZWdhdGlvbi1kdW1teQ$JJXRvKt70/DeOfNRhjp0Es4+wZZt4YQHuRQ5/y++jCQ"


class Rule(NamedTuple):
    """One line of the list beside the field.

    `pattern` means the same in Python and, with the flag u, in JavaScript.
    """

    label: str
    pattern: str

    def is_met(self, password: str) -> bool:
        """Whether `password` follows this rule."""
        return re.search(self.pattern, password) is not None


_LOWER, _UPPER = "a-zß-öø-ÿœ", "A-ZÀ-ÖØ-ÞŒŸ"

RULES = (
    Rule("Au moins 8 caractères", r"^[\s\S]{8}"),
    Rule("Des majuscules et des minuscules", rf"^(?=[\s\S]*[{_LOWER}])(?=[\s\S]*[{_UPPER}])"),
    Rule("Au moins un chiffre", "[0-9]"),
    Rule("Au moins un caractère spécial (dollar, dièse, …)", rf"[^0-9{_LOWER}{_UPPER}\s]"),
)
"""The rule of the user guide, one line for each part."""


def hash_password(password: str) -> str:
    """Return the argon2id hash of `password` to store, with its salt and parameters."""
    return _hasher().hash(_bytes(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether `password` belongs to the hash `stored`.

    Without a hash (no such account) one verification of equal cost is made and the result is False: neither the time
    nor the number of verifications tells a stranger whether the account exists. Raises argon2's `InvalidHashError`
    when `stored` is not a hash.
    """
    from argon2.exceptions import VerificationError  # noqa: PLC0415 - argon2 stays out of the cold start

    try:
        _hasher().verify(stored or _DUMMY_HASH, _bytes(password))
    except VerificationError:
        return False
    return bool(stored)


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with outdated parameters. The password is then hashed again at its next use."""
    return _hasher().check_needs_rehash(stored)


def errors_of_password(password: str, confirmation: str, address: str, name: Name) -> dict[str, str]:
    """Return the errors of a new password by field (`mot_de_passe`, `confirmation`); empty when there are none.

    `address` is the normalised address of the account, `name` the name of its owner as far as it is known.
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
    from chalicelib.identity import guessable  # noqa: PLC0415 - the list is needed when a password is chosen only

    if guessable.is_common(password):
        return "Ce mot de passe est trop courant, il serait vite deviné. Choisissez-en un autre."
    if guessable.is_personal(password, address, name):
        return "Votre mot de passe ne doit contenir ni votre nom, ni votre prénom, ni votre adresse e-mail."
    return None


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # noqa: PLC0415 - argon2 stays out of the cold start

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


def _bytes(password: str) -> bytes:
    """Return the bytes to hash: the same for every keyboard (RFC 8265 §4.2). No text makes it fail."""
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
