"""What a key of the table says. Each function reads what the function of the same name in `keys.py` has written."""

from chalicelib.store.table import Key


def owner(pk: str) -> str:
    """Return the id in a partition key: of an account, or of a delegation; empty where it names neither."""
    return pk.partition("#")[2]


def line(sk: str) -> str:
    """Return the delegation of a line of either dashboard (`given`, `received`)."""
    return sk.split("#", 1)[1]


def blocked(sk: str) -> str:
    """Return the account that is blocked."""
    return sk.split("#")[2]


def follow(sk: str) -> str:
    """Return the account whose delegations follow."""
    return sk.rsplit("#", 1)[1]


def guard(sk: str) -> str:
    """Return the délégué."""
    return sk.split("#", 1)[0]


def grant(sk: str) -> tuple[str, str]:
    """Return the délégant and the delegation."""
    delegant_id, delegation_id = sk.split("#", 1)
    return delegant_id, delegation_id


def mail(sk: str) -> tuple[str, str, str]:
    """Return what the row of a mail sorts by, its kind and its reader."""
    first, kind, party = sk.split("#")
    return first, kind, party


def kind_of_mail(key: Key) -> str:
    """Return the kind of the mail whose row is at `key`; empty when the key is not one of `mail` or `account_mail`."""
    return [*key[1].split("#"), ""][1]


def notice(sk: str) -> str:
    """Return the moment of a notification."""
    return sk.split("#", 1)[0]


def denial(sk: str) -> tuple[str, str, str, str]:
    """Return the day, the délégué, the service and the reason."""
    day, delegue_id, service, reason = sk.split("#")
    return day, delegue_id, service, reason
