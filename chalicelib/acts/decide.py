"""« Peut-il agir pour le compte de … ? »: access decisions, one or many at once (specification §6, AuthZEN §6, §7)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from chalicelib.acts.delegated_use import note_delegated_use
from chalicelib.acts.naming import Named, Names
from chalicelib.context import Context
from chalicelib.domain.decisions import SERVICES_BY_ID, Decision, Denial, Grant, Target, decide
from chalicelib.domain.modes import Mode
from chalicelib.store.decisions import read_grants
from chalicelib.store.denials import UNKNOWN, DeniedAccess, count


class Semantic(StrEnum):
    """When a series of decisions stops (AuthZEN §7.1.2.1)."""

    EXECUTE_ALL = "execute_all"
    DENY_ON_FIRST_DENY = "deny_on_first_deny"
    PERMIT_ON_FIRST_PERMIT = "permit_on_first_permit"

    def is_over(self, decision: Decision) -> bool:
        """Whether the series stops after `decision`."""
        if self is Semantic.DENY_ON_FIRST_DENY:
            return not decision.allowed
        return self is Semantic.PERMIT_ON_FIRST_PERMIT and decision.allowed


@dataclass(frozen=True)
class Question:
    """May this délégué use this service there? `mode` is how he signed in, by the service that asks."""

    subject: Named
    service: str
    resource: Named
    mode: Mode | None = None


@dataclass(frozen=True)
class _Asked:
    """A question whose names have been resolved to accounts."""

    delegue_id: str
    target: Target
    service: str
    mode: Mode | None


def answer(context: Context, questions: Sequence[Question | None], semantic: Semantic) -> list[Decision]:
    """Return the decisions in order, fewer when `semantic` stops early. None stands for an invalid question.

    One query for each délégué, one more read when there are identifiers to look up, one write when any decision is no,
    one for the first yes of a day by a grant for a service, two for the first by a grant.
    """
    sensible = [question for question in questions if question]
    names = Names(context, [name for question in sensible for name in (question.subject, question.resource)])
    asked = [_asked(names, question) if question else None for question in questions]
    grants = _grants([found for found in asked if found])
    decisions: list[Decision] = []
    denied: Counter[DeniedAccess] = Counter()
    for found in asked:
        decision = _decide(context, grants, found) if found else Decision()
        decisions.append(decision)
        if found and decision.denial:
            denied[_denied_access(found, decision, decision.denial)] += 1
        if semantic.is_over(decision):
            break
    note_delegated_use(context, _uses(asked, decisions))
    count(denied, context.now, timedelta(days=context.settings.history_kept_days))
    return decisions


def _asked(names: Names, question: Question) -> _Asked:
    return _Asked(names.account(question.subject), names.target(question.resource), question.service, question.mode)


def _grants(asked: Sequence[_Asked]) -> Mapping[str, Sequence[Grant]]:
    """Read the grants of every délégué: only those of one délégant when all questions about him name that one."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for found in asked:
        if found.delegue_id and not found.target.is_nothing and found.service in SERVICES_BY_ID:
            wanted[found.delegue_id].add(found.target.delegant_id)
    return {
        delegue_id: read_grants(delegue_id, delegant_ids.pop() if len(delegant_ids) == 1 else "")
        for delegue_id, delegant_ids in wanted.items()
    }


def _uses(asked: Sequence[_Asked | None], decisions: Sequence[Decision]) -> Iterator[tuple[Grant, str]]:
    """Yield the grant and the service of each yes; decisions are fewer when the series stopped."""
    for found, decision in zip(asked, decisions, strict=False):
        if found and decision.grant:
            yield decision.grant, found.service


def _decide(context: Context, grants: Mapping[str, Sequence[Grant]], asked: _Asked) -> Decision:
    if not asked.delegue_id:
        return Decision(denial=Denial.UNKNOWN_SUBJECT, delegant_id=asked.target.delegant_id)
    own, admission = grants.get(asked.delegue_id, ()), context.admission(asked.mode)
    return decide(own, asked.target, asked.service, context.now, admission)


def _denied_access(asked: _Asked, decision: Decision, denial: Denial) -> DeniedAccess:
    service = asked.service if asked.service in SERVICES_BY_ID else UNKNOWN
    return DeniedAccess(decision.delegant_id or UNKNOWN, asked.delegue_id or UNKNOWN, service, denial)
