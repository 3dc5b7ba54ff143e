"""Scenes of a délégant's personal link: opened, closed, and the way of an address that asks by it."""

from collections.abc import Mapping

from chalicelib.acts import ask_by_address, ask_link, close_account, free_address, open_and_ask
from chalicelib.acts.ask import Wish
from chalicelib.acts.guesses import Caller
from chalicelib.acts.open_account import Opening
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from tests.integration.scenes import KNOWN, PAUL
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import Scenario, context_now, nothing, session_of
from tests.prove.crash_points.stage import Kept, Stage

_AMA = "ama@exemple.fr"


def _wish(stage: Stage) -> Wish:
    day = stage.scenes.today.isoformat()
    return Wish(ProfilId.COMPTABLE.value, day, day, Identifiers())


def _opened(stage: Stage) -> Kept:
    """Let Claire open her link."""
    stage.scenes.open_ask_link()
    shown = ask_link.show_ask_link(context_now(), session_of(stage))
    return {"nonce": shown.nonce, "token": shown.token}


def _mailed(stage: Stage) -> Kept:
    """Mail an address the link by which its owner asks Claire."""
    return {"token": stage.scenes.link_to_ask(_AMA).rsplit("/", 1)[1]}


def _mailed_to_a_closed_account(stage: Stage) -> Kept:
    """Let Paul close his account; mail its address the link by which its owner asks Claire."""
    close_account.close_account(context_now(), session_of(stage, PAUL), "0-0", "", Caller("192.0.2.1"))
    return {"token": stage.scenes.link_to_ask(KNOWN[PAUL]).rsplit("/", 1)[1]}


def _open_and_ask(stage: Stage) -> None:
    opening = Opening("MME", "Nouvelle", "Ama", "", "", PASSWORD, PASSWORD, consent=True)
    open_and_ask.open_and_ask(context_now(), stage.kept["token"], opening, _wish(stage), "une-cle")


SCENARIOS: Mapping[str, Scenario] = {
    "open one's link": Scenario(
        (ask_link.open_ask_link,), nothing, lambda stage: ask_link.open_ask_link(context_now(), session_of(stage), "")
    ),
    "close one's link": Scenario(
        (ask_link.close_ask_link,),
        _opened,
        lambda stage: ask_link.close_ask_link(context_now(), session_of(stage), stage.kept["nonce"]),
    ),
    "mail a link to ask by": Scenario(
        (ask_by_address.mail_link_to_ask,),
        _opened,
        lambda stage: ask_by_address.mail_link_to_ask(context_now(), stage.kept["token"], _wish(stage), _AMA),
    ),
    "open an account by asking": Scenario((open_and_ask.open_and_ask,), _mailed, _open_and_ask),
    "open an account by asking, address of a closed account": Scenario(
        (open_and_ask.open_and_ask, free_address.free_address), _mailed_to_a_closed_account, _open_and_ask
    ),
}
