"""The URLs of every page lead to a route; the page of a mail's link fetches nothing."""

import html
import re
from urllib.parse import urlsplit

from chalicelib.http.inline import inlined
from tests.integration.page_routes import ROUTES
from tests.integration.world import Exchange


def test_the_page_of_a_mails_link_arrives_in_one_answer(crawl: list[Exchange]) -> None:
    shown = [
        found for found in crawl if found.path.startswith("/lien/") and found.method == "GET" and found.status == 200
    ]
    assert shown
    for found in shown:
        fetched = [url for tag, url in re.findall(r'<(link|img|script)\b[^>]*?(?:href|src)="([^"]*)"', found.body)]
        assert fetched == [inlined().icon], found.path


def _urls(found: Exchange) -> list[str]:
    return [html.unescape(url) for url in re.findall(r'\s(?:href|src|action|formaction|poster)="([^"]*)"', found.body)]


def test_every_url_of_a_page_has_the_prefix_of_the_stage(crawl: list[Exchange]) -> None:
    pages = [found for found in crawl if found.header("content-type").startswith("text/html")]
    assert len(pages) > 100
    for found in pages:
        urls = _urls(found)
        assert urls
        for url in urls:
            assert url.startswith(("/api/", "https://", "tel:", "#")) or url == inlined().icon, f"{url} on {found.path}"
    for found in crawl:
        location = found.header("location")
        assert not location or location.startswith("/api/"), f"{location} from {found.path}"


def test_every_url_of_a_page_leads_to_a_route(crawl: list[Exchange]) -> None:
    # As in Chalice and API Gateway, a fixed path takes precedence over one with a parameter.
    declared = [(re.sub(r"\{\w+\}", r"[^/]+", route), ROUTES[route]) for route in sorted(ROUTES)]
    for found in crawl:
        for url in _urls(found):
            path = urlsplit(url).path.removeprefix("/api")
            if url.startswith("/api/"):
                assert any(re.fullmatch(pattern, path) for pattern, _ in declared), f"{url} on {found.path}"
        for action in re.findall(r'<form method="post" action="/api([^"]*)"', found.body):
            path = urlsplit(action).path
            first = next(methods for pattern, methods in declared if re.fullmatch(pattern, path))
            assert "POST" in first, f"{action} on {found.path}"
