"""A service of the portal, seen from outside: its credential, its questions, its answers."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from chalicelib import runtime
from chalicelib.acts.credentials import create_credential
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Delegue, Identifiers
from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.store import grants, guards
from chalicelib.store.credentials import Credential
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item
from chalicelib.store.table import find, read
from chalicelib.store.writes import Save, transact
from tests.builders import a_delegant, a_delegation
from tests.integration.access.document_check import check
from tests.integration.replays import again
from tests.integration.world import Exchange, World

Json = Mapping[str, Any]
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

PAUL, CLAIRE = {"type": "account", "id": "paul"}, {"type": "espace", "id": "claire"}
PAYMENTS, TRANSPORT = {"name": "paiements"}, {"name": "transport"}
QUESTION: Json = {"subject": PAUL, "action": PAYMENTS, "resource": CLAIRE}

FIRST_USE = ["UpdateItem", "TransactWriteItems"]
"""The calls by which the first use of a grant in a day is noted: of the account, and of the service."""


class PortalService:
    """One service with a credential for some of the services of the catalogue, all of them by default."""

    def __init__(self, world: World, services: Iterable[str] = SERVICES_BY_ID, name: str = "portail") -> None:
        self.world = world
        self.name = name
        self.credential, self.bearer = _credential(name, frozenset(services))

    def send(self, path: str, body: str, content_type: str = JSON, **headers: str) -> Exchange:
        """Send a body with the credential, leave out empty headers, and check the answer against the document."""
        given = {"Authorization": f"Bearer {self.bearer}", "Content-Type": content_type, **headers}
        kept = {name.replace("_", "-"): value for name, value in given.items() if value}
        self.world._carry("POST", settings().public_base_url + path, kept, body)
        found = self.world.exchanges[-1]
        check(found)
        return found

    def ask(self, path: str, body: Json, **headers: str) -> Exchange:
        """Send JSON."""
        return self.send(f"/access/v1/{path}", json.dumps(body), **headers)

    def answer(self, path: str, body: Json) -> dict[str, Any]:
        """Send JSON and return the content of the answer, which must be 200."""
        found = self.ask(path, body)
        assert found.status == 200, found.body
        assert found.header("content-type") == JSON
        answer: dict[str, Any] = json.loads(found.body)
        return answer

    def may(self, question: Json = QUESTION) -> bool:
        """Ask for one decision."""
        decision = self.answer("evaluation", question)["decision"]
        assert isinstance(decision, bool)
        return decision

    def reason(self, question: Json = QUESTION) -> str:
        """Ask for one decision and return the reason of the denial."""
        answer = self.answer("evaluation", question)
        assert answer["decision"] is False
        return str(answer["context"]["reason"])

    def form(self, path: str, fields: Mapping[str, str | list[str]], **headers: str) -> Exchange:
        """Send a form."""
        return self.send(f"/access/v1/{path}", urlencode(fields, doseq=True), FORM, **headers)


@again
def _credential(name: str, services: frozenset[str]) -> tuple[Credential, str]:
    return create_credential(runtime.context(), name, services, timedelta(days=3650))


@again
def give(delegue: str = "paul", delegant: str = "claire", **terms: Any) -> Delegation:
    """Write a delegation as a validation would: the item, the délégant's line, its guard and its grant."""
    identifiers = terms.pop("identifiers", Identifiers())
    built = a_delegation(
        Status.VALIDEE,
        delegant=a_delegant(account_id=delegant),
        delegue=Delegue(delegue, "", a_delegation().delegue.name, identifiers, identifiers),
        **{"id": f"{delegue}-{delegant}", **terms},
    )

    key = guards.key_of(built)
    guard = find(read([key]), guards.GuardItem, key)

    context = runtime.context()
    held = guards.addition_of(guard, built, context.now)
    state = [Save(to_item(built, context.policy)), Save(given_item(built))]
    transact([*state, held, *grants.writes_of(None, built, context.now)])
    return built


def calls(found: Exchange) -> list[str]:
    """Return the DynamoDB operations of a request, without the name of the service."""
    return [call.split(".")[1] for call in found.calls]


def may_act(world: World, kind: str, value: str) -> bool:
    """Whether a service of its own lets this person order transports for Claire; `kind` is how it names the person."""
    question = {**QUESTION, "action": TRANSPORT, "subject": {"type": kind, "id": value}}
    return PortalService(world, name=f"service-{kind}").may(question)
