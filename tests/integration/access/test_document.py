"""The OpenAPI document of the services: valid, complete, and in agreement with the checks."""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as quiet
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from chalicelib.access.description import description
from chalicelib.http.operations import Operation
from chalicelib.http.routes import ACCESS
from chalicelib.http.schema import Kind
from chalicelib.settings import settings
from tests.integration.access.test_fuzzing import BODIES, VALUES
from tests.integration.access.test_tokens import ASKED
from tests.integration.world import World
from tests.whole import examples

OPERATIONS: list[Operation] = [endpoint.load() for endpoint in ACCESS]
TAKEN = {operation.id: operation.body for operation in OPERATIONS if operation.body}


def test_the_document_is_public_and_valid_open_api_3_1(world: World) -> None:
    world.browser().get("/access/v1/openapi.json")
    found = world.exchanges[-1]
    assert (found.status, found.header("content-type")) == (200, "application/json")
    OpenAPIV31SpecValidator(json.loads(found.body)).validate()
    assert json.loads(found.body) == description()


def test_documents_are_public_and_every_question_needs_a_token(world: World) -> None:
    description.cache_clear()
    for path, operations in description()["paths"].items():
        for method, operation in operations.items():
            world._carry(method.upper(), settings().public_base_url + path, {"Content-Type": "application/json"}, "")
            is_open = world.exchanges[-1].status != 401
            assert (
                is_open == (method == "get") == (operation["security"] == []) == ("401" not in operation["responses"])
            )


def test_every_operation_has_a_unique_name_and_every_schema_is_used() -> None:
    assert max(Counter(operation.id for operation in OPERATIONS).values()) == 1
    text = str(description())
    for name in description()["components"]["schemas"]:
        assert f"'#/components/schemas/{name}'" in text, f"{name} is used nowhere"


def admits(kind: Kind, value: Any) -> bool:
    """Whether the JSON Schema of a kind admits a value."""
    return bool(_validator(kind).is_valid(value))


@cache
def _validator(kind: Kind) -> Draft202012Validator:
    return Draft202012Validator({**kind.schema(), "components": description()["components"]})


@pytest.mark.parametrize("name", TAKEN)
@quiet(max_examples=examples(25, 200), deadline=None)
@given(st.one_of(BODIES, VALUES, st.dictionaries(st.sampled_from([*ASKED, "token", "scope"]), st.text(max_size=9))))
def test_each_kind_checks_exactly_its_json_schema(name: str, value: Any) -> None:
    kind, faults = TAKEN[name], list[str]()
    kind.check(value, "#", lambda at, message: faults.append(at))
    assert bool(faults) is not admits(kind, value), value


def test_an_undeclared_method_is_answered_with_the_declared_ones(world: World) -> None:
    for path, operations in description()["paths"].items():
        declared = {method.upper() for method in operations}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - declared:
            world._carry(method, settings().public_base_url + path, {}, "")
            found = world.exchanges[-1]
            assert (found.status, found.header("content-type")) == (405, "application/problem+json")
            assert declared <= set(found.header("allow").split(", ")) <= declared | {"HEAD"}
