"""The ids of accounts and delegations, and the nonces of links."""

import secrets


def new_id() -> str:
    """Return a random id of 96 bits. It never begins with a dash, which a command would take for an option."""
    found = secrets.token_urlsafe(12)
    while found.startswith("-"):
        found = secrets.token_urlsafe(12)
    return found


def new_nonce() -> str:
    """Return a random nonce of 72 bits. It tells the links of one generation from those before; it is no secret."""
    return secrets.token_urlsafe(9)
