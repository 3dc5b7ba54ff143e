"""The people of the synthetic delegation (workers/synthetic.py), which is told apart by its ids, in keys and in logs.

No account and no delegation of a real person has such an id: theirs are random, and none that begins so is given.
"""

from datetime import timedelta

from chalicelib.domain.refusals import Code, Refused

PREFIX = "synthetic-"
DELEGANT = "synthetic-delegant"
DELEGUE = "synthetic-delegue"
MAILBOXES = "@simulator.amazonses.com"
"""Where the délégué's address is: the simulator of SES takes each mail, and nobody reads it."""

_KEPT = timedelta(days=2)
"""How long what a life leaves is stored: enough to look on Monday at what failed on Sunday."""


def is_synthetic(some_id: str) -> bool:
    """Whether an account or a delegation is a synthetic one."""
    return some_id.startswith(PREFIX)


def require_made_up(delegant_id: str, delegue_id: str, address: str) -> None:
    """Raise `Refused` where the synthetic délégant would delegate to anybody but the synthetic délégué.

    No limit of creations holds it, so it must reach nobody's mailbox.
    """
    if is_synthetic(delegant_id) and not (delegue_id == DELEGUE and address.endswith(MAILBOXES)):
        raise Refused(Code.NOT_ALLOWED)


def kept_time(owner_id: str, usual: timedelta) -> timedelta:
    """Return how long something about an account or a delegation is stored; for synthetic ones two days at most."""
    return min(usual, _KEPT) if is_synthetic(owner_id) else usual
