"""The route maps agree with the routes that the modules declare."""

import pkgutil
from importlib import import_module

import pytest

import chalicelib.access
import chalicelib.web
from chalicelib.access import dispatch as access_dispatch
from chalicelib.access import routing as access
from chalicelib.web import dispatch as web_dispatch
from chalicelib.web import routing as web


@pytest.mark.parametrize("module", web.MODULES)
def test_each_module_of_pages_declares_the_routes_of_the_map(module: str) -> None:
    assert set(web_dispatch.pages_of(module).routes) == set(web.MODULES[module])


@pytest.mark.parametrize("module", access.MODULES)
def test_each_module_for_services_declares_the_routes_of_the_map(module: str) -> None:
    declared = access_dispatch.endpoints_of(module).declared
    assert [endpoint.path for endpoint in declared] == list(access.MODULES[module])


def test_the_map_includes_every_module_with_pages() -> None:
    names = [found.name for found in pkgutil.iter_modules(chalicelib.web.__path__)]
    assert {name for name in names if hasattr(import_module(f"chalicelib.web.{name}"), "pages")} == set(web.MODULES)


def test_the_map_includes_every_module_for_services() -> None:
    names = [found.name for found in pkgutil.iter_modules(chalicelib.access.__path__)]
    declaring = {name for name in names if hasattr(import_module(f"chalicelib.access.{name}"), "endpoints")}
    assert declaring - {"endpoints"} == set(access.MODULES)
