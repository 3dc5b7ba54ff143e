"""AuthZEN: who may, where, and what (Authorization API 1.0 §8), by pages of opaque tokens."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chalicelib.access import answers
from chalicelib.access.endpoints import Answer, Ask, Endpoints
from chalicelib.access.entities import Json, action, delegant_of, entity
from chalicelib.access.paging import Search, page_of, token_after
from chalicelib.access.problems import FORBIDDEN, Problem
from chalicelib.access.shapes import ACTION_SEARCH, RESOURCE_SEARCH, SUBJECT_SEARCH
from chalicelib.acts.naming import ACCOUNT, STRUCTURE, Named
from chalicelib.acts.search_access import Found, search_actions, search_resources, search_subjects
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.store.credentials import Credential

T = TypeVar("T")

endpoints = Endpoints()


@endpoints.post(
    "/access/v1/search/subject",
    "chercherSujets",
    "Qui peut utiliser un service quelque part (AuthZEN §8.4)",
    takes=SUBJECT_SEARCH,
    gives=answers.SUBJECTS,
)
def search_subject(ask: Ask) -> Answer:
    """Return who may use a service somewhere (§8.4); subjects are told by account alone."""
    caller, body = ask.caller(), ask.json()
    kind, resource = body["subject"]["type"], entity(body, "resource")
    service = _service(caller, body)
    search: Search = ["subject", caller.name, kind, service, resource]
    page = page_of(ask, body, search)
    found = search_subjects(ask.context, service, resource, page) if kind == ACCOUNT else Found[str](())
    return _answer(ask, search, found, lambda account: {"type": ACCOUNT, "id": account})


@endpoints.post(
    "/access/v1/search/resource",
    "chercherRessources",
    "Où quelqu’un peut utiliser un service (AuthZEN §8.5)",
    takes=RESOURCE_SEARCH,
    gives=answers.RESOURCES,
)
def search_resource(ask: Ask) -> Answer:
    """Return where somebody may use a service (§8.5): spaces, structures or numéros AM."""
    caller, body = ask.caller(), ask.json()
    subject, kind = entity(body, "subject"), body["resource"]["type"]
    service, delegant = _service(caller, body), delegant_of(body["resource"])
    search: Search = ["resource", caller.name, subject, service, kind, delegant]
    page = page_of(ask, body, search)
    return _answer(ask, search, search_resources(ask.context, subject, service, kind, delegant, page), _resource)


@endpoints.post(
    "/access/v1/search/action",
    "chercherServices",
    "Quels services quelqu’un peut utiliser (AuthZEN §8.6)",
    takes=ACTION_SEARCH,
    gives=answers.ACTIONS,
)
def search_action(ask: Ask) -> Answer:
    """Return which services somebody may use somewhere (§8.6), of those that the caller may ask about."""
    caller, body = ask.caller(), ask.json()
    subject, resource = entity(body, "subject"), entity(body, "resource")
    search: Search = ["action", caller.name, subject, resource]
    found = search_actions(ask.context, subject, resource, caller.services, page_of(ask, body, search))
    return _answer(ask, search, found, lambda service: {"name": service})


def _service(caller: Credential, body: Json) -> str:
    service = action(body)
    if service in SERVICES_BY_ID and service not in caller.services:
        raise Problem(FORBIDDEN)
    return service


def _resource(named: Named) -> Mapping[str, Any]:
    """Return a resource such that it can be asked about: a structure is a délégant's."""
    properties = {"properties": {"delegant": named.delegant}} if named.type == STRUCTURE else {}
    return {"type": named.type, "id": named.id, **properties}


def _answer(ask: Ask, search: Search, found: Found[T], written: Callable[[T], Mapping[str, Any]]) -> Answer:
    results = [written(one) for one in found.results]
    token = token_after(ask.context, search, found.last)
    return Answer({"results": results, "page": {"next_token": token, "count": len(results)}})
