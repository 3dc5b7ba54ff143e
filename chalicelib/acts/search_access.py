"""Who may, where, and what: the three searches of AuthZEN §8. All that they return would be answered yes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from chalicelib.acts.naming import AM, SPACE, STRUCTURE, Named, Names, known_id
from chalicelib.context import Context
from chalicelib.domain.decisions import SERVICES_BY_ID, Decision, Target, decide, services_of
from chalicelib.store.decisions import delegues_of, grants_of_delegations, read_grants

T = TypeVar("T")

_DELEGUES_AT_ONCE = 50


@dataclass(frozen=True)
class Page:
    """What part of the results is wanted: those that come after `after`, at most `limit` of them."""

    after: str
    limit: int


@dataclass(frozen=True)
class Found(Generic[T]):
    """One page of results; `last` is what the next one comes after, None at the end."""

    results: tuple[T, ...]
    last: str | None = None


def _page(found: Iterable[T], page: Page, key: Callable[[T], str]) -> Found[T]:
    """Return one page of what was found, sorted by `key`: a cursor that insertions and removals do not shift.

    A page of no results only says whether there are any, and the next one begins where it would have.
    """
    shown = list(islice((one for one in found if key(one) > page.after), page.limit + 1))
    results = tuple(shown[: page.limit])
    last = key(results[-1]) if results else page.after
    return Found(results, last if len(shown) > page.limit else None)


def search_subjects(context: Context, service: str, resource: Named, page: Page) -> Found[str]:
    """Return the délégués who may use a service in a délégant's space or structure, by account.

    One query of the délégant's délégués and one read for fifty of them; nothing for a numéro AM without its délégant.
    """
    target = Names(context, [resource]).target(resource)
    if not target.delegant_id or service not in SERVICES_BY_ID:
        return Found(())
    return _page(_allowed(context, target, service, page.after), page, str)


def _allowed(context: Context, target: Target, service: str, after: str) -> Iterator[str]:
    delegues = delegues_of(target.delegant_id, after, context.now)
    while some := list(islice(delegues, _DELEGUES_AT_ONCE)):
        grants = grants_of_delegations({found for _, delegation_ids in some for found in delegation_ids}, context.now)
        for delegue_id, _ in some:
            own = [grant for grant in grants if grant.delegue_id == delegue_id]
            if decide(own, target, service, context.now).allowed:
                yield delegue_id


def search_resources(
    context: Context, subject: Named, service: str, kind: str, delegant: str, page: Page
) -> Found[Named]:
    """Return the spaces or the structures in which a délégué may use a service; one query.

    `delegant` narrows structures to his. There is nothing of another type: a space is told by its account.
    """
    delegue_id = Names(context, [subject]).account(subject)
    if not delegue_id or service not in SERVICES_BY_ID or (delegant and not known_id(delegant)):
        return Found(())
    grants = read_grants(delegue_id, delegant)
    decisions = (decide([grant], Target(grant.delegant_id), service, context.now) for grant in grants)
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
    context: Context, subject: Named, resource: Named, allowed: frozenset[str], page: Page
) -> Found[str]:
    """Return the services that a délégué may use there, among those the caller may ask about; one query."""
    names = Names(context, [subject, resource])
    delegue_id, target = names.account(subject), names.target(resource)
    if not delegue_id or target.is_nothing:
        return Found(())
    opened = services_of(read_grants(delegue_id, target.delegant_id), target, context.now)
    return _page(sorted(service.id for service in opened if service.id in allowed), page, str)
