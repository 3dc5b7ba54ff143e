"""The ids of accounts and delegations, and the nonces of links."""

import secrets

from chalicelib.domain.synthetic import PREFIX, is_synthetic


def new_id() -> str:
    """Return a random id of 96 bits. It never begins with a dash, which a command would take for an option."""
    found = secrets.token_urlsafe(12)
    while found.startswith(("-", PREFIX)):
        found = secrets.token_urlsafe(12)
    return found


def new_delegation_id(delegant_id: str) -> str:
    """Return a new id for a delegation of this délégant; that of the synthetic one's can be told from all others."""
    return PREFIX + new_id() if is_synthetic(delegant_id) else new_id()


def new_nonce() -> str:
    """Return a random nonce of 72 bits. It tells the links of one generation from those before; it is no secret."""
    return secrets.token_urlsafe(9)
