"""The refusal of an act on a delegation that is gone; it tells each party how the delegation ended."""

from collections.abc import Mapping

from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Party
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import WAITING, End

_UNTREATED = "elle est restée sans suite dans le délai prévu."
_WHY: Mapping[Party, Mapping[End, str]] = {
    Party.DELEGANT: {
        End.SUPPRIMEE: "vous l’avez supprimée.",
        End.RETIREE: "votre délégué a retiré son acceptation.",
        End.RENONCEE: "votre délégué y a renoncé.",
        End.PURGEE: _UNTREATED,
    },
    Party.DELEGUE: {
        End.SUPPRIMEE: "votre délégant l’a supprimée.",
        End.RETIREE: "vous avez retiré votre acceptation.",
        End.RENONCEE: "vous y avez renoncé.",
        End.PURGEE: _UNTREATED,
    },
}


class Gone(Refused):
    """`party` acts on a delegation that is gone. `end` says how it ended; None when this is no longer stored."""

    def __init__(self, end: End | None, party: Party) -> None:
        self.end = end
        super().__init__(Code.GONE, f"Cette délégation n’existe plus\u00a0: {_WHY[party][end]}" if end else None)


def end_in_time(delegation: Delegation) -> End | None:
    """Return how a delegation past its deadline ended, before the schedule has treated it; None when it was closed."""
    return End.PURGEE if delegation.status in WAITING else None
