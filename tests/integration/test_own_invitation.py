"""A délégant may answer his own invitation with his card: it comes to nothing, and he can delete it."""

from chalicelib.domain.mails import Purpose
from chalicelib.domain.statuses import Reason
from tests.integration.scenes import CLAIRE, Scenes


def test_an_invitation_that_its_own_delegant_answered_can_be_deleted(scenes: Scenes) -> None:
    found, browser = scenes.invitation(), scenes.browser(CLAIRE)
    link = f"/invitation-par-carte/{scenes.token(found, Purpose.OPEN_ACCOUNT)}"
    browser.submit(browser.get(link), link)
    assert scenes.delegation(found).reason is Reason.SOI_MEME

    asked = browser.get(f"/delegations/{found}/supprimer")
    assert "La délégation a bien été supprimée." in browser.submit(asked, "/supprimer").text
