"""Every page is faultless in each of its states, each of its parts at every width, and none is left out."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.deploy.gateway import GATEWAY_RESPONSES, gateway_response
from infra.deploy.project import read_stage
from tests.browser import Browser, Page
from tests.end_to_end.browser.inspection import Watch
from tests.end_to_end.browser.letters import shown
from tests.end_to_end.browser.stage import Stage, absolute
from tests.end_to_end.browser.states import STATES
from tests.end_to_end.browser.states.state import State
from tests.end_to_end.browser.typography import slips
from tests.end_to_end.browser.visits import visited
from tests.end_to_end.local_platform import BASE_PATH, ROOT

PAGES = ROOT / "templates" / "pages"
NO_PAGES = {"/", "/connexion/carte", "/delegations/export"}
"""What links lead to that is no page: the ways to one's account and to Pro Santé Connect, and a file."""


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_page_is_faultless_in_every_state(state: State, stage: Stage) -> None:
    visit = visited(stage, state)
    assert visit.status == state.status
    seen = visit.seen
    assert _title_of(state.template) in {"", seen.heading.casefold()}
    form = re.compile("^Succès - " if state.template == "errors/erreur" else "^(Erreur|Succès) - ")
    title = form.sub("", seen.title)
    assert stage.titles.setdefault(title, state.template) == state.template, f"two pages are titled « {title} »"
    assert not visit.troubles, "\n".join(visit.troubles)


def test_the_gateways_own_pages_are_faultless(stage: Stage) -> None:
    context = stage.context()
    watch = Watch(context.new_page())
    for kind in GATEWAY_RESPONSES:
        watch.page.set_content(gateway_response(kind, read_stage("dev"))["responseTemplates"]["text/html"])
        troubles = watch.troubles()
        assert not troubles, "\n".join(troubles)
    stage.html["gateway"] = watch.seen().html
    context.close()


def test_the_whole_documentation_of_the_api_is_well_typeset(stage: Stage) -> None:
    whole = stage.world.platform.browser().get("/api/v1/documentation")
    stage.html["API, whole"] = whole.body
    assert slips(shown(whole.body)) == []


def _title_of(template: str) -> str:
    """Return the h1 that a template sets itself, which identifies its page."""
    found = re.search(r'{% set titre = "([^"]+)" %}', (PAGES / f"{template}.html").read_text(encoding="utf-8"))
    return unescape(found[1].replace("\\u00a0", "&nbsp;")).casefold() if found else ""


def test_every_template_is_visited() -> None:
    templates = {path.relative_to(PAGES).with_suffix("").as_posix() for path in _whole_pages(PAGES)}
    assert {state.template for state in STATES} == templates


def _whole_pages(folder: Path) -> list[Path]:
    return list(folder.rglob("[!_]*.html"))


def test_every_link_leads_to_a_visited_page(stage: Stage) -> None:
    looked_at = {_route(absolute(stage, state.place)) for state in STATES}
    routes: set[str] = set()
    for browser in (stage.world.platform.browser(), *stage.signed_in.values()):
        routes |= _crawl(browser, stage.url)
    assert routes - NO_PAGES - looked_at == set()
    assert len(routes) > 25


def _crawl(browser: Browser, url: str) -> set[str]:
    """Follow every link from the first page, once for each route; return the routes."""
    waiting, seen = [url + "/"], set[str]()
    while waiting:
        page = browser.get(waiting.pop())
        assert page.status < 500, page.url
        for link in _own_links(page, url):
            if _route(link) not in seen:
                seen.add(_route(link))
                waiting += [link] * (_route(link) not in NO_PAGES)
    return seen


def _own_links(page: Page, url: str) -> set[str]:
    found = {page_link.partition("#")[0] for _, page_link in page.links}
    root = url.removesuffix(BASE_PATH)
    return {root + link for link in found if link.startswith(f"{BASE_PATH}/")}


def _route(url: str) -> str:
    """Return the path of an address without the ids of delegations and links."""
    path = urlsplit(url).path.removeprefix(BASE_PATH)
    path = re.sub(r"^/(delegations|recues|pour-le-compte)/(?!nouvelle|export)[^/]+", r"/\1/…", path)
    return re.sub(
        r"^/(lien/[^/]+|nouveau-mot-de-passe|confirmer-adresse|ce-n-est-pas-moi|connexion-inconnue)/[^/]+",
        r"/\1/…",
        path,
    )
