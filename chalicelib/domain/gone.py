"""What each party is told who acts on a delegation that is no more: who ended it, and how."""

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
    """An act of `party` on a delegation that is no more. `end` says how it ended; None when it was kept long enough."""

    def __init__(self, end: End | None, party: Party) -> None:
        self.end = end
        super().__init__(Code.GONE, f"Cette délégation n’existe plus\u00a0: {_WHY[party][end]}" if end else None)


def end_in_time(delegation: Delegation) -> End | None:
    """Return how a delegation has ended that is past its time and that the schedule has not met yet."""
    return End.PURGEE if delegation.status in WAITING else None
