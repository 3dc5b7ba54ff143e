"""E-mail addresses: their normal form, and a suggestion for a mistyped provider."""

import re
import unicodedata
from urllib.parse import unquote

from chalicelib.domain.folding import OVERRIDES, folded, without_invisible
from chalicelib.domain.mailboxes import decoded
from chalicelib.domain.providers import ALSO_REAL, PROVIDERS
from chalicelib.domain.refusals import Code, Refused

LONGEST = 254
"""Characters of the longest address that a mail server must take (RFC 5321 §4.5.3.1.3, erratum 1690)."""

_JOINERS = "\u200c\u200d"
_NAMED = re.compile(r"[^<>@]*<([^<>]*)>")
_AROUND = re.compile(r"^\s+|[\s;,.]+$")

_EMPTY = "Saisissez une adresse e-mail."
_TOO_LONG = f"L’adresse e-mail comporte au plus {LONGEST} caractères."
_NO_AT = "L’adresse e-mail doit comporter un «\u00a0@\u00a0», par exemple\u00a0: nom@domaine.fr."
_ACCENT = "La partie de l’adresse e-mail située avant «\u00a0@\u00a0» ne peut pas comporter de lettre accentuée."
_MALFORMED = "Cette adresse e-mail n’est pas valide. Vérifiez la saisie, par exemple\u00a0: nom@domaine.fr."

_MOST_SLIPS = 2


def normalise(text: str) -> str:
    """Return the normal form of an address, which is stored, compared and written to.

    Both parts are in lower case, an international domain is in its ASCII form. What surrounds a pasted address is
    dropped (docs/input.md). A local part outside ASCII is refused: Amazon SES does not support SMTPUTF8, so no mail
    could reach it. `.test` and `.example` are accepted in every stage, because samples use them.
    Raises `Refused` (`FORM`, field `adresse`).
    """
    # A decomposed letter has at most four characters, so a longer text cannot become short enough.
    if len(text.strip()) > 4 * LONGEST:
        raise _refused(_TOO_LONG)
    trimmed = unicodedata.normalize("NFC", _bare(text))
    if not trimmed:
        raise _refused(_EMPTY)
    if len(trimmed) > LONGEST:
        raise _refused(_TOO_LONG)
    local, at, _ = trimmed.rpartition("@")
    if not at:
        raise _refused(_NO_AT)
    if not local.isascii():
        raise _refused(_ACCENT)
    return _validated(trimmed)


def _bare(text: str) -> str:
    """Return the address in a pasted text: « Claire <claire@cabinet.fr>; » gives « claire@cabinet.fr ».

    A name that holds an « @ » is left, and refused later, because a reader could take it for the address.
    """
    visible = _AROUND.sub("", _without_invisible(text))
    named = _NAMED.fullmatch(visible)
    bare = _AROUND.sub("", named[1]) if named else visible
    scheme, _, rest = bare.partition(":")
    return unquote(rest.partition("?")[0]) if scheme.lower() == "mailto" else bare


def _without_invisible(text: str) -> str:
    """Return `text` without invisible characters, which no mailbox or domain contains.

    Joiners stay inside text of scripts that need them: their domain is another one with it. Overrides of the direction
    stay, and are refused later, because they show letters in another order than they stand.
    """
    if text.isascii():
        return text
    kept = without_invisible(text, _JOINERS + OVERRIDES)
    return re.sub(rf"(^|[\x00-\x7f])[{_JOINERS}]+", r"\1", kept).strip(_JOINERS)


def ascii_domain(domain: str) -> str:
    """Return the ASCII form of a domain: UTS 46 without transitional processing, then IDNA 2008. Raises ValueError.

    `str.casefold` and Python's codec « idna » (IDNA 2003) would write `ß` as `ss` and `ς` as `σ`, which are different
    domains.
    """
    import idna  # noqa: PLC0415 - slow to import, rarely needed

    return idna.encode(domain, uts46=True).decode("ascii").lower()


def same(address: str, other: str) -> bool:
    """Whether two addresses are the same; each comes from `normalise` or from the report of a mail server."""
    return address.lower() == other.lower()


def _validated(address: str) -> str:
    from email_validator import validate_email  # noqa: PLC0415 - slow to import, rarely needed

    try:
        valid = validate_email(address, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except ValueError as error:  # from the library, or from the codecs that it uses
        raise _refused(_MALFORMED) from error
    # `test_environment` also accepts « x@test », which nobody can own.
    if valid.ascii_email is None or "." not in valid.ascii_email.rpartition("@")[2]:
        raise _refused(_MALFORMED)
    if len(valid.ascii_email) > LONGEST:
        raise _refused(_TOO_LONG)
    return valid.ascii_email.lower()


def _refused(message: str) -> Refused:
    return Refused(Code.FORM, fields={"adresse": message})


def suggestion(address: str) -> str | None:
    """Return `address` (normalised) with the provider that was probably meant; None when it looks right.

    « claire@gmial.com » gives « claire@gmail.com ». It is only a suggestion: the domain may really exist.
    """
    local, _, domain = address.rpartition("@")
    if domain in PROVIDERS or domain in ALSO_REAL:
        return None
    read = folded(decoded(domain)) if "xn--" in domain else domain
    # A slip changes the length by one at most, so providers of another length are left out.
    near = [provider for provider in PROVIDERS if abs(len(provider) - len(read)) <= _MOST_SLIPS]
    if not near:
        return None
    nearest = min(near, key=lambda provider: _slips(read, provider))
    # In a short name, two slips make an unrelated name.
    allowed = _MOST_SLIPS if len(nearest) > len("live.fr") else 1
    return f"{local}@{nearest}" if _slips(read, nearest) <= allowed else None


def _slips(typed: str, meant: str) -> int:
    """Count the letters added, omitted, replaced or swapped with their neighbour (restricted Damerau-Levenshtein)."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, start=1):
        row = [i]
        for j, other in enumerate(meant, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == meant[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
