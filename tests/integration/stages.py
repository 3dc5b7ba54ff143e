"""A stage with other settings than the default."""

import pytest

from chalicelib import runtime
from chalicelib.settings import settings


def with_settings(monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    """Give the requests that follow these settings."""
    whole = settings()._replace(**changed)  # type: ignore[arg-type]
    monkeypatch.setattr(runtime, "settings", lambda: whole)


FEW_FAILURES = 3
"""How many failed sign-ins lock a name, where a test is not about their number."""
