"""Scenes of the portal's services: credentials, decisions, tokens."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.acts import credentials, decide, delegated_use, exchange, password_use, service_code
from chalicelib.acts.naming import ACCOUNT, SPACE, Named
from chalicelib.domain.catalogue import SERVICES
from chalicelib.domain.modes import Mode
from chalicelib.identity.tokens import Jwk
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL
from tests.integration.test_story import PASSWORD
from tests.prove.crash_points.scenario import Scenario, context_now, nothing
from tests.prove.crash_points.stage import Kept, Stage

_LIFE = 90 * DAY
_SERVICES = frozenset({SERVICES[0].id})


def _credential(_: Stage) -> Kept:
    credentials.create_credential(context_now(), "service", _SERVICES, _LIFE)
    return {}


def _decide(_: Stage) -> None:
    question = decide.Question(Named(ACCOUNT, PAUL), SERVICES[0].id, Named(SPACE, CLAIRE))
    decide.answer(context_now(), [question], decide.Semantic.EXECUTE_ALL)


def _delegation_of_today(stage: Stage) -> Kept:
    """Let Paul, who last used his password days ago, have a delegation that nobody has used."""
    stage.scenes.give_password(PAUL, PASSWORD)
    stage.world.now += 3 * DAY
    return {"id": stage.scenes.validated()}


def _exchange(_: Stage) -> None:
    asked = exchange.Exchange("service", Named(ACCOUNT, PAUL), Named(ACCOUNT, CLAIRE), _SERVICES)
    with contextlib.suppress(exchange.NoToken):
        exchange.exchange(context_now(), None, asked)  # type: ignore[arg-type] # refused before anything is signed


def _code_of_a_service(stage: Stage) -> Kept:
    """Let Paul open a service in Claire's name."""
    found = stage.scenes.validated()
    code = service_code.code_for(context_now(), stage.scenes.delegation(found), SERVICES[0].id, Mode.CARTE)
    return {"id": found, "code": code, "at": stage.now.isoformat()}


class _NoKey:
    """Signs nothing: the code is used up before."""

    def public_keys(self) -> Sequence[Jwk]:
        return [{"kid": "cle"}]

    def sign(self, message: bytes) -> bytes:
        return message


def _exchange_code(stage: Stage) -> None:
    """Exchange the code, be it again, within its minute."""
    stage.world.now = datetime.fromisoformat(stage.kept["at"])
    with contextlib.suppress(exchange.NoToken):
        service_code.exchange_code(context_now(), _NoKey(), "service", _SERVICES, stage.kept["code"])


SCENARIOS: Mapping[str, Scenario] = {
    "make a credential": Scenario((credentials.create_credential,), nothing, _credential),
    "rotate a credential": Scenario(
        (credentials.rotate_credential,),
        _credential,
        lambda _: credentials.rotate_credential(context_now(), "service", _LIFE, DAY),
    ),
    "revoke a credential": Scenario(
        (credentials.revoke_credential,), _credential, lambda _: credentials.revoke_credential(context_now(), "service")
    ),
    "answer no": Scenario((decide.answer,), nothing, _decide),
    "answer yes for the first time": Scenario(
        (decide.answer, delegated_use.note_delegated_use, password_use.note_use_of_open_account),
        _delegation_of_today,
        _decide,
    ),
    "give no token": Scenario((exchange.exchange, exchange.count_denial), nothing, _exchange),
    "give a token for a code": Scenario((service_code.exchange_code,), _code_of_a_service, _exchange_code),
}
