"""The paths of the pages about one delegation, on either side. An id may come from an address, and is quoted."""

from urllib.parse import quote


def given_path(delegation_id: str) -> str:
    """Return the path of a delegation in the délégant's space."""
    return f"/delegations/{quote(delegation_id, safe='')}"


def received_path(delegation_id: str) -> str:
    """Return the path of a delegation in the délégué's space."""
    return f"/recues/{quote(delegation_id, safe='')}"
