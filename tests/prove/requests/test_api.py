"""Schemathesis over the document of `/api/v1`: every phase, the stateful one included, and every check."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import new_reservation
from chalicelib.acts.steps import seal_step
from chalicelib.acts.terms import AskedTerms
from chalicelib.api.etags import etag_of
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.periods import Validity
from chalicelib.http.operations import KEY
from chalicelib.http.routes import PREFIX
from chalicelib.identity import sessions
from chalicelib.settings import Settings, settings
from chalicelib.store.delegations import to_item
from tests.builders import a_practice
from tests.integration.scenes import CLAIRE, HELENE, Scenes, asked_terms
from tests.integration.world import World
from tests.prove.requests.examined import EXAMPLES, METHODS, examine, labels

HELPED = 4
VALID_AND_REFUSED = ["2xx", "401", "403", "404", "409", "410", "412", "422", "428", "429"]
"""A request that the schema admits may still be refused by the rules; and an `If-Match` is never guessed."""

_ACCOUNT = "claire@cabinet.example"


@pytest.fixture
def scenes(world: World, monkeypatch: pytest.MonkeyPatch) -> Scenes:
    """Return Claire's delegations in every situation, some received ones, and no limit that a machine would reach."""
    without_limits = settings()._replace(
        lookups_per_hour=10**9,
        creations_per_day=10**9,
        live_delegations=10**9,
        resends_per_day=10**9,
        prolongations_asked_per_day=10**9,
    )
    monkeypatch.setattr(runtime, "settings", lambda: without_limits)
    built = Scenes(world)
    built.every()
    for number in range(3):
        found = receive_from_helene(built, number)
        if number:
            accept_in_space(runtime.context(), built.session(CLAIRE), found, 1)
    return built


def receive_from_helene(scenes: Scenes, number: int, who: str = HELENE) -> str:
    """Let Hélène, or another délégant, delegate to Claire."""
    start = scenes.today + timedelta(days=40 * number)
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(start, start + timedelta(days=20)), Identifiers())
    shown = Shown(_ACCOUNT, CLAIRE, known=True)
    return create(runtime.context(), scenes.session(who), shown, asked, f"recue-{number}")


class Known:
    """Replaces generated values with those that a front end would know, in some of the valid requests.

    Only in some of each operation, because moto slows down with each delegation.
    """

    def __init__(self, scenes: Scenes) -> None:
        self._scenes = scenes
        self._session = scenes.session(CLAIRE)
        self._numbers = count(3)
        self._helped: Counter[str] = Counter()
        self._period = Validity(scenes.today + timedelta(days=1), scenes.today + timedelta(days=9))
        self._later = scenes.today + timedelta(days=10)
        self._builders: dict[str, Callable[[], str]] = {
            "validerDelegation": scenes.to_validate,
            "corrigerAdresse": scenes.undeliverable,
            "supprimerDelegation": scenes.refused,
            "prolongerDelegation": scenes.validated,
            "accorderProlongation": self._asked_longer,
            "refuserProlongation": self._asked_longer,
            "demanderProlongation": self._received_begun,
            "garderAcces": self._begun,
            "completerDelegation": scenes.wish,
            "lireDelegationRecue": self._received,
            "accepterDelegation": self._received,
            "refuserDelegation": self._received,
            "nePasConnaitre": self._received,
            "retirerAcceptation": self._accepted_unseen,
            "renoncer": self._accepted,
        }

    def put(self, case: Any) -> None:
        """Let a valid request use an existing delegation; leave an invalid one unchanged."""
        label = case.operation.label
        if case.meta.generation.mode is not GenerationMode.POSITIVE or self._helped[label] == HELPED:
            return
        self._helped[label] += 1
        if "delegation_id" in (case.path_parameters or {}):
            self._put_delegation(case)
        if KEY in (case.headers or {}):
            case.headers[KEY] = f"cle-{next(self._numbers)}"  # generated ones are often the same
        if isinstance(case.body, dict):
            case.body = self._ticked() if "delegations" in case.body else {**case.body, **self._known(case.body)}

    def _put_delegation(self, case: Any) -> None:
        build = self._builders.get(case.operation.definition.raw["operationId"], self._scenes.demand)
        found = build()
        case.path_parameters["delegation_id"] = found
        held = self._scenes.delegation(found).terms.validity
        self._period = Validity(held.start, held.end - timedelta(days=1))
        self._later = held.end + timedelta(days=1)
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = etag_of(self._scenes.delegation(found), runtime.context().now)

    def _known(self, body: dict[str, Any]) -> dict[str, Any]:
        address = f"fuzz-{next(self._numbers)}@exemple.fr"
        start, end = self._period.start.isoformat(), self._period.end.isoformat()
        terms = {"structures": ["cabinet-1"], "debut": start, "fin": end}
        has_terms = "debut" in body and body.keys() & {"structures", "toutes_structures"}
        known: dict[str, Any] = {
            "verification": seal_step(runtime.context(), self._session, new_reservation(address)),
            "adresse": address,
            "profil": ProfilId.COMPTABLE.value,
            "version": 1,
            "fin": self._later.isoformat(),
        }
        return {name: value for name, value in known.items() if name in body} | (terms if has_terms else {})

    def _ticked(self) -> dict[str, Any]:
        """Return the form that prolongs one delegation by a day, which no other of these scenes has."""
        found = self._scenes.validated()
        read = self._scenes.delegation(found).terms.validity.end
        later = read + timedelta(days=1)
        return {"delegations": [{"id": found, "fin": read.isoformat()}], "fin": later.isoformat()}

    def _received(self) -> str:
        return receive_from_helene(self._scenes, next(self._numbers))

    def _asked_longer(self) -> str:
        """Let a délégué ask for more of what is near its end."""
        scenes, found = self._scenes, self._begun()
        delegation = scenes.delegation(found)
        asked = AskedTerms(scenes.today.isoformat(), (delegation.terms.validity.end + timedelta(days=30)).isoformat())
        session = scenes.session(delegation.delegue.account_id)
        ask_longer(runtime.context(), session, found, asked, f"demande-{found}")
        return found

    def _begun(self) -> str:
        """Let another délégué accept what begins today, and so is near its end."""
        scenes, who = self._scenes, f"proche-{next(self._numbers)}"
        scenes.world.person(who, f"{who}@exemple.fr", Name("M", "Paul", "Proche"))
        free_from, scenes._free_from = scenes._free_from, None
        found = scenes._created_for(f"{who}@exemple.fr", who)
        scenes._free_from = free_from
        accept_in_space(runtime.context(), scenes.session(who), found, 1)
        return found

    def _received_begun(self) -> str:
        """Let Claire accept what another délégant gives from today on."""
        name, who = Name("MME", "Hélène", "Proche"), f"proche-{next(self._numbers)}"
        self._scenes.world.person(who, f"{who}@cabinet.example", name, practice=a_practice(), liberal=True)
        return self._accept(receive_from_helene(self._scenes, 0, who))

    def _accepted(self) -> str:
        return self._accept(self._received())

    def _accepted_unseen(self) -> str:
        found = self._received()
        invited = self._scenes.delegation(found)._replace(created_unknown=True)
        to_item(invited, runtime.context().policy).save()
        return self._accept(found)

    def _accept(self, found: str) -> str:
        accept_in_space(runtime.context(), self._session, found, 1)
        return found


def configuration(scenes: Scenes, given: Settings) -> SchemathesisConfig:
    """Return every check, with a session of Claire's and its token."""
    context, session = runtime.context(), scenes.session(CLAIRE)
    cookie = sessions.write(session, context.keys, context.now, given)
    token = sessions.csrf_token(session.session_id, context.keys)
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": EXAMPLES, "database": "none"},
            "phases": {"coverage": {"unexpected-methods": METHODS}},
            "auth": {"openapi": {"session": {"api_key": cookie}, "csrf": {"api_key": token}}},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": VALID_AND_REFUSED},
                "missing_required_header": {"expected-statuses": ["400", "401", "403", "422", "428"]},
            },
            "continue-on-failure": True,
        }
    )


@pytest.fixture
def hooked(scenes: Scenes) -> Iterator[None]:
    """Let the requests use existing delegations."""
    known = Known(scenes)

    def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
        known.put(case)

    schemathesis.hook(before_call)
    yield
    schemathesis.hooks.unregister(before_call)


@pytest.mark.filterwarnings("ignore")
def test_the_api_agrees_with_its_document(scenes: Scenes, hooked: None, address: str) -> None:
    config = configuration(scenes, runtime.context().settings)
    schema = schemathesis.openapi.from_url(f"{address}{PREFIX}/openapi.json", config=config)
    schema.config.base_url = address
    found = examine(schema, "requests of the API")
    assert not found.wrong, "\n\n".join(f"{name}\n{said}" for name, said in found.wrong.items())
    missed = labels(schema) - found.reached.keys()
    assert not missed, f"never answered with a success: {missed}, of {found.reached}"
