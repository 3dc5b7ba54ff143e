"""AuthZEN: one access decision, or many in one request (Authorization API 1.0 §6, §7)."""

from collections.abc import Mapping
from typing import Any

from chalicelib.access import replies
from chalicelib.access.callers import Client
from chalicelib.access.entities import Json, action, entity
from chalicelib.access.problems import detail_of, status_of
from chalicelib.access.shapes import QUESTION, OneOrMany
from chalicelib.acts.decide import Question, Semantic, answer
from chalicelib.domain.decisions import SERVICES_BY_ID, Decision
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.problems import HttpReason, Problem
from chalicelib.http.reading import require

_TUPLE = ("subject", "resource", "action", "context")


@operation("evaluer", "Une décision (AuthZEN §6)", takes=QUESTION, gives=replies.DECISION)
def evaluate(call: Call[Client]) -> Reply:
    """Answer one question."""
    return Reply(_one(call, call.body))


@operation(
    "evaluerPlusieurs",
    "Plusieurs décisions (AuthZEN §7)",
    takes=OneOrMany(),
    gives=replies.DECISIONS,
    description="Une entité du premier niveau vaut pour chaque évaluation qui ne la nomme pas. Celle d’une évaluation "
    "la remplace entière\u00a0: incomplète, cette évaluation seule est une erreur.",
)
def evaluate_many(call: Call[Client]) -> Reply:
    """Answer many questions; without any in `evaluations`, the one that the request itself is (§7.1)."""
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
    """Return what is asked; raises `Problem` when it is not for this caller to ask."""
    question = Question(entity(body, "subject"), action(body), entity(body, "resource"))
    if question.service in SERVICES_BY_ID and question.service not in caller.services:
        raise Problem(HttpReason.FORBIDDEN)
    return question


def _question_or_problem(caller: Client, item: Any, defaults: Mapping[str, Json]) -> Question | Problem:
    """An item that makes no sense is a no by itself, and leaves the others alone (§7.2.1)."""
    try:
        # What an item says of an entity replaces the default whole (§7.1.1): nothing is completed from it.
        completed = {**defaults, **item} if isinstance(item, dict) else item
        require(QUESTION, completed)
        return _question(caller, completed)
    except Problem as problem:
        return problem


def _semantic(body: Json) -> Semantic:
    return Semantic(body.get("options", {}).get("evaluations_semantic", Semantic.EXECUTE_ALL))


def _written(decision: Decision, asked: Question | Problem) -> Mapping[str, Any]:
    """Return a decision (§6.2): by which delegation and until when, or the reason of the no."""
    if isinstance(asked, Problem):
        return {"decision": False, "context": {"error": {"status": status_of(asked), "message": detail_of(asked)}}}
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
    reason = {"reason": denial.value, "reason_user": {"fr": denial.message}} if denial else {}
    return {"decision": False, "context": reason}
