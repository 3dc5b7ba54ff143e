"""Schemathesis over the document of the services: decisions, searches, tokens."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from chalicelib.identity.tokens import LocalSigner
from tests.integration.access.service import CLAIRE, PAUL, PAYMENTS, PortalService, give
from tests.integration.access.test_tokens import ASKED
from tests.prove.requests.examined import EXAMPLES, METHODS, examine, labels

DECISIVE = ["2xx"]
"""What the schema admits is answered: a name that nobody has gets a no."""


def put_known(case: Any, seen: Counter[str]) -> None:
    """Put existing people into every second valid request, and ask for first pages only."""
    if case.meta.generation.mode is not GenerationMode.POSITIVE or not isinstance(case.body, dict):
        return
    case.body.get("page", {}).pop("token", None)  # the document cannot express that the token is one of ours
    seen[case.operation.label] += 1
    if seen[case.operation.label] % 2:
        return
    if "grant_type" in case.body:
        case.body = {**case.body, **ASKED, "scope": "paiements", "audience": "amelipro"}
        case.body.pop("resource", None)
    known = {"subject": PAUL, "resource": CLAIRE, "action": PAYMENTS}
    case.body.update({name: {**case.body[name], **value} for name, value in known.items() if name in case.body})


def configuration(bearer: str) -> SchemathesisConfig:
    """Return every check and a service's credential; a valid exchange may be refused with 400 (RFC 8693 §2.2.2)."""
    exchange = {"positive_data_acceptance": {"expected-statuses": [*DECISIVE, "400"]}}
    return SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": EXAMPLES, "database": "none"},
            "phases": {"coverage": {"unexpected-methods": METHODS}},
            "auth": {"openapi": {"service": {"bearer": bearer}}},
            "checks": {"positive_data_acceptance": {"expected-statuses": DECISIVE}},
            "operations": [{"include-operation-id": "echangerJeton", "checks": exchange}],
            "continue-on-failure": True,
        }
    )


@pytest.fixture
def hooked() -> Iterator[None]:
    """Let the requests use existing people."""
    seen: Counter[str] = Counter()

    def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
        put_known(case, seen)

    schemathesis.hook(before_call)
    yield
    schemathesis.hooks.unregister(before_call)


@pytest.mark.filterwarnings("ignore")
def test_the_access_api_agrees_with_its_document(
    portal: PortalService, keyed: LocalSigner, hooked: None, address: str
) -> None:
    give()
    schema = schemathesis.openapi.from_url(f"{address}/access/v1/openapi.json", config=configuration(portal.bearer))
    schema.config.base_url = address
    found = examine(schema, "requests of services")
    assert not found.wrong, "\n\n".join(f"{name}\n{said}" for name, said in found.wrong.items())
    missed = labels(schema) - found.reached.keys()
    assert not missed, f"never answered with a success: {missed}, of {found.reached}"
