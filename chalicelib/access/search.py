"""AuthZEN: who may, where, and what (Authorization API 1.0 §8), by pages of opaque tokens."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from chalicelib.access import answers
from chalicelib.access.endpoints import Answer, Ask, Endpoints
from chalicelib.access.entities import Json, action, delegant_of, entity
from chalicelib.access.problems import BAD_REQUEST, FORBIDDEN, Problem
from chalicelib.access.shapes import ACTION_SEARCH, MOST_RESULTS, RESOURCE_SEARCH, SUBJECT_SEARCH
from chalicelib.acts.naming import ACCOUNT, STRUCTURE, Named
from chalicelib.acts.search_access import Found, Page, search_actions, search_resources, search_subjects
from chalicelib.domain.decisions import SERVICES_BY_ID
from chalicelib.store.credentials import Credential

T = TypeVar("T")

endpoints = Endpoints()

_RESULTS = 50


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
    service, page = _service(caller, body), _page(body)
    found = search_subjects(ask.context, service, resource, page) if kind == ACCOUNT else Found[str](())
    return _answer(found, lambda account: {"type": ACCOUNT, "id": account})


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
    service, page = _service(caller, body), _page(body)
    delegant = delegant_of(body["resource"])
    return _answer(search_resources(ask.context, subject, service, kind, delegant, page), _resource)


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
    subject, resource, page = entity(body, "subject"), entity(body, "resource"), _page(body)
    found = search_actions(ask.context, subject, resource, caller.services, page)
    return _answer(found, lambda service: {"name": service})


def _service(caller: Credential, body: Json) -> str:
    service = action(body)
    if service in SERVICES_BY_ID and service not in caller.services:
        raise Problem(FORBIDDEN)
    return service


def _resource(named: Named) -> Mapping[str, Any]:
    """Return a resource such that it can be asked about: a structure is a délégant's."""
    properties = {"properties": {"delegant": named.delegant}} if named.type == STRUCTURE else {}
    return {"type": named.type, "id": named.id, **properties}


def _page(body: Json) -> Page:
    """Return the page asked for (§8.2): a token of ours, a number of results that we may lower."""
    asked = body.get("page", {})
    limit = min(int(asked.get("limit", _RESULTS)), MOST_RESULTS)
    return Page(_after(asked.get("token", "")), limit)


def _after(token: str) -> str:
    try:
        return urlsafe_b64decode(token.encode("ascii")).decode("utf-8")
    except ValueError as error:
        raise Problem(BAD_REQUEST, "Le champ «\u00a0page.token\u00a0» n’est pas un jeton de page.") from error


def _answer(found: Found[T], written: Callable[[T], Mapping[str, Any]]) -> Answer:
    results = [written(one) for one in found.results]
    token = urlsafe_b64encode(found.last.encode()).decode("ascii")
    return Answer({"results": results, "page": {"next_token": token, "count": len(results)}})
