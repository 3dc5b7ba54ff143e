"""What decisions rest on: grants at the very instant, identifiers proved, refusals counted, and what each costs."""

import json
from collections import Counter
from datetime import timedelta
from itertools import cycle, islice
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pynamodb.exceptions import UpdateError

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.domain.catalogue import SERVICES, ProfilId
from chalicelib.domain.codes import MEDECIN
from chalicelib.domain.decisions import Denial, Grant, grant_of
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.people import Identifiers
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store import refused
from chalicelib.store.aliases import claims_of
from chalicelib.store.decisions import read_grants
from chalicelib.store.refused import Refusal, RefusalItem, Refusals, read_refusals
from chalicelib.store.writes import transact
from tests.builders import DAY, MICROSECOND, NOW, TODAY, a_structure, at, terms
from tests.integration import aws_calls
from tests.integration.access.service import CLAIRE, PAUL, PAYMENTS, QUESTION, TRANSPORT, PortalService, calls, give
from tests.integration.api.client import Api
from tests.integration.scenes import Scenes, asked_terms
from tests.integration.world import LOOKUP, World
from tests.unit.access.test_decisions import delegations, opened_by_domain

RPPS = "10101010101"


# At the very instant


def test_the_next_question_after_a_deletion_is_answered_no_every_time(world: World) -> None:
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


def test_what_is_given_up_is_closed_at_once(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    found = scenes.validated()
    world.now = scenes.delegation(found).terms.validity.starts_at
    assert portal.may()
    give_up(runtime.context(), scenes.session("paul"), found)
    assert not portal.may()


def test_a_demand_opens_nothing_before_it_is_accepted_nor_a_wider_one(world: World) -> None:
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


def test_the_days_are_those_of_paris_though_the_clocks_change(world: World, portal: PortalService) -> None:
    for day in (at(TODAY).date().replace(month=3, day=29), at(TODAY).date().replace(month=10, day=25)):
        delegation = give(terms=terms(day, day), id=f"le-{day}", delegue=f"paul-{day}")
        question = {**QUESTION, "subject": {"type": "account", "id": delegation.delegue.account_id}}
        seen = []
        for moment in (at(day) - MICROSECOND, at(day), at(day + DAY) - MICROSECOND, at(day + DAY)):
            world.now = moment
            seen.append(portal.may(question))
        assert seen == [False, True, True, False]
        assert at(day + DAY) - at(day) in {timedelta(hours=23), timedelta(hours=25)}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), delegations())
def test_the_answer_is_the_domains_whatever_was_stored(
    world: World, portal: PortalService, data: st.DataObject, drawn: Delegation
) -> None:
    """The whole way, HTTP and table included; the rule alone is held to it by far more examples in tests/unit."""
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


def test_what_is_stored_is_what_was_given(world: World, portal: PortalService) -> None:
    built = give(profil=ProfilId.REMPLACANT, identifiers=Identifiers(RPPS, "", MEDECIN, "01"))
    stored: list[Grant] = read_grants("paul")
    assert stored == [grant_of(built, world.now)] == read_grants("paul", "claire")
    assert read_grants("paul", "clair") == []


# What it costs


def test_a_yes_by_account_costs_one_consistent_query(portal: PortalService) -> None:
    give()
    portal.may()  # the credential is known to this instance from now on
    with aws_calls.bodies() as read:
        assert calls(portal.ask("evaluation", QUESTION)) == ["Query"]
    assert ("IndexName" in read[0], read[0]["ConsistentRead"]) == (False, True)


def test_nothing_on_the_way_to_an_answer_is_read_from_an_index_or_a_stale_copy(portal: PortalService) -> None:
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


def test_an_identifier_costs_one_read_more_and_a_no_one_update(portal: PortalService) -> None:
    give()
    portal.may()
    by_address = {**QUESTION, "subject": {"type": "email", "id": "Paul@Exemple.FR"}}
    assert calls(portal.ask("evaluation", by_address)) == ["BatchGetItem", "Query"]
    both = {**by_address, "resource": {"type": "rpps", "id": RPPS}}
    assert calls(portal.ask("evaluation", both)) == ["BatchGetItem", "UpdateItem"]
    assert calls(portal.ask("evaluation", {**QUESTION, "action": TRANSPORT})) == ["Query", "UpdateItem"]
    unknown = {**QUESTION, "subject": {"type": "x", "id": "x"}}
    assert calls(portal.ask("evaluation", unknown)) == ["UpdateItem"]


def test_the_first_question_of_an_instance_costs_a_read_of_the_credential(portal: PortalService) -> None:
    give()
    assert calls(portal.ask("evaluation", QUESTION)) == ["BatchGetItem", "Query"]


def test_fifty_questions_cost_a_query_for_each_delegue(portal: PortalService) -> None:
    for delegue in ("paul", "lea", "zoe"):
        give(delegue)
        give(delegue, "helene")
    portal.may()
    people = islice(cycle(["paul", "lea", "zoe"]), 50)
    items = [
        {"subject": {"type": "account", "id": name}, "resource": {"type": "espace", "id": "claire"}} for name in people
    ]
    items[7] = {**items[7], "resource": {"type": "espace", "id": "helene"}}
    found = portal.ask("evaluations", {"action": PAYMENTS, "evaluations": items})

    assert Counter(calls(found)) == {"Query": 3}
    assert found.body.count('"decision": true') == 50


def test_fifty_noes_cost_one_transaction(portal: PortalService) -> None:
    portal.may()
    actions = islice(cycle(service.id for service in SERVICES), 50)
    items = [{"action": {"name": name}} for name in actions]
    found = portal.ask("evaluations", {"subject": PAUL, "resource": CLAIRE, "evaluations": items})

    assert Counter(calls(found)) == {"Query": 1, "TransactWriteItems": 1}
    assert sum(line.count for line in read_refusals("claire", 100, NOW)) == 50 + 1


# Refusals, counted


def told(delegant: str = "claire", delegue: str = "") -> list[tuple[str, str, str, int]]:
    """Return délégué, service, reason and count of what was refused in a délégant's name."""
    found = read_refusals(delegant, 100, NOW, delegue)
    return [(line.refusal.delegue_id, line.refusal.service, line.refusal.denial.value, line.count) for line in found]


def test_refusals_are_counted_by_delegue_delegant_service_reason_and_day(world: World, portal: PortalService) -> None:
    give()
    give("lea", "helene")
    for _ in range(3):
        portal.may({**QUESTION, "action": TRANSPORT})
    portal.may({**QUESTION, "subject": {"type": "account", "id": "lea"}})
    portal.may({**QUESTION, "action": {"name": "x#y"}})
    portal.may({**QUESTION, "subject": {"type": "email", "id": "personne@exemple.fr"}})
    portal.may({**QUESTION, "resource": {"type": "rpps", "id": RPPS}})
    portal.may()
    world.now += DAY
    portal.may({**QUESTION, "action": TRANSPORT})

    today = Refusals(TODAY + DAY, Refusal("claire", "paul", "transport", Denial.SERVICE), 1)
    assert read_refusals("claire", 1, world.now) == [today]
    assert sorted(told()) == [
        ("inconnu", "paiements", "sujet-inconnu", 1),
        ("lea", "paiements", "aucune-delegation", 1),
        ("paul", "inconnu", "service-inconnu", 1),
        ("paul", "transport", "service-non-ouvert", 1),
        ("paul", "transport", "service-non-ouvert", 3),
    ]
    assert {line[0] for line in told(delegue="lea")} == {"lea"}
    assert told("inconnu") == [("paul", "paiements", "ressource-inconnue", 1)]
    assert told("helene") == []


def test_what_a_service_was_refused_stands_in_the_delegants_history(world: World) -> None:
    scenes, portal = Scenes(world), PortalService(world)
    found = scenes.validated()
    world.now = scenes.delegation(found).terms.validity.starts_at
    for _ in range(2):
        portal.may({**QUESTION, "action": TRANSPORT})
    (told_by_api,) = Api(world, "claire").get(f"/delegations/{found}/events").json["refus"]
    assert (told_by_api["motif"], told_by_api["nombre"]) == ("service-non-ouvert", 2)
    page = " ".join(scenes.browser("claire").get(f"/delegations/{found}").text.split())
    assert f"{told_by_api['service']} Ce service n’est pas ouvert par la délégation. 2" in page


def test_a_counter_goes_with_the_history(world: World, portal: PortalService) -> None:
    portal.may()
    (item,) = world.of_kind("refusal")
    assert int(item["ttl"]["N"]) == int((NOW + 365 * DAY).timestamp())
    assert item["pk"]["S"] == "REFUS#claire"


def test_a_counter_that_cannot_be_written_leaves_the_no(portal: PortalService, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise UpdateError("no room")

    monkeypatch.setattr(RefusalItem, "update", fails)
    assert portal.may() is False
    assert refused.read_refusals("claire", 10, NOW) == []


def test_two_periods_with_the_same_delegant_count_each_for_itself(world: World, portal: PortalService) -> None:
    give(terms=terms(TODAY, TODAY), id="un")
    give(
        profil=ProfilId.ASSISTANT_MEDICAL,
        terms=terms(structures=(a_structure(2),))._replace(validity=Validity(TODAY + DAY, TODAY + DAY)),
        id="deux",
    )
    assert [portal.may(), portal.may({**QUESTION, "action": TRANSPORT})] == [True, False]
    world.now += DAY
    assert [portal.may(), portal.may({**QUESTION, "action": TRANSPORT})] == [False, True]
