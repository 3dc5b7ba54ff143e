"""Races that make delegations or accounts, and one before a limit."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.resend import resend
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, HELENE, KNOWN, PAUL, asked_terms
from tests.prove.races.racing import Racer, race
from tests.prove.races.stage import Stage

_PASSWORD = "Tournesol-42!"
_NEW = "nouvelle@exemple.fr"


@dataclass(frozen=True)
class Crowd:
    """A scene, the racers in it, and how many of them win.

    `created`: how many delegations there are afterwards; `written`: how many entries the race adds to histories.
    `meet`: all have read before any of them writes.
    """

    prepare: Callable[[Stage], Sequence[Racer]]
    winners: int
    created: int
    written: int
    meet: bool = False


def _creating(stage: Stage, who: str, shown: Shown, first_day: int, form_key: str) -> Racer:
    """Create from `first_day` until day 60."""
    start, end = stage.today + first_day * DAY, stage.today + 60 * DAY
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(start, end), Identifiers())
    session, context = stage.session(who), runtime.context()
    return Racer("creation", lambda: create(context, session, shown, asked, form_key))


def _overlapping(stage: Stage) -> Sequence[Racer]:
    """Eight periods, no two the same, any two with days in common; for somebody who has an account."""
    shown = Shown(KNOWN[PAUL], PAUL, known=True)
    return [_creating(stage, CLAIRE, shown, day, f"forme-{day}") for day in range(8)]


def _opening(stage: Stage) -> Sequence[Racer]:
    """Two délégants invite one address at once; then both invitations open its account at once."""
    inviting = [
        _creating(stage, who, Shown(_NEW, f"essai-{who}", known=False), 0, f"forme-{who}")
        for who in (CLAIRE, HELENE) * 4
    ]
    told = race(inviting)
    if not all(one.won for one in told):
        raise AssertionError(f"both délégants may invite one address: {told}")
    found = [delegation.id for delegation in stage.seen().delegations]
    opening = Opening("MME", "Nouvelle", "Personne", "", "", _PASSWORD, _PASSWORD, consent=True)
    tokens = [stage.token(delegation_id, Purpose.OPEN_ACCOUNT) for delegation_id in found]
    return [_opener(token, opening) for token in tokens for _ in range(4)]


def _opener(token: str, opening: Opening) -> Racer:
    return Racer("ouverture_compte", lambda: open_account(runtime.context(), token, opening))


def _resends(stage: Stage) -> Sequence[Racer]:
    found, session = stage.demand(), stage.session(CLAIRE)

    def racer(tab: int) -> Racer:
        return Racer("renvoi", lambda: resend(runtime.context(), session, found, Hint(), f"onglet-{tab}"))

    return [racer(tab) for tab in range(8)]


CROWDS: Mapping[str, Crowd] = {
    "overlapping creations": Crowd(_overlapping, winners=1, created=1, written=1, meet=True),
    "two invitations open one account": Crowd(_opening, winners=1, created=2, written=1, meet=True),
    "8 re-sends, 3 allowed": Crowd(_resends, winners=3, created=1, written=3),
}
