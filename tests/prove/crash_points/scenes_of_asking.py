"""Scenes of « Mon lien de demande »: asking, completing, refusing, blocking."""

import contextlib
from collections.abc import Mapping
from unittest import mock

from chalicelib.acts import ask, block, clear_closed, close_account, complete, delete, withdraw
from chalicelib.acts.ask import Opened, Wish
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import SignedOut
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.refusals import Refused
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.workers import schedule
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, an_open_link, completed
from tests.prove.crash_points.scenario import ZOE, Scenario, by_link, context_now, nothing, one, session_of
from tests.prove.crash_points.stage import Kept, Stage


def _wish(stage: Stage) -> Wish:
    first, last = (stage.scenes.today + day * DAY for day in (0, 9))
    return Wish(ProfilId.COMPTABLE.value, first.isoformat(), last.isoformat(), Identifiers())


def _ask(stage: Stage) -> None:
    ask.ask(context_now(), session_of(stage, PAUL), an_open_link(), _wish(stage), "une-cle")


def _ask_while_opening(stage: Stage) -> None:
    opened = Opened("zoe", ZOE, Name("MME", "Zoé", "Nouvelle"))
    ask.ask_while_opening(context_now(), opened, an_open_link(), _wish(stage), "une-cle")


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


def _asked(stage: Stage) -> Kept:
    """Let Paul ask Claire, whose account may be closed."""
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.rpps.set("10101010101")])
    return {"id": stage.scenes.wish()}


def _close(stage: Stage) -> None:
    with contextlib.suppress(Refused, SignedOut):
        context, session = context_now(), session_of(stage)
        close_account.close_account(context, session, "0-0", "", Caller("192.0.2.1"))


def _closed(stage: Stage) -> Kept:
    """Let Claire close her account, and leave what Paul asks her for to the schedule."""
    kept = _asked(stage)
    with mock.patch("chalicelib.acts.close_account.begin_to_clear"):
        _close(stage)
    return kept


def _offered(stage: Stage) -> Kept:
    """Let Paul, whom Claire has asked, close his account, and leave her demand to the schedule."""
    kept = {"id": stage.scenes.demand()}
    with mock.patch("chalicelib.acts.close_account.begin_to_clear"):
        session = stage.scenes.session(PAUL)
        close_account.close_account(context_now(), session, "0-0", "", Caller("192.0.2.1"))
    return kept


SCENARIOS: Mapping[str, Scenario] = {
    "ask": Scenario((ask.ask,), nothing, _ask),
    "ask and open an account": Scenario((ask.ask_while_opening,), nothing, _ask_while_opening),
    "complete and validate what was asked for": Scenario((complete.complete,), one(Scenes.wish), _complete),
    "refuse what was asked for, and block": Scenario((delete.delete,), one(Scenes.wish), _refuse_and_block),
    "withdraw what was asked for": Scenario(
        (withdraw.withdraw_by_link,), one(Scenes.wish, Purpose.WITHDRAW), by_link(withdraw.withdraw_by_link)
    ),
    "close the account of somebody who is asked": Scenario(
        (close_account.close_account, clear_closed.begin_to_clear), _asked, _close
    ),
    "schedule: what a closed account leaves": Scenario(
        (clear_closed.clear_closed,), _closed, lambda _: schedule.handle(), lasting=True
    ),
    "schedule: a demand that a closed account has not answered": Scenario(
        (clear_closed.clear_closed,), _offered, lambda _: schedule.handle(), lasting=True
    ),
    "let ask again": Scenario(
        (block.unblock,), _blocked, lambda stage: block.unblock(context_now(), session_of(stage), PAUL)
    ),
}
