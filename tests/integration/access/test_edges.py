"""A page that is just full has none after it; a request's id that could be no header is not sent back."""

import pytest

from tests.integration.access.service import QUESTION, PortalService, give
from tests.integration.access.test_search import WHO


def test_a_page_that_is_just_full_is_the_last_one(portal: PortalService) -> None:
    give()
    answer = portal.answer("search/subject", {**WHO, "page": {"limit": 1}})
    assert answer["page"]["count"] == 1
    assert answer["page"]["next_token"] == ""


@pytest.mark.parametrize(("given", "sent_back"), [("abc-1", "abc-1"), ("é", ""), ("a\tb", "")])
def test_a_request_id_is_sent_back_when_it_can_be_a_header(portal: PortalService, given: str, sent_back: str) -> None:
    assert portal.ask("evaluation", QUESTION, X_Request_ID=given).header("x-request-id") == sent_back
