"""AuthZEN: searches for subjects, resources and actions (Authorization API 1.0 §8), paged by opaque tokens."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chalicelib.access import replies
from chalicelib.access.callers import Client
from chalicelib.access.entities import Json, action, delegant_of, entity, mode_of
from chalicelib.access.paging import Search, page_of, token_after
from chalicelib.access.shapes import ACTION_SEARCH, RESOURCE_SEARCH, SUBJECT_SEARCH
from chalicelib.acts.naming import ACCOUNT, STRUCTURE, Named
from chalicelib.acts.search_access import Found, search_actions, search_resources, search_subjects
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.http.operations import Call, Reply, operation
from chalicelib.http.problems import HttpReason, Problem

T = TypeVar("T")


@operation(
    "chercherSujets",
    "Qui peut utiliser un service quelque part (AuthZEN §8.4)",
    body=SUBJECT_SEARCH,
    content=replies.SUBJECTS,
)
def search_subject(call: Call[Client]) -> Reply:
    """Return the people who may use a service somewhere (§8.4), by account only."""
    caller, body = call.caller, call.body
    kind, resource = body["subject"]["type"], entity(body, "resource")
    service = _service(caller, body)
    mode = mode_of(body)
    search: Search = ["subject", caller.name, kind, service, resource, mode]
    page = page_of(call, search)
    subjects = search_subjects(call.context, service, resource, page, mode) if kind == ACCOUNT else Found[str](())
    return _reply(call, search, subjects, lambda account: {"type": ACCOUNT, "id": account})


@operation(
    "chercherRessources",
    "Où quelqu’un peut utiliser un service (AuthZEN §8.5)",
    body=RESOURCE_SEARCH,
    content=replies.RESOURCES,
)
def search_resource(call: Call[Client]) -> Reply:
    """Return the resources where somebody may use a service (§8.5): spaces, structures or numéros AM."""
    caller, body = call.caller, call.body
    subject, kind = entity(body, "subject"), body["resource"]["type"]
    service, delegant = _service(caller, body), delegant_of(body["resource"])
    mode = mode_of(body)
    search: Search = ["resource", caller.name, subject, service, kind, delegant, mode]
    page = page_of(call, search)
    found = search_resources(call.context, subject, service, kind, delegant, page, mode)
    return _reply(call, search, found, _resource)


@operation(
    "chercherServices",
    "Quels services quelqu’un peut utiliser (AuthZEN §8.6)",
    body=ACTION_SEARCH,
    content=replies.ACTIONS,
)
def search_action(call: Call[Client]) -> Reply:
    """Return the services that somebody may use somewhere (§8.6), among those that the caller may ask about."""
    caller, body = call.caller, call.body
    subject, resource = entity(body, "subject"), entity(body, "resource")
    mode = mode_of(body)
    search: Search = ["action", caller.name, subject, resource, mode]
    actions = search_actions(call.context, subject, resource, caller.services, page_of(call, search), mode)
    return _reply(call, search, actions, lambda service: {"name": service})


def _service(caller: Client, body: Json) -> str:
    service = action(body)
    if service in SERVICES_BY_ID and service not in caller.services:
        raise Problem(HttpReason.FORBIDDEN)
    return service


def _resource(named: Named) -> Mapping[str, Any]:
    """Return a resource as a later question may name it: a structure comes with its délégant."""
    properties = {"properties": {"delegant": named.delegant}} if named.type == STRUCTURE else {}
    return {"type": named.type, "id": named.id, **properties}


def _reply(call: Call[Client], search: Search, found: Found[T], written: Callable[[T], Mapping[str, Any]]) -> Reply:
    results = [written(one) for one in found.results]
    token = token_after(call.context, search, found.last)
    return Reply({"results": results, "page": {"next_token": token, "count": len(results)}})
