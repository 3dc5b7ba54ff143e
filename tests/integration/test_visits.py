"""What a visit is, from a request as the gateway gives it."""

from types import SimpleNamespace
from typing import Any

from chalice.app import MultiDict

from chalicelib import runtime
from chalicelib.http.visit import Visit
from tests.integration.world import World


def visit(**given: Any) -> Visit:
    """Return the visit of a request: what is not given is left out as the gateway does."""
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


def test_a_path_with_parameters_is_the_one_that_was_asked_for(world: World) -> None:
    assert visit(path="/recues/{found}", uri_params={"found": "a/b é"}).path == "/recues/a%2Fb%20%C3%A9"


def test_a_value_given_once_is_a_text_and_given_twice_a_list(world: World) -> None:
    query = visit(query_params=MultiDict({"nom": ["Zoé"], "statut": ["a", "b"]})).query
    assert query.values == {"nom": "Zoé", "statut": ["a", "b"]}


def test_whoever_is_not_signed_in_has_no_token_for_forms(world: World) -> None:
    assert visit().csrf == ""
