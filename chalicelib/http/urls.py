"""Every URL passes here: nowhere else are the stage's prefix (`/api`) and the public base URL known."""

from chalicelib.settings import settings


def url(path: str) -> str:
    """Return the path that a browser asks for: `path` behind the stage's prefix."""
    return f"{settings().base_path}{path}"


def absolute(path: str) -> str:
    """Return the whole address, for other sites to come back to."""
    return f"{settings().public_base_url.rstrip('/')}{path}"
