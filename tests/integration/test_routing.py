"""The route table names existing views, and has every page, operation and question of services once."""

import pkgutil
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from inspect import Parameter, isfunction, signature
from typing import Any

import pytest
from chalice.app import Response

import chalicelib.access
import chalicelib.api
import chalicelib.web
from app import app
from chalicelib.http.endpoint import Endpoint, Proof
from chalicelib.http.operations import Operation
from chalicelib.http.routes import ACCESS, API, PAGES, ROUTES
from chalicelib.http.visit import Visit

ENDPOINTS = (*PAGES, *API, *ACCESS)


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: f"{endpoint.method} {endpoint.path}")
def test_every_endpoint_leads_to_a_view(endpoint: Endpoint) -> None:
    view = endpoint.load()
    assert isfunction(view) if endpoint in PAGES else isinstance(view, Operation)


def test_no_method_of_a_path_has_two_views() -> None:
    assert max(Counter((endpoint.method, endpoint.path) for endpoint in ENDPOINTS).values()) == 1


def _declared(package: Any, is_view: Callable[[object], bool]) -> set[str]:
    """Return the views of the modules of a package, as the table names them."""
    return {
        f"{found.name.removeprefix('chalicelib.')}:{name}"
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
        for name, value in vars(import_module(found.name)).items()
        if is_view(value) and getattr(value, "__module__", found.name) in {found.name, Operation.__module__}
    }


def _is_operation(value: object) -> bool:
    return isinstance(value, Operation)


def _is_page(value: object) -> bool:
    """Whether a function answers a visit from nothing but it and the parameters of a path."""
    if not isfunction(value) or value.__name__.startswith("_"):
        return False
    taken, given = list(signature(value).parameters.values()), signature(value).return_annotation
    plain = all(one.annotation is str and one.kind is Parameter.POSITIONAL_OR_KEYWORD for one in taken[1:])
    return given is Response and bool(taken) and taken[0].annotation is Visit and plain


def test_the_table_has_every_declared_operation() -> None:
    declared = _declared(chalicelib.api, _is_operation) | _declared(chalicelib.access, _is_operation)
    assert declared == {endpoint.view for endpoint in (*API, *ACCESS)}


def test_the_table_has_every_page() -> None:
    pages = {view for view in _declared(chalicelib.web, _is_page) if not view.startswith("web.errors:")}
    assert pages == {endpoint.view for endpoint in PAGES}


def test_chalice_has_exactly_the_paths_and_methods_of_the_table() -> None:
    assert {path: set(methods) for path, methods in app.routes.items()} == {
        path: set(route.methods) for path, route in ROUTES.items()
    }


def test_forms_need_a_proof_and_other_pages_do_not() -> None:
    for endpoint in PAGES:
        assert endpoint.changes == (endpoint.proof is not Proof.NONE), endpoint.path


def test_only_the_documents_of_the_apis_are_public() -> None:
    public = {endpoint.path for endpoint in (*API, *ACCESS) if endpoint.proof is Proof.NONE}
    assert public == {
        "/api/v1/openapi.json",
        "/api/v1/documentation",
        "/.well-known/authzen-configuration",
        "/.well-known/jwks.json",
        "/access/v1/openapi.json",
    }
