"""Token exchange by a délégué himself, from a page of the portal, with his session as credential."""

import json
from collections.abc import Mapping

import pytest

from chalicelib.domain.synthetic import DELEGANT
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.identity.tokens import LocalSigner
from chalicelib.runtime import context
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import epoch
from tests.builders import DAY
from tests.integration.access.service import FIRST_USE, PortalService, calls, give
from tests.integration.access.test_tokens import ASKED, claims_of, error_of, result_of
from tests.integration.world import Exchange, World


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""


class Person:
    """A signed-in délégué, and a page of the portal that exchanges tokens for him."""

    def __init__(self, world: World, account_id: str, mode: Mode = Mode.MOT_DE_PASSE) -> None:
        self.world = world
        self.browser = world.signed_in(account_id, mode)
        found = sessions.read(
            self.browser.cookies[sessions.cookie_name(settings())], context().keys, world.now, settings()
        )
        assert found
        self.csrf = sessions.csrf_token(found.session_id, context().keys)
        self._portal = PortalService(world, name=f"page-{account_id}")

    def exchange(self, fields: Mapping[str, str], **headers: str) -> Exchange:
        """Exchange a token as the script of a page does."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.browser.cookies.items())
        given = {"Authorization": "", "Cookie": cookie, "X_CSRF_Token": self.csrf, "Sec_Fetch_Site": "same-origin"}
        return self._portal.form("token", fields, **{**given, **headers})


OWN = {name: value for name, value in ASKED.items() if not name.startswith("actor")}


def test_a_delegue_gets_a_token_for_himself(world: World, portal: PortalService, keyed: LocalSigner) -> None:
    give()
    found = Person(world, "paul").exchange(OWN)
    claims = claims_of(result_of(found)["access_token"], keyed)
    assert (claims["sub"], claims["act"], claims["client_id"]) == ("claire", {"sub": "paul"}, "session")
    assert calls(found) == ["BatchGetItem", "Query", *FIRST_USE]


@pytest.mark.parametrize("named", [DELEGANT, "synthetic-nobody"])
def test_no_name_that_a_delegue_types_shortens_the_trace_of_his_denial(
    world: World, portal: PortalService, named: str
) -> None:
    give()
    assert error_of(Person(world, "paul").exchange({**OWN, "subject_token": named})) == "invalid_request"
    (denial,) = world.of_kind("refusal")
    assert int(denial["ttl"]["N"]) == epoch(world.now + settings().history_kept_days * DAY)


def test_nobody_gets_a_token_for_a_delegation_to_another_person(world: World, portal: PortalService) -> None:
    give()
    for stranger in ("claire", "paul"):
        world.person(f"{stranger}-2", f"{stranger}2@exemple.fr", portal.world.delegue().name)
        assert error_of(Person(world, f"{stranger}-2").exchange(OWN)) == "invalid_request"
    assert error_of(Person(world, "paul").exchange(ASKED)) == "invalid_request"
    assert error_of(Person(world, "claire").exchange(OWN)) == "invalid_request"


def test_a_session_without_the_token_of_its_forms_gets_no_token(world: World, portal: PortalService) -> None:
    give()
    paul = Person(world, "paul")
    for headers in ({"X_CSRF_Token": ""}, {"X_CSRF_Token": "x"}, {"Cookie": ""}, {"Sec_Fetch_Site": "cross-site"}):
        found = paul.exchange(OWN, **headers)
        assert (found.status, json.loads(found.body)["error"]) == (401, "invalid_client")
        assert found.header("www-authenticate").startswith("Bearer")
    other = Person(world, "claire")
    assert paul.exchange(OWN, X_CSRF_Token=other.csrf).status == 401


def test_an_ended_session_gets_no_token(world: World, portal: PortalService) -> None:
    give()
    paul = Person(world, "paul")
    HeadItem(*keys.head("paul")).update(actions=[HeadItem.generation.set(1)])
    assert paul.exchange(OWN).status == 401
