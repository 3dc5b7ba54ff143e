"""What is raced for: acts on one delegation, and which histories one winner may leave."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.change import change
from chalicelib.acts.complete import complete
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.refuse import refuse_by_link, refuse_in_space
from chalicelib.acts.terms import AskedEnd
from chalicelib.acts.validate import validate
from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Status
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, completed
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


def _accepting(stage: Stage, found: str) -> list[Racer]:
    """Half by the link of the mail, half in the space."""
    token, session = stage.token(found, Purpose.ACCEPT), stage.session(PAUL)
    by_link = Racer("acceptation", lambda: accept_by_link(runtime.context(), token))
    in_space = Racer("acceptation", lambda: accept_in_space(runtime.context(), session, found, 1))
    return [by_link, in_space] * (HALF // 2)


def _refusing(stage: Stage, found: str) -> list[Racer]:
    token, session = stage.token(found, Purpose.REFUSE), stage.session(PAUL)
    by_link = Racer("refus", lambda: refuse_by_link(runtime.context(), token))
    in_space = Racer("refus", lambda: refuse_in_space(runtime.context(), session, found, 1))
    return [by_link, in_space] * (HALF // 2)


def _deleting(stage: Stage, found: str) -> list[Racer]:
    session = stage.session(CLAIRE)
    return [Racer("suppression", lambda: delete(runtime.context(), session, found, Hint()))] * HALF


def _accept_refuse(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _refusing(stage, found)


def _accept_delete(stage: Stage) -> Sequence[Racer]:
    return _accepting(stage, found := stage.demand()) + _deleting(stage, found)


def _validate_delete(stage: Stage) -> Sequence[Racer]:
    found, session = stage.to_validate(), stage.session(CLAIRE)
    validating = [Racer("validation", lambda: validate(runtime.context(), session, found, Hint(), 1))] * HALF
    return validating + _deleting(stage, found)


def _complete_delete(stage: Stage) -> Sequence[Racer]:
    found, session = stage.wish(), stage.session(CLAIRE)
    today = stage.delegation(found).terms.validity.start
    asked = completed(today, today)
    completing = [Racer("validation", lambda: complete(runtime.context(), session, found, Hint(), 1, asked))] * HALF
    return completing + _deleting(stage, found)


def _prolong_delete(stage: Stage) -> Sequence[Racer]:
    found, session = stage.validated(), stage.session(CLAIRE)
    asked = AskedEnd((stage.today + 60 * DAY).isoformat())

    def prolonging(tab: int) -> Racer:
        def prolong() -> object:
            return change(runtime.context(), session, found, Hint(), 1, asked, f"onglet-{tab}")

        return Racer("modification", prolong)

    return [prolonging(tab) for tab in range(HALF)] + _deleting(stage, found)


def _grant_decline(stage: Stage) -> Sequence[Racer]:
    found, session = stage.asked_longer(), stage.session(CLAIRE)
    fin = (stage.today + 40 * DAY).isoformat()

    def granting(tab: int) -> Racer:
        def grant() -> object:
            return grant_longer(runtime.context(), session, found, Hint(), 1, fin, f"onglet-{tab}")

        return Racer("prolongation_accordee", grant)

    def declining(tab: int) -> Racer:
        def decline() -> object:
            return decline_longer(runtime.context(), session, found, Hint(), f"autre-onglet-{tab}")

        return Racer("prolongation_refusee", decline)

    return [racer(tab) for racer in (granting, declining) for tab in range(HALF)]


CONTESTS: Mapping[str, Contest] = {
    "accept × refuse": Contest(_accept_refuse, {("acceptation",): Status.VALIDEE, ("refus",): Status.REFUSEE}),
    "accept × delete": Contest(_accept_delete, {("acceptation", "suppression"): None, ("suppression",): None}),
    "validate × delete": Contest(
        _validate_delete,
        {("acceptation", "validation", "suppression"): None, ("acceptation", "suppression"): None},
        prepared=1,
    ),
    "complete × refuse": Contest(
        _complete_delete,
        {("validation", "suppression"): None, ("suppression",): None},
    ),
    "prolong × delete": Contest(
        _prolong_delete,
        {("acceptation", "modification", "suppression"): None, ("acceptation", "suppression"): None},
        prepared=1,
    ),
    "grant × decline": Contest(
        _grant_decline,
        {
            ("acceptation", "demande_prolongation", "prolongation_accordee"): Status.VALIDEE,
            ("acceptation", "demande_prolongation", "prolongation_refusee"): Status.VALIDEE,
        },
        prepared=2,
    ),
}
"""A deletion is open from the winner's status too: who comes second does so on top, once."""
