"""The only place that knows the stage's prefix (`/api`) and the public base URL; every URL is made here."""

from chalicelib.settings import settings


def url(path: str) -> str:
    """Return the path as a browser requests it: the stage's prefix, then `path`."""
    return f"{settings().base_path}{path}"


def absolute(path: str) -> str:
    """Return the absolute URL, for documents and for sites that lead back here."""
    return f"{settings().public_base_url.rstrip('/')}{path}"
