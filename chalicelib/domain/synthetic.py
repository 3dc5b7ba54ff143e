"""The people of the synthetic delegation (workers/synthetic.py), which is told apart by its ids, in keys and in logs.

No account and no delegation of a real person has such an id: theirs are random, and none that begins so is given.
"""

from datetime import timedelta

PREFIX = "synthetic-"
DELEGANT = "synthetic-delegant"
DELEGUE = "synthetic-delegue"

_KEPT = timedelta(days=2)
"""How long what a life leaves is stored: enough to look on Monday at what failed on Sunday."""


def is_synthetic(some_id: str) -> bool:
    """Whether an account or a delegation is a synthetic one."""
    return some_id.startswith(PREFIX)


def kept_time(owner_id: str, usual: timedelta) -> timedelta:
    """Return how long something about an account or a delegation is stored; for synthetic ones two days at most."""
    return min(usual, _KEPT) if is_synthetic(owner_id) else usual
