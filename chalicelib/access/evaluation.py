"""AuthZEN: one access decision, or many in one request (Authorization API 1.0 §6, §7)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.access import replies
from chalicelib.access.callers import Client
from chalicelib.access.entities import Json, action, entity, mode_of
from chalicelib.access.problems import detail_of, status_of
from chalicelib.access.shapes import QUESTION, OneOrMany
from chalicelib.acts.decide import Question, Semantic, answer
from chalicelib.domain.decisions import SERVICES_BY_ID, Decision
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.reading import require

_TUPLE = ("subject", "resource", "action", "context")


@operation("evaluer", "Une décision (AuthZEN §6)", body=QUESTION, content=replies.DECISION)
def evaluate(call: Call[Client]) -> Reply:
    """Reply to one question."""
    return Reply(_one(call, call.body))


@operation(
    "evaluerPlusieurs",
    "Plusieurs décisions (AuthZEN §7)",
    body=OneOrMany(),
    content=replies.DECISIONS,
    description="Une entité du premier niveau vaut pour chaque évaluation qui ne la nomme pas. Celle d’une évaluation "
    "la remplace entière\u00a0: incomplète, cette évaluation seule est une erreur.",
)
def evaluate_many(call: Call[Client]) -> Reply:
    """Reply to the questions of `evaluations`; without any, to the request itself as one question (§7.1)."""
    body = call.body
    items = body.get("evaluations")
    if not items:
        return Reply(_one(call, body))
    defaults = {name: body[name] for name in _TUPLE if name in body}
    read = [_question_or_problem(call.caller, item, defaults) for item in items]
    questions = [one if isinstance(one, Question) else None for one in read]
    decisions = answer(call.context, questions, _semantic(body))
    return Reply({"evaluations": [_written(*pair) for pair in zip(decisions, read, strict=False)]})


def _one(call: Call[Client], body: Json) -> Mapping[str, Any]:
    question = _question(call.caller, body)
    (decision,) = answer(call.context, [question], Semantic.EXECUTE_ALL)
    return _written(decision, question)


def _question(caller: Client, body: Json) -> Question:
    """Return the question; raise `Problem` when the caller may not ask about this service."""
    question = Question(entity(body, "subject"), action(body), entity(body, "resource"), mode_of(body))
    if question.service in SERVICES_BY_ID and question.service not in caller.services:
        raise Problem(HttpReason.FORBIDDEN)
    return question


def _question_or_problem(caller: Client, item: Any, defaults: Mapping[str, Json]) -> Question | Problem:
    """Return the question of an item, or its problem: an invalid item gets a no, whatever the others get (§7.2.1)."""
    try:
        # An entity of the item replaces the whole default (§7.1.1); its missing fields are not filled in.
        completed = {**defaults, **item} if isinstance(item, dict) else item
        require(QUESTION, completed)
        return _question(caller, completed)
    except Problem as problem:
        return problem


def _semantic(body: Json) -> Semantic:
    return Semantic(body.get("options", {}).get("evaluations_semantic", Semantic.EXECUTE_ALL))


def _written(decision: Decision, question: Question | Problem) -> Mapping[str, Any]:
    """Return a decision in JSON (§6.2): the delegation that allows it and its last day, or the reason of the no."""
    if isinstance(question, Problem):
        error = {"status": status_of(question), "message": detail_of(question)}
        return {"decision": False, "context": {"error": error}}
    if decision.grant:
        grant = decision.grant
        context = {
            "delegation": grant.delegation_id,
            "delegant": grant.delegant_id,
            "delegue": grant.delegue_id,
            "profil": grant.profil.value,
            "jusqu_au": grant.terms.validity.end.isoformat(),
            "structures": [structure.id for structure in decision.structures],
        }
        return {"decision": True, "context": context}
    denial = decision.denial
    reason: dict[str, Any] = {"reason": denial.value, "reason_user": {"fr": denial.message}} if denial else {}
    if decision.modes:
        reason["modes"] = [mode.value for mode in decision.modes]
    return {"decision": False, "context": reason}
