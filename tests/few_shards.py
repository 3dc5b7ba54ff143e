"""Fewer shards on the local platform: a beat asks each of those of due items, a load opens files for each of its own.

Most are empty there. Tests that are about shards use all (`tests/integration/outbox`, `tests/integration/directory`).
"""

from collections.abc import Callable
from functools import partial

from infra.local import provision

_DUE, _OF_A_FILE = 2, 16


def install() -> None:
    """Put it in place, before the platform imports what makes its tables."""
    provision.create_directory_table = partial(_created, provision.create_directory_table)


def _created(create: Callable[[str], None], name: str) -> None:
    """Create the directory's table; the environment is set by now, which the application reads when it is imported."""
    from chalicelib.directory import comparison, shards  # noqa: PLC0415
    from chalicelib.store import keys  # noqa: PLC0415

    keys.DUE_SHARDS = _DUE
    for module in (shards, comparison):
        vars(module)["SHARDS"] = _OF_A_FILE
    create(name)
