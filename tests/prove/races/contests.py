"""What is raced for: acts on one delegation, and which histories one winner may leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.refuse import refuse_by_link, refuse_in_space
from chalicelib.acts.validate import validate
from chalicelib.context import Context
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, asked_terms
from tests.prove.races.racing import Racer
from tests.prove.races.stage import Stage

HALF = 4
"""Racers on each side."""


@dataclass(frozen=True)
class Contest:
    """A scene, the racers in it, and the histories that are right, each with the status that it leaves (None: gone).

    `prepared`: how many acts of the history were before the race.
    """

    prepare: Callable[[Stage], Sequence[Racer]]
    outcomes: Mapping[tuple[str, ...], Status | None]
    prepared: int = 0


def _context(now: datetime | None = None) -> Context:
    context = runtime.context()
    return context._replace(now=now) if now else context


def _accepting(stage: Stage, found: str, now: datetime | None = None) -> list[Racer]:
    """Half by the link of the mail, half in the space."""
    token, session = stage.token(found, Purpose.ACCEPT), stage.session(PAUL)
    by_link = Racer("acceptation", lambda: accept_by_link(_context(now), token))
    in_space = Racer("acceptation", lambda: accept_in_space(_context(now), session, found, 1))
    return [by_link, in_space] * (HALF // 2)


def _refusing(stage: Stage, found: str) -> list[Racer]:
    token, session = stage.token(found, Purpose.REFUSE), stage.session(PAUL)
    by_link = Racer("refus", lambda: refuse_by_link(_context(), token))
    in_space = Racer("refus", lambda: refuse_in_space(_context(), session, found, 1))
    return [by_link, in_space] * (HALF // 2)


def _deleting(stage: Stage, found: str) -> list[Racer]:
    session = stage.session(CLAIRE)
    return [Racer("suppression", lambda: delete(_context(), session, found, Hint()))] * HALF


def _changing(stage: Stage, found: str) -> list[Racer]:
    """Each in a tab of its own, so that none is the repetition of another; all ask for one day less."""
    validity = stage.delegation(found).terms.validity
    asked = asked_terms(validity.start, validity.end - DAY)
    session = stage.session(CLAIRE)

    def racer(tab: int) -> Racer:
        attempt = lambda: change(_context(), session, found, Hint(), 1, asked, f"onglet-{tab}")  # noqa: E731
        return Racer("modification", attempt)

    return [racer(tab) for tab in range(HALF)]


def _accept_accept(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _accepting(stage, found)


def _accept_refuse(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _refusing(stage, found)


def _accept_delete(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _deleting(stage, found)


def _accept_change(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _changing(stage, found)


def _accept_purge(stage: Stage) -> Sequence[Racer]:
    """In the last second and in the one after it; it was reminded of before."""
    found = stage.long_demand()
    gone_at = stage.delegation(found).gone_at
    stage.world.now = gone_at - DAY
    pass_time(_context(), found)
    last = gone_at - timedelta(seconds=1)
    accepting = _accepting(stage, found, last)
    stage.world.now = gone_at
    return accepting + [Racer("purge", lambda: pass_time(_context(gone_at), found))] * HALF


def _validate_delete(stage: Stage) -> Sequence[Racer]:
    found, session = stage.to_validate(), stage.session(CLAIRE)
    validating = [Racer("validation", lambda: validate(_context(), session, found, Hint(), 1))] * HALF
    return validating + _deleting(stage, found)


CONTESTS: Mapping[str, Contest] = {
    "accept × accept": Contest(_accept_accept, {("acceptation",): Status.VALIDEE}),
    "accept × refuse": Contest(_accept_refuse, {("acceptation",): Status.VALIDEE, ("refus",): Status.REFUSEE}),
    "accept × delete": Contest(_accept_delete, {("acceptation", "suppression"): None, ("suppression",): None}),
    "accept × change": Contest(
        _accept_change,
        {("acceptation", "modification"): Status.VALIDEE, ("modification",): Status.EN_COURS},
    ),
    "accept × purge": Contest(
        _accept_purge, {("rappel", "acceptation"): Status.VALIDEE, ("rappel", "purge"): None}, prepared=1
    ),
    "validate × delete": Contest(
        _validate_delete,
        {("acceptation", "validation", "suppression"): None, ("acceptation", "suppression"): None},
        prepared=1,
    ),
}
"""Deletions and changes are open from the winner's status too: who comes second does so on top, once."""
