"""The history shows the délégant alone which accesses the services denied to the délégué."""

from datetime import timedelta

from chalicelib import runtime
from chalicelib.domain.decisions import Denial
from chalicelib.store.denials import TOKEN, UNKNOWN, DeniedAccess, count
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

KEPT = timedelta(days=365)


def deny(delegant: str, delegue: str, service: str, denial: Denial, times: int = 1) -> None:
    """Count a denial of today."""
    count({DeniedAccess(delegant, delegue, service, denial): times}, runtime.context().now, KEPT)


def page_text(scenes: Scenes, delegation_id: str) -> str:
    """Return the page of a delegation, on one line."""
    page = scenes.browser(CLAIRE).get(f"/delegations/{delegation_id}")
    return " ".join(page.text.split())


def test_each_denied_service_is_shown_with_reason_day_and_count(scenes: Scenes) -> None:
    found = scenes.validated()
    deny(CLAIRE, PAUL, "paiements", Denial.STRUCTURE, times=3)
    deny(CLAIRE, PAUL, TOKEN, Denial.NOT_STARTED)
    deny(CLAIRE, PAUL, UNKNOWN, Denial.UNKNOWN_SERVICE)
    page = page_text(scenes, found)
    assert "Accès refusés" in page
    assert "02/03/2026 Tous mes paiements La délégation ne porte pas sur cette structure. 3" in page
    assert "Jeton d’accès La période de validité de la délégation n’a pas commencé. 1" in page
    assert "Service inconnu Ce service n’existe pas. 1" in page


def test_without_denials_nothing_is_shown(scenes: Scenes) -> None:
    assert "Accès refusés" not in page_text(scenes, scenes.validated())


def test_denials_of_other_people_are_not_shown(scenes: Scenes) -> None:
    found = scenes.validated()
    deny(HELENE, PAUL, "paiements", Denial.STRUCTURE)
    deny(CLAIRE, "somebody-else", "paiements", Denial.STRUCTURE)
    assert "Accès refusés" not in page_text(scenes, found)
