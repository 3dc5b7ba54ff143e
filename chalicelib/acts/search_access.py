"""The three searches of AuthZEN §8: for subjects, resources and actions. Every result would get the decision yes.

`mode` is how the délégués signed in, as in a question; None when the service has not said it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from chalicelib.acts.naming import AM, SPACE, STRUCTURE, Named, Names, known_id
from chalicelib.context import Context
from chalicelib.domain.admission import Admission
from chalicelib.domain.decisions import SERVICES_BY_ID, Decision, Target, decide, services_of
from chalicelib.domain.modes import Mode
from chalicelib.store.decisions import delegues_of, grants_of_delegations, read_grants

T = TypeVar("T")

_DELEGUES_AT_ONCE = 50


@dataclass(frozen=True)
class Page:
    """The part of the results that is wanted: those after `after`, at most `limit`."""

    after: str
    limit: int


@dataclass(frozen=True)
class Found(Generic[T]):
    """One page of results; `last` is the cursor of the next page, None at the end."""

    results: tuple[T, ...]
    last: str | None = None


def _page(found: Iterable[T], page: Page, key: Callable[[T], str]) -> Found[T]:
    """Return one page of the results, sorted by `key`, a cursor that insertions and removals do not shift.

    A page with a limit of none only says whether there are results; the next page begins where this one would have.
    """
    shown = list(islice((one for one in found if key(one) > page.after), page.limit + 1))
    results = tuple(shown[: page.limit])
    last = key(results[-1]) if results else page.after
    return Found(results, last if len(shown) > page.limit else None)


def search_subjects(
    context: Context, service: str, resource: Named, page: Page, mode: Mode | None = None
) -> Found[str]:
    """Return the délégués who may use a service in a délégant's space or structure, by account.

    One query for the délégant's délégués, and one read for fifty of them. A numéro AM alone finds nobody.
    """
    target = Names(context, [resource]).target(resource)
    if not target.delegant_id or service not in SERVICES_BY_ID:
        return Found(())
    return _page(_allowed(context, target, service, page.after, context.admission(mode)), page, str)


def _allowed(context: Context, target: Target, service: str, after: str, admission: Admission) -> Iterator[str]:
    delegues = delegues_of(target.delegant_id, after, context.now)
    while some := list(islice(delegues, _DELEGUES_AT_ONCE)):
        grants = grants_of_delegations({found for _, delegation_ids in some for found in delegation_ids}, context.now)
        for delegue_id, _ in some:
            own = [grant for grant in grants if grant.delegue_id == delegue_id]
            if decide(own, target, service, context.now, admission).allowed:
                yield delegue_id


def search_resources(
    context: Context, subject: Named, service: str, kind: str, delegant: str, page: Page, mode: Mode | None = None
) -> Found[Named]:
    """Return the spaces or the structures in which a délégué may use a service; one query.

    `delegant` narrows the structures to his. Other types find nothing: a space is named by its account.
    """
    delegue_id = Names(context, [subject]).account(subject)
    if not delegue_id or service not in SERVICES_BY_ID or (delegant and not known_id(delegant)):
        return Found(())
    grants, admission = read_grants(delegue_id, delegant), context.admission(mode)
    decisions = (decide([grant], Target(grant.delegant_id), service, context.now, admission) for grant in grants)
    found = {named for decision in decisions for named in _places(decision, kind)}
    return _page(sorted(found, key=_key), page, _key)


def _places(decision: Decision, kind: str) -> set[Named]:
    if decision.grant is None:
        return set()
    delegant_id = decision.grant.delegant_id
    structures = decision.structures
    return {
        SPACE: {Named(SPACE, delegant_id)},
        STRUCTURE: {Named(STRUCTURE, structure.id, delegant_id) for structure in structures},
        AM: {Named(AM, structure.am_finess) for structure in structures if structure.am_finess},
    }.get(kind, set())


def _key(named: Named) -> str:
    return f"{named.delegant}#{named.id}"


def search_actions(
    context: Context, subject: Named, resource: Named, allowed: frozenset[str], page: Page, mode: Mode | None = None
) -> Found[str]:
    """Return the services that a délégué may use there, among those the caller may ask about; one query."""
    names = Names(context, [subject, resource])
    delegue_id, target = names.account(subject), names.target(resource)
    if not delegue_id or target.is_nothing:
        return Found(())
    grants = read_grants(delegue_id, target.delegant_id)
    opened = services_of(grants, target, context.now, context.admission(mode))
    return _page(sorted(service.id for service in opened if service.id in allowed), page, str)
