"""Scenes of passkeys: added, used, removed."""

import contextlib
from collections.abc import Mapping

from chalicelib.acts import passkeys, sign_in_by_passkey
from chalicelib.acts.guesses import Caller
from chalicelib.acts.people import SignedOut
from chalicelib.domain.refusals import Refused
from tests.builders import DAY
from tests.integration.scenes import PAUL
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import Scenario, context_now, nothing, session_of
from tests.prove.crash_points.stage import Kept, Stage
from tests.prove.passkeys import BROWSER, answer_to_offer, answer_to_sign_in, give

CALLER = Caller("192.0.2.1")
KEY = "telephone"


def _add(stage: Stage) -> None:
    context, session = context_now(), session_of(stage, PAUL)
    with contextlib.suppress(Refused):
        answer = answer_to_offer(context, session, KEY)
        passkeys.add_passkey(context, session, "Téléphone", answer, CALLER)


def _given(_: Stage) -> Kept:
    return {"passkey": give(PAUL, KEY).id}


def _remove(stage: Stage) -> None:
    with contextlib.suppress(Refused, SignedOut):
        passkeys.remove_passkey(context_now(), session_of(stage, PAUL), stage.kept["passkey"], "", CALLER)


def _sign_in(_: Stage) -> None:
    context = context_now()
    answer = answer_to_sign_in(context, PAUL, KEY)
    sign_in_by_passkey.sign_in_by_passkey(context, BROWSER, answer, CALLER)


def _fail(_: Stage) -> None:
    context = context_now()
    with contextlib.suppress(Refused):
        answer = answer_to_sign_in(context, PAUL, "inconnue")
        sign_in_by_passkey.sign_in_by_passkey(context, BROWSER, answer, CALLER)


def _with_password(stage: Stage) -> Kept:
    stage.scenes.give_password(PAUL, PASSWORD)
    return {}


def _name_too_late(stage: Stage) -> None:
    """Name a passkey in a session that is no longer fresh, with a wrong password."""
    session = session_of(stage, PAUL)._replace(started_at=context_now().now - DAY / 100)
    with contextlib.suppress(Refused):
        passkeys.prove_for_passkey(context_now(), session, "Téléphone", "faux", CALLER)


SCENARIOS: Mapping[str, Scenario] = {
    "guess one's password for a passkey": Scenario((passkeys.prove_for_passkey,), _with_password, _name_too_late),
    "add a passkey": Scenario((passkeys.add_passkey,), nothing, _add),
    "remove a passkey": Scenario((passkeys.remove_passkey,), _given, _remove),
    "remove a passkey from a restored table": Scenario(
        (passkeys.remove_again,),
        _given,
        lambda stage: passkeys.remove_again(context_now(), PAUL, stage.kept["passkey"]),
    ),
    "sign in with a passkey": Scenario((sign_in_by_passkey.sign_in_by_passkey,), _given, _sign_in),
    "fail to sign in with a passkey": Scenario((sign_in_by_passkey.sign_in_by_passkey,), _given, _fail),
}
