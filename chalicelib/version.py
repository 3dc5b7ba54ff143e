"""The version of the service, with the commit that its package was made from."""

from functools import cache
from pathlib import Path

from chalicelib.settings import Settings

COMMIT = Path(__file__).with_name("commit.txt")
"""Written into the package by `infra.package`; no tree has it, nor has the package of a plain `chalice deploy`."""

LOCAL, UNKNOWN = "locale", "commit inconnu"


@cache
def _packaged() -> str:
    return COMMIT.read_text(encoding="ascii").strip() if COMMIT.is_file() else ""


def commit_of(settings: Settings) -> str:
    """Return the commit in short; `LOCAL` on the local platform, `UNKNOWN` for a package that does not say it."""
    return _packaged() or (LOCAL if settings.stage == "local" else UNKNOWN)


def shown_version(settings: Settings) -> str:
    """Return the version as the footer shows it: « 0.1.0 (1a2b3c4) », « 0.1.0 (locale) »."""
    return f"{settings.service_version} ({commit_of(settings)})"
