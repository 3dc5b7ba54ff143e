"""Addresses as people read them. Their normal form, which is stored, is that of `identity/addresses.py`."""

import re

from chalicelib.domain.folding import folded
from chalicelib.domain.providers import PROVIDERS

_READABLE = "[a-z0-9.àáâãäåæçèéêëìíîïñòóôõöøùúûüýÿßœ-]+"


def in_letters(address: str) -> str:
    """Return a normalised address with its international domain in letters: « claire@société.fr ».

    The domain stays in its ASCII form when one of its letters is not of western Europe, because letters of other
    scripts look like Latin ones, and when it differs from a provider's only by accents. Any other text stays as it is.
    """
    local, at, domain = address.rpartition("@")
    if not at or "xn--" not in domain:
        return address
    letters = decoded(domain)
    is_readable = re.fullmatch(_READABLE, letters) and folded(letters) not in PROVIDERS
    return f"{local}@{letters}" if is_readable else address


def decoded(domain: str) -> str:
    """Return a domain in letters, whatever they are; a domain that is not valid stays as it is."""
    import idna  # noqa: PLC0415 - slow to import, rarely needed

    try:
        return idna.decode(domain)
    except idna.IDNAError:
        return domain
