"""The number of requests to AWS of each operation: that of its page (tests/integration/budgets/)."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.ask import ask
from chalicelib.acts.given import Hint
from chalicelib.acts.validate import validate
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.people import Identifiers
from tests.integration.api.client import Api, Reply, document
from tests.integration.budgets.costs import (
    ACT,
    LIMITED,
    NONE,
    NOTED,
    QUERY,
    READ,
    TWO_READS,
    UNHINTED,
    WRITE,
    Calls,
    together,
)
from tests.integration.scenes import CLAIRE, PAUL, Scenes, an_open_link
from tests.integration.wishes import a_wish

Play = Callable[[Scenes], Reply]


def reading(path: str, who: str = CLAIRE, build: Callable[[Scenes], str] = Scenes.demand) -> Play:
    """Return a play that reads an address; `{id}` stands for a delegation."""
    return lambda scenes: Api(scenes.world, who).get(path.format(id=build(scenes) if "{" in path else ""))


def acting(build: Callable[[Scenes], str], method: str, path: str, *, seen: bool = True, days: int = 0) -> Play:
    """Return a play in which the délégant acts, with the ETag of a reading and the given terms."""

    def play(scenes: Scenes) -> Reply:
        claire, found = Api(scenes.world, CLAIRE), build(scenes)
        read = claire.get(f"/delegations/{found}")
        start, end = scenes.today + timedelta(days=300), scenes.today + timedelta(days=300 + days)
        body = {"debut": start.isoformat(), "fin": end.isoformat(), "structures": ["cabinet-2"]} if days else None
        headers = {"If_Match": read.etag} if seen else {}
        return claire.ask(method, path.format(id=found), body, **headers)

    return play


def answering(build: Callable[[Scenes], str], answer: str, **body: bool) -> Play:
    """Return a play in which the délégué answers."""

    def play(scenes: Scenes) -> Reply:
        paul, found = Api(scenes.world, PAUL), build(scenes)
        version = paul.get(f"/received-delegations/{found}").json["version"]
        sent = None if answer in {"withdraw", "give-up"} else {"version": version, **body}
        return paul.post(f"/received-delegations/{found}/{answer}", sent)

    return play


def _looking_up(scenes: Scenes) -> Reply:
    return Api(scenes.world, CLAIRE).post("/account-lookups", {"adresse": "paul@exemple.fr"})


def _looking_a_number_up(scenes: Scenes) -> Reply:
    return Api(scenes.world, CLAIRE).post("/number-lookups", {"rpps": "99900001076"})


def _noting(scenes: Scenes) -> Reply:
    return Api(scenes.world, PAUL).post("/notifications/read")


def _choosing(scenes: Scenes) -> Reply:
    return Api(scenes.world, CLAIRE).ask("PUT", "/preferences", {"fin_proche": False})


def _creating(address: str, *, again: bool = False) -> Play:
    def play(scenes: Scenes) -> Reply:
        claire, day = Api(scenes.world, CLAIRE), scenes.today.isoformat()
        proof = claire.post("/account-lookups", {"adresse": address}).json["verification"]
        body = {"verification": proof, "profil": "comptable", "debut": day, "fin": day, "structures": ["cabinet-1"]}
        if again:
            claire.post("/delegations", body, Idempotency_Key="k")
        return claire.post("/delegations", body, Idempotency_Key="k")

    return play


def _prolonging(scenes: Scenes) -> Reply:
    claire, found = Api(scenes.world, CLAIRE), scenes.validated()
    etag = claire.get(f"/delegations/{found}").etag
    later = scenes.today + timedelta(days=300)
    return claire.post(f"/delegations/{found}/prolong", {"fin": later.isoformat()}, If_Match=etag)


def _completing(scenes: Scenes) -> Reply:
    claire, found = Api(scenes.world, CLAIRE), scenes.wish()
    read = claire.get(f"/delegations/{found}")
    body = {"debut": read.json["debut"], "fin": read.json["fin"], "structures": ["cabinet-1"]}
    return claire.post(f"/delegations/{found}/complete", body, If_Match=read.etag)


def _completing_with_another_number(scenes: Scenes) -> Reply:
    claire, wish = Api(scenes.world, CLAIRE), a_wish(scenes, profil="remplacant")
    wish = replace(wish, identifiers=Identifiers("10101010101", categorie=MEDECIN, specialite="01"))
    found = ask(runtime.context(), scenes.session(PAUL), an_open_link(), wish, "cle")
    read = claire.get(f"/delegations/{found}")
    body = {"debut": wish.debut, "fin": wish.fin, "toutes_structures": True, "rpps_adeli": "10103030303"}
    body |= {"categorie": MEDECIN, "specialite": "01"}
    return claire.post(f"/delegations/{found}/complete", body, If_Match=read.etag)


def _prolonging_two(scenes: Scenes) -> Reply:
    found = [scenes.validated(), scenes.to_validate()]
    validate(runtime.context(), scenes.session(CLAIRE), found[1], Hint(), 1)
    asked = [{"id": one, "fin": scenes.delegation(one).terms.validity.end.isoformat()} for one in found]
    return Api(scenes.world, CLAIRE).post("/prolongations", {"delegations": asked, "mois": 1})


def _asking_longer(scenes: Scenes) -> Reply:
    later = (scenes.today + timedelta(days=60)).isoformat()
    return Api(scenes.world, PAUL).post(f"/received-delegations/{scenes.validated()}/ask-prolongation", {"fin": later})


def _answering_longer(answer: str, build: Callable[[Scenes], str]) -> Play:
    def play(scenes: Scenes) -> Reply:
        claire, found = Api(scenes.world, CLAIRE), build(scenes)
        read = claire.get(f"/delegations/{found}")
        body = {"fin": read.json["prolongation_demandee"]["fin"]} if answer == "grant" else None
        return claire.post(f"/delegations/{found}/{answer}-prolongation", body, If_Match=read.etag)

    return play


def _correcting(scenes: Scenes) -> Reply:
    claire, found = Api(scenes.world, CLAIRE), scenes.undeliverable()
    etag = claire.get(f"/delegations/{found}").etag
    proof = claire.post("/account-lookups", {"adresse": "juste@exemple.fr"}).json["verification"]
    return claire.post(f"/delegations/{found}/correct", {"verification": proof}, If_Match=etag)


_ONE, _RECEIVED = "/delegations/{id}", "/received-delegations/{id}"

BUDGETS: list[tuple[str, str, Calls, Play]] = [
    ("lireSession", "", READ, reading("/session")),
    ("listerProfils", "", READ, reading("/profils")),
    ("listerServices", "", READ, reading("/services")),
    ("listerStructures", "", READ, reading("/structures")),
    ("listerEvenements", "", together(READ, QUERY), reading("/account-events")),
    ("listerNotifications", "", together(READ, QUERY), reading("/notifications")),
    ("lireNotifications", "", together(READ, QUERY, WRITE), _noting),
    ("lirePreferences", "", READ, reading("/preferences")),
    ("choisirPreferences", "", ACT, _choosing),
    ("lireDocument", "", NONE, reading("/openapi.json", "")),
    ("lireDocumentation", "", NONE, reading("/documentation", "")),
    ("listerDelegations", "", QUERY, reading("/delegations?nom=mod&statut=en_cours")),
    ("lireDelegation", "", TWO_READS, reading(_ONE)),
    ("lireHistorique", "", together(TWO_READS, QUERY, QUERY, QUERY), reading(f"{_ONE}/events")),
    ("listerDelegationsRecues", "", QUERY, reading("/received-delegations", PAUL)),
    ("lireDelegationRecue", "", READ, reading(_RECEIVED, PAUL)),
    ("chercherCompte", "", together(TWO_READS, LIMITED, NOTED), _looking_up),
    # The directory's read comes beside: tests/integration/directory counts it.
    ("chercherNumero", "", together(READ, LIMITED, NOTED), _looking_a_number_up),
    ("creerDelegation", "known", together(ACT, LIMITED), _creating("paul@exemple.fr")),
    ("creerDelegation", "unknown", together(ACT, LIMITED), _creating("nouvelle@exemple.fr")),
    ("creerDelegation", "again", READ, _creating("paul@exemple.fr", again=True)),
    ("modifierDelegation", "demand", ACT, acting(Scenes.demand, "PATCH", _ONE, days=5)),
    ("modifierDelegation", "validated", ACT, acting(Scenes.validated, "PATCH", _ONE, days=5)),
    ("supprimerDelegation", "", ACT, acting(Scenes.validated, "DELETE", _ONE)),
    ("supprimerDelegation", "without an ETag", UNHINTED, acting(Scenes.validated, "DELETE", _ONE, seen=False)),
    ("validerDelegation", "", ACT, acting(Scenes.to_validate, "POST", f"{_ONE}/validate")),
    ("completerDelegation", "", ACT, _completing),
    ("completerDelegation", "another number", together(ACT, LIMITED, READ, NOTED), _completing_with_another_number),
    ("prolongerDelegation", "", ACT, _prolonging),
    ("prolongerDelegations", "two", together(*(UNHINTED, READ) * 2), _prolonging_two),
    ("garderAcces", "", together(TWO_READS, LIMITED), acting(Scenes.validated, "POST", f"{_ONE}/keep", seen=False)),
    ("demanderProlongation", "", together(ACT, LIMITED), _asking_longer),
    ("accorderProlongation", "", ACT, _answering_longer("grant", Scenes.asked_longer)),
    ("accorderProlongation", "anew", ACT, _answering_longer("grant", Scenes.asked_anew)),
    ("refuserProlongation", "", ACT, _answering_longer("decline", Scenes.asked_longer)),
    ("renvoyerDemande", "", ACT, acting(Scenes.demand, "POST", f"{_ONE}/resend")),
    ("renvoyerDemande", "without an ETag", UNHINTED, acting(Scenes.demand, "POST", f"{_ONE}/resend", seen=False)),
    ("corrigerAdresse", "", ACT, _correcting),
    ("accepterDelegation", "", ACT, answering(Scenes.demand, "accept", compris=True)),
    ("accepterDelegation", "a change", ACT, answering(Scenes.proposal, "accept", compris=True)),
    ("refuserDelegation", "", ACT, answering(Scenes.demand, "refuse")),
    ("nePasConnaitre", "", ACT, answering(Scenes.demand, "disown")),
    ("retirerAcceptation", "", ACT, answering(Scenes.accepted_unseen, "withdraw")),
    ("renoncer", "", ACT, answering(Scenes.validated, "give-up")),
]


def test_every_operation_has_a_budget() -> None:
    declared = {operation["operationId"] for path in document()["paths"].values() for operation in path.values()}
    assert declared == {name for name, *_ in BUDGETS}


@pytest.mark.parametrize(
    ("name", "case", "calls", "play"), BUDGETS, ids=[f"{name} {case}".strip() for name, case, *_ in BUDGETS]
)
def test_each_operation_keeps_to_its_budget(scenes: Scenes, name: str, case: str, calls: Calls, play: Play) -> None:
    reply = play(scenes)
    assert reply.status < 300, reply.json
    assert Counter(call.split(".")[1] for call in reply.calls) == Counter(calls), f"{name} {case}"
