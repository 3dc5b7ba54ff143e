"""Random requests get JSON, never a 5xx, and never a yes to an invalid question."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.identity.tokens import LocalSigner
from tests.integration.access.service import QUESTION, PortalService, give
from tests.integration.access.test_credentials import DECISIONS, OAUTH
from tests.integration.access.test_tokens import ASKED
from tests.whole import examples

WORDS = st.one_of(
    st.text(max_size=8), st.sampled_from(["paul", "claire", "account", "espace", "paiements", "\x00", "#"])
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), WORDS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)),
    max_leaves=6,
)
ENTITIES = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {},
        optional={
            "type": st.one_of(
                VALUES, st.sampled_from(["account", "email", "rpps", "cpe", "espace", "structure", "am"])
            ),
            "id": VALUES,
            "name": VALUES,
            "properties": st.one_of(VALUES, st.fixed_dictionaries({"delegant": VALUES})),
        },
    ),
)
NAMES = ("subject", "action", "resource", "context", "page", "options", "evaluations")
BODIES = st.one_of(
    VALUES,
    st.fixed_dictionaries({}, optional=dict.fromkeys(NAMES, ENTITIES)).map(lambda change: {**QUESTION, **change}),
    st.lists(ENTITIES, max_size=4).map(lambda items: {**QUESTION, "evaluations": items}),
)
QUIET = settings(
    max_examples=examples(50, 150), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@QUIET
@given(st.sampled_from(DECISIONS), BODIES)
def test_no_json_makes_a_decision_fail(portal: PortalService, path: str, body: Any) -> None:
    give()
    found = portal.ask(path, body)
    assert found.status in {200, 400}, found.body
    answer = json.loads(found.body)
    if found.status == 400:
        assert answer["status"] == 400


@QUIET
@given(st.sampled_from(OAUTH), st.dictionaries(st.sampled_from([*ASKED, "token", "scope", "audience"]), WORDS))
def test_no_form_makes_an_exchange_fail(
    portal: PortalService, keyed: LocalSigner, path: str, change: dict[str, Any]
) -> None:
    give()
    sent = {name: value for name, value in {**ASKED, **change}.items() if "\ud800" not in value}
    found = portal.form(path, sent)
    assert found.status in {200, 400}, found.body
    assert isinstance(json.loads(found.body), dict)


@QUIET
@given(st.text(max_size=200))
def test_no_token_makes_introspection_fail(portal: PortalService, keyed: LocalSigner, token: str) -> None:
    found = portal.form("introspect", {"token": token})
    assert found.status in {200, 400}
    if found.status == 200:
        assert json.loads(found.body) == {"active": False}
