"""« Tableau de bord »: its order, its views, what it shows when there is little, and how large it grows."""

import re
from datetime import timedelta

import pytest

from chalicelib.domain.people import Name
from chalicelib.domain.periods import Validity
from chalicelib.domain.statuses import Status
from chalicelib.store.lines import SummaryItem, given_item
from chalicelib.store.table import Item, update
from tests.browser import Page
from tests.integration.scenes import CLAIRE, HELENE, PAUL, Scenes

HEADERS = ["Nom", "Prénom", "Identifiant", "Profil", "Validité", "Nb structures", "Statut", "Actions"]


def headers_of(page: Page) -> list[str]:
    """Return the texts of the table's header, with the arrow of the sorted column."""
    head = page.body[page.body.index("<thead") : page.body.index("</thead>")]
    return [text for text in re.findall(r">([^<>]+)<", head) if text.strip()]


def board(scenes: Scenes, query: str = "") -> Page:
    """Return the dashboard of Claire."""
    page = scenes.browser(CLAIRE).get(f"/delegations{query}")
    assert page.status == 200
    return page


def starts(page: Page) -> list[str]:
    """Return the first day on each row, as ISO 8601 has it."""
    return ["-".join(reversed(row.cells[4].split()[0].split("/"))) for row in page.rows]


@pytest.mark.parametrize("path", ["/", "/delegations", "/recues"])
def test_an_item_without_a_kind_hides_no_line(scenes: Scenes, path: str) -> None:
    """An update of a line that was removed just before would leave one."""
    found = scenes.validated()
    who = PAUL if path == "/recues" else CLAIRE
    shown = scenes.browser(who).get(path)
    for place in ("GIVEN", "RECEIVED"):
        update(SummaryItem(f"ACC#{who}", f"{place}#lost"), [SummaryItem.used_on.set("2026-03-01")])
    again = scenes.browser(who).get(path)
    assert (again.status, again.text) == (200, shown.text)
    assert path == "/" or found in again.body


def test_each_header_sorts_by_its_column_and_then_the_other_way(scenes: Scenes) -> None:
    for _ in range(3):
        scenes.invitation()
    page = board(scenes)
    assert "aria-sort" not in page.body
    rising = scenes.browser(CLAIRE).get(page.link("Validité"))
    assert rising.body.count('aria-sort="ascending"') == 1
    assert starts(rising) == sorted(starts(page))
    falling = scenes.browser(CLAIRE).get(rising.link("Validité"))
    assert falling.body.count('aria-sort="descending"') == 1
    assert starts(falling) == starts(rising)[::-1]
    assert scenes.browser(CLAIRE).get(falling.link("Validité")).url == rising.url


def test_sorting_keeps_the_search_the_view_and_the_length_of_pages(scenes: Scenes) -> None:
    for _ in range(11):
        scenes.invitation()
    page = board(scenes, "?nom=inconnu&statut=en_cours&lignes=25&page=1")
    for label in ("Nom", "Nb structures", "Statut"):
        (href,) = {href for text, href in page.links if text == label}
        assert "nom=inconnu" in href
        assert "statut=en_cours" in href
        assert "lignes=25" in href
    sorted_page = board(scenes, "?tri=-debut")
    (following,) = {href for text, href in sorted_page.links if text == "Page suivante"}
    assert "tri=-debut" in following
    assert starts(board(scenes, following.partition("/delegations")[2])) == [min(starts(board(scenes, "?tri=debut")))]


@pytest.mark.parametrize("tri", ["", "date", "--nom", "-", "nom; drop"])
def test_an_order_without_a_meaning_is_the_usual_one(tri: str, scenes: Scenes) -> None:
    waiting, _ = scenes.to_validate(), scenes.validated()
    page = board(scenes, f"?tri={tri}")
    assert waiting in page.rows[0].links[0][1]


def test_what_is_in_force_stands_above_what_is_refused_or_over(scenes: Scenes) -> None:
    scenes.ended()
    opened = scenes.validated()
    scenes.world.now += timedelta(seconds=5)
    scenes.refused()
    scenes.disowned()
    waiting = scenes.to_validate()
    assert [row.links[0][1].rsplit("/", 1)[1] for row in board(scenes).rows[:2]] == [waiting, opened]


def test_the_view_of_open_accesses_holds_what_opens_one_today(scenes: Scenes) -> None:
    opened, later = scenes.validated(), scenes.validated()
    scenes.demand()
    page = board(scenes)
    view = scenes.browser(CLAIRE).get(page.link("Accès ouverts aujourd’hui (1)"))
    assert [row.links[0][1].rsplit("/", 1)[1] for row in view.rows] == [opened]
    assert "Toutes (3)" in view.text
    start = scenes.delegation(later).terms.validity.start
    assert f"Accès ouvert à partir du {start:%d/%m/%Y}" in page.text
    assert "Accès ouvert à partir du" not in view.text


def test_a_delegation_without_a_structure_opens_nothing(scenes: Scenes) -> None:
    found = scenes.delegation(scenes.validated())
    given_item(found._replace(terms=found.terms._replace(structures=()))).save()
    assert "Accès ouverts aujourd’hui (0)" in board(scenes).text


def test_somebody_unknown_is_named_by_his_address(scenes: Scenes) -> None:
    scenes.invitation("zoe.inconnue@exemple.fr")
    page = board(scenes)
    (label,) = [text for text, _ in page.rows[0].links if "détail de la délégation" in text]
    assert label.startswith("zoe.inconnue@exemple.fr")
    assert "non renseigné" not in page.text


def test_an_empty_table_shows_its_header_and_one_page_its_number(scenes: Scenes) -> None:
    nothing = scenes.browser(HELENE).get("/delegations")
    assert headers_of(nothing) == HEADERS
    assert "Aucune délégation" in nothing.text
    assert "Page suivante" not in nothing.text
    scenes.invitation()
    page = board(scenes)
    assert headers_of(page) == HEADERS
    assert 'aria-label="Page 1 sur 1, page actuelle"' in page.body


def test_a_gap_in_cover_is_named_with_its_days(scenes: Scenes) -> None:
    first = scenes.delegation(scenes.validated()).terms.validity
    second = scenes.delegation(scenes.validated()).terms.validity
    gap = Validity(first.end + timedelta(days=1), second.start - timedelta(days=1))
    assert gap.days == 1
    assert f"Aucun comptable le {gap.start:%d/%m/%Y}" in board(scenes).text


def test_two_hundred_delegations_are_less_than_300_kb_and_fifty_bars(scenes: Scenes) -> None:
    model = scenes.delegation(scenes.validated())
    name = Name("MME", "Marie-Antoinette", "Remplaçant-Dubois")
    with Item.batch_write() as batch:
        for number in range(199):
            delegue = model.delegue._replace(name=name, address=f"marie-antoinette.{number}@cabinet-medical.example")
            batch.save(given_item(model._replace(id=f"{number:016d}", delegue=delegue, status=Status.EN_COURS)))
    page = board(scenes, "?lignes=100")
    assert len(page.rows) == 100
    assert page.body.count("<rect x=") - 3 == 50, "three stand in the legend"
    assert "encore 150 délégations" in page.text
    assert len(page.body.encode()) < 300_000
    whole = board(scenes, "?calendrier=tout")
    assert whole.body.count("<rect x=") - 3 == 200
    assert len(whole.body.encode()) < 300_000
