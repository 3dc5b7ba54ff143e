"""A visit is built from a request of the gateway."""

from types import SimpleNamespace
from typing import Any

from chalice.app import MultiDict

from chalicelib import runtime
from chalicelib.http.visit import Visit
from tests.integration.world import World


def visit(**given: Any) -> Visit:
    """Return the visit of a request; missing parts are left out as by the gateway."""
    absent: dict[str, Any] = {
        "method": "GET",
        "path": "/recues",
        "uri_params": None,
        "query_params": None,
        "headers": {},
        "context": {},
    }
    return Visit(runtime.context(), SimpleNamespace(**(absent | given), to_original_event=dict))


def test_a_path_without_parameters_is_the_path_itself(world: World) -> None:
    assert visit().path == "/recues"


def test_a_path_with_parameters_is_the_requested_one(world: World) -> None:
    assert visit(path="/recues/{found}", uri_params={"found": "a/b é"}).path == "/recues/a%2Fb%20%C3%A9"


def test_a_single_value_is_a_text_and_a_repeated_one_a_list(world: World) -> None:
    query = visit(query_params=MultiDict({"nom": ["Zoé"], "statut": ["a", "b"]})).query
    assert query.values == {"nom": "Zoé", "statut": ["a", "b"]}


def test_a_visitor_without_a_session_has_no_token_for_forms(world: World) -> None:
    assert visit().csrf == ""
