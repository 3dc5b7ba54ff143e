"""The ids of accounts and delegations."""

import secrets


def new_id() -> str:
    """Return a random id of 96 bits. It never begins with a dash, which a command would take for an option."""
    found = secrets.token_urlsafe(12)
    while found.startswith("-"):
        found = secrets.token_urlsafe(12)
    return found
