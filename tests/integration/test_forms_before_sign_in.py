"""Forms before the sign-in work in every tab, and lead nowhere else."""

import pytest

from chalicelib.http.security import headers
from chalicelib.settings import settings
from tests.integration.world import World


def test_a_form_still_works_after_it_was_opened_in_another_tab(world: World) -> None:
    browser = world.browser()
    first = browser.get("/mot-de-passe-oublie")
    second = browser.get("/mot-de-passe-oublie")
    for page in (first, second):
        answer = browser.submit(page, "/mot-de-passe-oublie", adresse="personne@exemple.fr")
        assert answer.status == 200, answer.text


@pytest.mark.parametrize(
    ("issuer", "targets"), [("", "'self'"), ("https://psc.example/auth", "'self' https://psc.example")]
)
def test_a_form_goes_only_to_the_service_or_to_pro_sante_connect(issuer: str, targets: str) -> None:
    given = headers(settings()._replace(psc_issuer=issuer))
    assert f"; form-action {targets}; " in given["Content-Security-Policy"]
