"""Decisions use the grants of this instant and proved identifiers, and keep to their budgets."""

import json
from collections import Counter
from datetime import timedelta
from itertools import cycle, islice
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.domain.catalogue import SERVICES, ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.decisions import Grant, grant_of
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Identifiers
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store.aliases import claims_of
from chalicelib.store.decisions import read_grants
from chalicelib.store.denials import read_denials
from chalicelib.store.writes import transact
from tests.builders import DAY, MICROSECOND, NOW, TODAY, a_structure, at, terms
from tests.integration import aws_calls
from tests.integration.access.service import (
    CLAIRE,
    FIRST_USE,
    PAUL,
    PAYMENTS,
    QUESTION,
    TRANSPORT,
    PortalService,
    calls,
    give,
)
from tests.integration.scenes import Scenes, asked_terms
from tests.integration.world import LOOKUP, World
from tests.unit.access.test_decisions import delegations, opened_by_domain
from tests.whole import examples

RPPS = "10101010101"


# At this instant


def test_every_question_after_a_deletion_is_answered_no(world: World) -> None:
    scenes = Scenes(world)
    portal = PortalService(world)
    context = runtime.context()
    for _ in range(25):
        found = scenes.validated()
        question = {**QUESTION}
        period = scenes.delegation(found).terms.validity
        world.now = period.starts_at
        assert portal.may(question)
        delete(context, scenes.session("claire"), found, Hint())
        assert not portal.may(question)
        assert portal.reason(question) == "aucune-delegation"


def test_a_delegation_that_is_given_up_closes_at_once(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    found = scenes.validated()
    world.now = scenes.delegation(found).terms.validity.starts_at
    assert portal.may()
    give_up(runtime.context(), scenes.session("paul"), found)
    assert not portal.may()


def test_neither_a_demand_nor_a_proposal_opens_anything_before_its_acceptance(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    found = scenes.demand()
    period = scenes.delegation(found).terms.validity
    world.now = period.starts_at
    assert not portal.may()
    accept_in_space(runtime.context(), scenes.session("paul"), found, 1)
    assert portal.may()
    longer = asked_terms(period.start, period.end + DAY)
    change(runtime.context(), scenes.session("claire"), found, Hint(), 1, longer, "plus-long")
    world.now = period.ends_at - MICROSECOND
    assert portal.may()
    world.now = period.ends_at
    assert portal.reason() == "delegation-terminee"


def test_decisions_follow_the_days_of_paris_when_the_clocks_change(world: World, portal: PortalService) -> None:
    for day in (at(TODAY).date().replace(month=3, day=29), at(TODAY).date().replace(month=10, day=25)):
        delegation = give(terms=terms(day, day), id=f"le-{day}", delegue=f"paul-{day}")
        question = {**QUESTION, "subject": {"type": "account", "id": delegation.delegue.account_id}}
        seen = []
        for moment in (at(day) - MICROSECOND, at(day), at(day + DAY) - MICROSECOND, at(day + DAY)):
            world.now = moment
            seen.append(portal.may(question))
        assert seen == [False, True, True, False]
        assert at(day + DAY) - at(day) in {timedelta(hours=23), timedelta(hours=25)}


@settings(max_examples=examples(15, 40), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), delegations())
def test_the_decision_over_http_agrees_with_the_domain_for_any_stored_delegations(
    world: World, portal: PortalService, data: st.DataObject, drawn: Delegation
) -> None:
    """The whole path, with HTTP and the table; tests/unit tries the rule alone on far more examples."""
    drawn = drawn._replace(id=uuid4().hex, status=Status.VALIDEE)
    world.now = NOW - 365 * DAY
    delegue = f"paul-{drawn.id}"
    given = give(
        delegue, drawn.delegant.account_id, id=drawn.id, profil=drawn.profil, terms=drawn.terms,
        identifiers=drawn.delegue.identifiers, gone_at=drawn.gone_at,
    )  # fmt: skip
    period = drawn.terms.validity
    world.now = data.draw(st.sampled_from([period.starts_at, period.ends_at, period.ends_at - MICROSECOND]))
    items = [{"action": {"name": service.id}} for service in SERVICES]
    body = {
        "subject": {"type": "account", "id": delegue},
        "resource": {"type": "espace", "id": drawn.delegant.account_id},
        "evaluations": items,
    }
    answers = [found["decision"] for found in portal.answer("evaluations", body)["evaluations"]]
    assert answers == [opened_by_domain(given, given.terms.structures, service.id, world.now) for service in SERVICES]


def test_the_stored_grants_are_those_that_were_written(world: World, portal: PortalService) -> None:
    built = give(profil=ProfilId.REMPLACANT, identifiers=Identifiers(RPPS, "", MEDECIN, "01"))
    stored: list[Grant] = read_grants("paul")
    assert stored == [grant_of(built, world.now)] == read_grants("paul", "claire")
    assert read_grants("paul", "clair") == []


def test_two_delegations_of_one_delegant_are_decided_separately(world: World, portal: PortalService) -> None:
    give(terms=terms(TODAY, TODAY), id="un")
    give(
        profil=ProfilId.ASSISTANT_MEDICAL,
        terms=terms(structures=(a_structure(2),))._replace(validity=Validity(TODAY + DAY, TODAY + DAY)),
        id="deux",
    )
    assert [portal.may(), portal.may({**QUESTION, "action": TRANSPORT})] == [True, False]
    world.now += DAY
    assert [portal.may(), portal.may({**QUESTION, "action": TRANSPORT})] == [False, True]


# Budgets


def test_a_yes_by_account_costs_one_consistent_query(portal: PortalService) -> None:
    give()
    portal.may()  # the instance now has the credential in its cache
    with aws_calls.bodies() as read:
        assert calls(portal.ask("evaluation", QUESTION)) == ["Query"]
    assert ("IndexName" in read[0], read[0]["ConsistentRead"]) == (False, True)


def test_a_decision_uses_only_consistent_reads_of_the_table(portal: PortalService) -> None:
    delegation = give(terms=terms(structures=(a_structure(1),)))
    transact(claims_of(Identifiers(rpps_adeli=RPPS), {}, "paul", LOOKUP))
    people = [PAUL, {"type": "email", "id": "paul@exemple.fr"}, {"type": "rpps", "id": RPPS}]
    places = [CLAIRE, {"type": "am", "id": delegation.terms.structures[0].am_finess}]
    with aws_calls.bodies() as read:
        for person in people:
            for place in places:
                assert portal.may({**QUESTION, "subject": person, "resource": place})
        for path, question in (("subject", {"type": "account"}), ("resource", {"type": "espace"})):
            assert portal.answer(f"search/{path}", {**QUESTION, path: question})["results"]
        assert portal.answer("search/action", {"subject": PAUL, "resource": CLAIRE})["results"]
    told = json.dumps(read)
    assert "IndexName" not in told
    assert told.count('"ConsistentRead": true') == told.count('"KeyConditionExpression"') + told.count('"RequestItems"')


def test_an_identifier_costs_one_more_read_and_a_denial_one_update(portal: PortalService) -> None:
    give()
    portal.may()
    by_address = {**QUESTION, "subject": {"type": "email", "id": "Paul@Exemple.FR"}}
    assert calls(portal.ask("evaluation", by_address)) == ["BatchGetItem", "Query"]
    both = {**by_address, "resource": {"type": "rpps", "id": RPPS}}
    assert calls(portal.ask("evaluation", both)) == ["BatchGetItem", "UpdateItem"]
    assert calls(portal.ask("evaluation", {**QUESTION, "action": TRANSPORT})) == ["Query", "UpdateItem"]
    unknown = {**QUESTION, "subject": {"type": "x", "id": "x"}}
    assert calls(portal.ask("evaluation", unknown)) == ["UpdateItem"]


def test_the_first_question_of_an_instance_also_reads_the_credential(portal: PortalService) -> None:
    give()
    assert calls(portal.ask("evaluation", QUESTION)) == ["BatchGetItem", "Query", *FIRST_USE]


def test_fifty_questions_cost_one_query_for_each_delegue(portal: PortalService) -> None:
    for delegue in ("paul", "lea", "zoe"):
        give(delegue)
        give(delegue, "helene")
    portal.may()
    people = islice(cycle(["paul", "lea", "zoe"]), 50)
    items = [
        {"subject": {"type": "account", "id": name}, "resource": {"type": "espace", "id": "claire"}} for name in people
    ]
    items[7] = {**items[7], "resource": {"type": "espace", "id": "helene"}}
    portal.ask("evaluations", {"action": PAYMENTS, "evaluations": items})  # the first use of that day
    found = portal.ask("evaluations", {"action": PAYMENTS, "evaluations": items})

    assert Counter(calls(found)) == {"Query": 3}
    assert found.body.count('"decision": true') == 50


def test_fifty_denials_cost_one_transaction(portal: PortalService) -> None:
    portal.may()
    actions = islice(cycle(service.id for service in SERVICES), 50)
    items = [{"action": {"name": name}} for name in actions]
    found = portal.ask("evaluations", {"subject": PAUL, "resource": CLAIRE, "evaluations": items})

    assert Counter(calls(found)) == {"Query": 1, "TransactWriteItems": 1}
    assert sum(line.count for line in read_denials("claire", 100, NOW)) == 50 + 1
