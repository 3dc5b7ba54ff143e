"""A page that is exactly full, and the ids of requests."""

import pytest

from tests.integration.access.service import QUESTION, PortalService, give
from tests.integration.access.test_search import WHO


def test_a_page_that_holds_exactly_the_remaining_results_is_the_last(portal: PortalService) -> None:
    give()
    answer = portal.answer("search/subject", {**WHO, "page": {"limit": 1}})
    assert answer["page"]["count"] == 1
    assert answer["page"]["next_token"] == ""


@pytest.mark.parametrize(("given", "sent_back"), [("abc-1", "abc-1"), ("é", ""), ("a\tb", "")])
def test_a_request_id_is_returned_only_if_it_is_a_valid_header(
    portal: PortalService, given: str, sent_back: str
) -> None:
    assert portal.ask("evaluation", QUESTION, X_Request_ID=given).header("x-request-id") == sent_back
