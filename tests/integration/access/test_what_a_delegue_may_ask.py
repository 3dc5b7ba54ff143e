"""A délégué who asks for a token by somebody's name learns nothing but what that person has given him.

Only a délégant with his card may learn who has an account, within a limit (specification §1).
"""

import json
from typing import Any

import pytest

from chalicelib.access import oauth
from chalicelib.domain.decisions import Denial
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.tokens import LocalSigner
from chalicelib.settings import settings
from chalicelib.store.denials import UNKNOWN
from tests.builders import DAY, TODAY, terms
from tests.integration.access import service
from tests.integration.access.service import PortalService, calls, give
from tests.integration.access.test_denials import counted_denials
from tests.integration.access.test_tokens import TYPE, result_of
from tests.integration.access.test_tokens_of_delegues import OWN, Person
from tests.integration.card_readers import RPPS, Reader, card_of_nora
from tests.integration.scenes import Scenes
from tests.integration.world import Exchange

LIMIT = settings().lookups_per_hour
NOBODY = {"email": "personne@exemple.fr", "rpps": "10101010101", "cpe": "3750100125/0000000042", "account": "personne"}
SOMEBODY = {"email": ["helene@cabinet.example", "lea@exemple.fr"], "rpps": [RPPS], "account": ["helene", "lea"]}
KNOWN = [(kind, name) for kind, names in SOMEBODY.items() for name in names]
COUNTED = ["UpdateItem", "UpdateItem"]


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""


@pytest.fixture
def paul(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Return Paul, to whom nobody has given anything, among people of whom one has a card."""
    Reader(scenes.world, monkeypatch).sign_in(scenes.world.browser(), card_of_nora())
    return Person(scenes.world, "paul")


def ask(person: Person, kind: str, name: str) -> Exchange:
    """Ask for a token to act for somebody, by a name of this kind."""
    return person.exchange({**OWN, "subject_token": name, "subject_token_type": TYPE + kind})


def answer(found: Exchange) -> tuple[int, Any, list[str]]:
    """Return all that an answer tells: its status, its content, and its calls, on which its time depends."""
    return found.status, json.loads(found.body), calls(found)


@pytest.mark.parametrize(("kind", "name"), KNOWN)
def test_nobody_and_somebody_who_has_given_nothing_are_answered_alike(paul: Person, kind: str, name: str) -> None:
    somebody, nobody = answer(ask(paul, kind, name)), answer(ask(paul, kind, NOBODY[kind]))
    assert somebody == nobody
    status, body, called = somebody
    assert (status, Denial.NO_DELEGATION.value in body["error_description"]) == (400, True)
    read = ["Query", "UpdateItem", "BatchGetItem", "UpdateItem"] if kind == "account" else ["BatchGetItem", "Query"]
    assert called == ["BatchGetItem", *read, *([] if kind == "account" else COUNTED)]


@pytest.mark.parametrize(("kind", "name"), [*KNOWN, *NOBODY.items()])
def test_such_questions_are_limited_as_look_ups_are(paul: Person, kind: str, name: str) -> None:
    statuses = [ask(paul, kind, name).status for _ in range(LIMIT)]
    assert set(statuses) == {400}
    refused = ask(paul, kind, name)
    assert (refused.status, json.loads(refused.body)["error"]) == (429, "temporarily_unavailable")
    assert 0 < int(refused.header("retry-after")) <= 3600


def test_at_the_limit_nobody_and_somebody_are_answered_alike_too(paul: Person) -> None:
    for number in range(LIMIT):
        ask(paul, "email", f"personne-{number}@exemple.fr")
    counted = len(paul.world.of_kind("refusal"))
    answers = [answer(ask(paul, "email", name)) for name in ("helene@cabinet.example", "personne@exemple.fr")]
    assert answers[0] == answers[1]
    assert len(paul.world.of_kind("refusal")) == counted


def test_no_other_refusal_is_told_as_a_limit(paul: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refused(Code.CONFLICT)

    monkeypatch.setattr(oauth, "exchange", refuse)
    monkeypatch.setattr(service, "check", lambda _: None)  # a fault of ours is not in the document
    found = paul.exchange(OWN)
    assert found.status == 500
    assert not found.header("retry-after")


def test_whoever_was_given_something_is_neither_counted_nor_held_up(paul: Person) -> None:
    give()
    for _ in range(LIMIT + 1):
        assert result_of(paul.exchange(OWN))["access_token"]
    for number in range(LIMIT + 1):
        ask(paul, "email", f"personne-{number}@exemple.fr")
    assert result_of(paul.exchange(OWN))["access_token"]


def test_why_what_was_given_is_not_in_force_is_told_without_a_limit(paul: Person) -> None:
    give(terms=terms(TODAY + DAY, TODAY + 30 * DAY))
    for _ in range(LIMIT + 1):
        found = paul.exchange(OWN)
        assert (found.status, Denial.NOT_STARTED.value in found.body) == (400, True)


def test_the_trace_is_counted_under_the_account_that_was_meant(paul: Person) -> None:
    for kind, name in (("email", "helene@cabinet.example"), ("account", "helene")):
        ask(paul, kind, name)
    assert counted_denials("helene") == [("paul", "jeton", "aucune-delegation", 2)]
    for kind, name in NOBODY.items():
        ask(paul, kind, name)
    assert counted_denials(UNKNOWN) == [("paul", "jeton", "aucune-delegation", len(NOBODY))]


def test_invented_names_leave_no_item_each(paul: Person) -> None:
    for number in range(LIMIT):
        ask(paul, "account", f"invente-{number}")
    assert {item["pk"]["S"].rpartition("-")[0] for item in paul.world.of_kind("refusal")} == {f"REFUS#{UNKNOWN}"}
    assert len(paul.world.of_kind("refusal")) <= 16


@pytest.mark.parametrize("name", ["pas un compte", "é", "x" * 65])
def test_what_cannot_be_an_account_is_answered_as_nobody(paul: Person, name: str) -> None:
    assert answer(ask(paul, "account", name))[:2] == answer(ask(paul, "account", "personne"))[:2]


def test_a_service_is_told_what_its_credential_is_for(scenes: Scenes) -> None:
    portal = PortalService(scenes.world)
    asked = {**OWN, "actor_token": "paul", "actor_token_type": TYPE + "account", "subject_token_type": TYPE + "email"}
    told = []
    for address in ("personne@exemple.fr", "helene@cabinet.example"):
        found = portal.form("token", {**asked, "subject_token": address})
        told.append(json.loads(found.body)["error_description"].rpartition(" ")[2])
    assert told == ["ressource-inconnue", "aucune-delegation"]
