"""`Idempotency-Key`: the same request under one key is done once, by every operation that is not repeatable."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from chalicelib.http.operations import KEY
from chalicelib.http.routes import API
from chalicelib.store.once import KEPT
from tests.integration.api.client import Api, Reply
from tests.integration.scenes import CLAIRE, PAUL, Scenes

_OPERATIONS = [(endpoint, endpoint.load()) for endpoint in API]
KEYED = {operation.id for _, operation in _OPERATIONS if KEY in operation.headers}


class Sent(NamedTuple):
    """A request, ready to be sent, and another body that the same operation would take."""

    method: str
    path: str
    body: Any
    other: Any
    headers: Mapping[str, str] = {}

    def send(self, api: Api, key: str, *, altered: bool = False) -> Reply:
        """Send the request, or the other one, under a key."""
        body = self.other if altered else self.body
        return api.ask(self.method, self.path, body, **self.headers, Idempotency_Key=key)


def _of(scenes: Scenes, found: str, method: str, rest: str, body: Any = None, other: Any = None) -> Sent:
    etag = Api(scenes.world, CLAIRE).get(f"/delegations/{found}").etag
    return Sent(method, f"/delegations/{found}{rest}", body, other, {"If_Match": etag})


def _verification(scenes: Scenes, address: str) -> str:
    looked_up = Api(scenes.world, CLAIRE).post("/account-lookups", {"adresse": address})
    return str(looked_up.json["verification"])


def _creation(scenes: Scenes) -> Sent:
    day = scenes.today.isoformat()
    body = {"profil": "comptable", "debut": day, "fin": day, "structures": ["cabinet-1"]}
    body["verification"] = _verification(scenes, "neuve@exemple.fr")
    return Sent("POST", "/delegations", body, {**body, "structures": ["cabinet-2"]})


def _change(scenes: Scenes) -> Sent:
    body = {"debut": scenes.today.isoformat(), "structures": ["cabinet-1"]}
    first, other = ({**body, "fin": (scenes.today + timedelta(days=days)).isoformat()} for days in (5, 6))
    return _of(scenes, scenes.validated(), "PATCH", "", first, other)


def _prolongation(scenes: Scenes) -> Sent:
    first, other = ({"fin": (scenes.today + timedelta(days=days)).isoformat()} for days in (300, 301))
    return _of(scenes, scenes.validated(), "POST", "/prolong", first, other)


def _prolongations(scenes: Scenes) -> Sent:
    found = scenes.validated()
    one = {"id": found, "fin": scenes.delegation(found).terms.validity.end.isoformat()}
    return Sent("POST", "/prolongations", {"delegations": [one], "mois": 1}, {"delegations": [one], "mois": 3})


def _correction(scenes: Scenes) -> Sent:
    found = scenes.undeliverable()
    bodies = ({"verification": _verification(scenes, address)} for address in ("juste@exemple.fr", "autre@exemple.fr"))
    return _of(scenes, found, "POST", "/correct", *bodies)


def _request(scenes: Scenes) -> Sent:
    last = scenes.today + timedelta(days=40)
    bodies = ({"fin": (last + timedelta(days=days)).isoformat()} for days in (0, 1))
    return Sent("POST", f"/received-delegations/{scenes.validated()}/ask-prolongation", *bodies)


def _grant(scenes: Scenes) -> Sent:
    found = scenes.asked_longer()
    request = scenes.delegation(found).end_request
    assert request is not None
    bodies = ({"fin": (request.end - timedelta(days=days)).isoformat()} for days in (0, 1))
    return _of(scenes, found, "POST", "/grant-prolongation", *bodies)


REQUESTS: Mapping[str, Callable[[Scenes], Sent]] = {
    "creerDelegation": _creation,
    "modifierDelegation": _change,
    "prolongerDelegation": _prolongation,
    "prolongerDelegations": _prolongations,
    "renvoyerDemande": lambda scenes: _of(scenes, scenes.demand(), "POST", "/resend"),
    "corrigerAdresse": _correction,
    "demanderProlongation": _request,
    "accorderProlongation": _grant,
    "refuserProlongation": lambda scenes: _of(scenes, scenes.asked_longer(), "POST", "/decline-prolongation"),
}


def _sender(scenes: Scenes, name: str) -> Api:
    return Api(scenes.world, PAUL if name == "demanderProlongation" else CLAIRE)


WITHOUT_BODY = {"renvoyerDemande", "refuserProlongation"}


def test_an_operation_that_adds_or_changes_needs_a_key_unless_it_is_declared_repeatable() -> None:
    without = [
        operation.id
        for endpoint, operation in _OPERATIONS
        if endpoint.method in {"POST", "PATCH"} and KEY not in operation.headers and not operation.is_repeatable
    ]
    assert without == []


def test_every_operation_that_needs_a_key_is_tried_here() -> None:
    assert set(REQUESTS) == KEYED


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_without_a_key_is_refused(scenes: Scenes, name: str) -> None:
    refused = REQUESTS[name](scenes).send(_sender(scenes, name), "")
    assert (refused.status, refused.code) == (400, "cle-requise")


@pytest.mark.parametrize("name", REQUESTS)
def test_the_same_request_under_one_key_is_done_once(scenes: Scenes, name: str) -> None:
    sent, sender = REQUESTS[name](scenes), _sender(scenes, name)
    first = sent.send(sender, "cle")
    assert first.status < 300, first.json
    before = scenes.world.items()
    again = sent.send(sender, "cle")
    assert (again.status, again.json, again.headers.get("etag")) == (
        first.status,
        first.json,
        first.headers.get("etag"),
    )
    assert scenes.world.items() == before


@pytest.mark.parametrize("name", sorted(set(REQUESTS) - WITHOUT_BODY))
def test_another_body_under_the_same_key_is_refused(scenes: Scenes, name: str) -> None:
    sent, sender = REQUESTS[name](scenes), _sender(scenes, name)
    assert sent.send(sender, "cle").status < 300
    before = scenes.world.items()
    refused = sent.send(sender, "cle", altered=True)
    assert (refused.status, refused.code) == (422, "cle-reutilisee")
    assert scenes.world.items() == before


def test_a_key_of_one_delegation_is_refused_for_another(scenes: Scenes, claire: Api) -> None:
    assert _of(scenes, scenes.demand(), "POST", "/resend").send(claire, "cle").status == 204
    refused = _of(scenes, scenes.validated(), "POST", "/resend").send(claire, "cle")
    assert (refused.status, refused.code) == (422, "cle-reutilisee")


def test_a_key_is_remembered_for_a_day(scenes: Scenes, claire: Api) -> None:
    sent = _of(scenes, scenes.demand(), "POST", "/resend")._replace(headers={})
    assert sent.send(claire, "cle").status == 204
    scenes.world.now += KEPT
    sent.send(Api(scenes.world, CLAIRE), "cle")
    assert len(scenes.delegation(sent.path.split("/")[2]).resent_at) == 2


def test_several_are_prolonged_each_by_itself(scenes: Scenes, claire: Api) -> None:
    sent = _prolongations(scenes)
    gone = {"id": "inconnue", "fin": "2026-12-31"}
    body = {**sent.body, "delegations": [gone, *sent.body["delegations"]]}
    refused, done = claire.post("/prolongations", body).json["resultats"]
    assert (refused["fin"], bool(refused["refus"])) == (None, True)
    assert done["fin"] > sent.body["delegations"][0]["fin"] and done["refus"] is None
    assert scenes.delegation(done["id"]).proposal is not None


def test_months_and_a_day_exclude_each_other(scenes: Scenes, claire: Api) -> None:
    body = _prolongations(scenes).body
    for refused in ({**body, "fin": "2026-12-31"}, {"delegations": body["delegations"]}, {**body, "delegations": []}):
        assert claire.post("/prolongations", refused).status == 422
