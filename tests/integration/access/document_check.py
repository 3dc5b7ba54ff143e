"""Checks every answer to a service against the OpenAPI document: status, headers and content."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from chalicelib.access.description import description
from tests.integration.world import Exchange


@cache
def document() -> dict[str, Any]:
    """Return the document."""
    return description()


def check(found: Exchange) -> None:
    """Fail unless the document describes the answer."""
    responses = document()["paths"][found.path][found.method.lower()]["responses"]
    assert str(found.status) in responses, f"{found.path}: {found.status} {found.body}"
    response = responses[str(found.status)]
    for name in response.get("headers", {}):
        assert found.header(name), f"{name} is missing: {found.status} {found.path}"
    ((media_type, content),) = response["content"].items()
    assert found.header("content-type") == media_type
    whole = {**content["schema"], "components": document()["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(json.loads(found.body))
