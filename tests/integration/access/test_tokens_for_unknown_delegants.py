"""An unknown délégant gives no token, even to a délégué of other délégants."""

import json

import pytest

from chalicelib.identity.tokens import LocalSigner
from tests.integration.access.service import PortalService, give
from tests.integration.access.test_tokens import ASKED, TYPE, error_of, result_of


@pytest.fixture(autouse=True)
def _keyed(keyed: LocalSigner) -> None:
    """Every test here signs with the keys of this process."""


@pytest.mark.parametrize(
    ("kind", "name"),
    [("email", "personne@exemple.fr"), ("rpps", "10101010101"), ("account", "pas un compte"), ("account", "personne")],
)
@pytest.mark.parametrize("party", ["subject", "actor"])
def test_a_request_for_an_unknown_delegant_gets_no_token(
    portal: PortalService, party: str, kind: str, name: str
) -> None:
    give()
    assert result_of(portal.form("token", ASKED))["access_token"], "he may for the one who has given him access"
    asked = {**ASKED, f"{party}_token": name, f"{party}_token_type": TYPE + kind}
    found = portal.form("token", asked)
    assert error_of(found) == "invalid_request"
    assert "access_token" not in json.loads(found.body)
