"""From step 1 to step 2 of a creation, in the pages: the form carries what was shown of the address, signed."""

from chalicelib.acts import steps
from chalicelib.acts.invited import Shown
from chalicelib.domain.people import Account, Name
from chalicelib.web.visit import Visit


def seal_step(visit: Visit, account: Account) -> str:
    """Sign what step 1 showed, for this délégant alone."""
    return steps.seal_step(visit.context, visit.session, account)


def unseal_step(visit: Visit, step: str) -> tuple[Shown, Name]:
    """Return what step 1 showed; raises `Refused` when it was altered, another person's or too long ago."""
    return steps.unseal_step(visit.context, visit.session, step)
