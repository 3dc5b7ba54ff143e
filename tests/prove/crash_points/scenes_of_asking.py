"""Scenes of « Mon lien de demande »: asking, completing, refusing, blocking."""

from collections.abc import Mapping

from chalicelib.acts import ask, block, complete, delete, withdraw
from chalicelib.acts.ask import Opened, Wish
from chalicelib.acts.given import Hint
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name
from tests.builders import DAY
from tests.integration.scenes import PAUL, Scenes, a_door, completed
from tests.prove.crash_points.scenario import ZOE, Scenario, by_link, context_now, nothing, one, session_of
from tests.prove.crash_points.stage import Kept, Stage


def _wish(stage: Stage) -> Wish:
    first, last = (stage.scenes.today + day * DAY for day in (0, 9))
    return Wish(ProfilId.COMPTABLE.value, first.isoformat(), last.isoformat(), Identifiers())


def _ask(stage: Stage) -> None:
    ask.ask(context_now(), session_of(stage, PAUL), a_door(), _wish(stage), "une-cle")


def _ask_while_opening(stage: Stage) -> None:
    opened = Opened("zoe", ZOE, Name("MME", "Zoé", "Nouvelle"))
    ask.ask_while_opening(context_now(), opened, a_door(), _wish(stage), "une-cle")


def _complete(stage: Stage) -> None:
    validity = stage.scenes.delegation(stage.kept["id"]).terms.validity
    asked = completed(validity.start, validity.end - DAY)
    complete.complete(context_now(), session_of(stage), stage.kept["id"], Hint(), 1, asked)


def _refuse_and_block(stage: Stage) -> None:
    delete.delete(context_now(), session_of(stage), stage.kept["id"], Hint(), blocks=True)


def _blocked(stage: Stage) -> Kept:
    """Let Claire refuse what Paul asks for, and block him."""
    delete.delete(context_now(), session_of(stage), stage.scenes.wish(), Hint(), blocks=True)
    return {}


SCENARIOS: Mapping[str, Scenario] = {
    "ask": Scenario((ask.ask,), nothing, _ask),
    "ask and open an account": Scenario((ask.ask_while_opening,), nothing, _ask_while_opening),
    "complete and validate what was asked for": Scenario((complete.complete,), one(Scenes.wish), _complete),
    "refuse what was asked for, and block": Scenario((delete.delete,), one(Scenes.wish), _refuse_and_block),
    "withdraw what was asked for": Scenario(
        (withdraw.withdraw_by_link,), one(Scenes.wish, Purpose.WITHDRAW), by_link(withdraw.withdraw_by_link)
    ),
    "let ask again": Scenario(
        (block.unblock,), _blocked, lambda stage: block.unblock(context_now(), session_of(stage), PAUL)
    ),
}
