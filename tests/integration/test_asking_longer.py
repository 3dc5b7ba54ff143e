"""« Demander à prolonger »: from the délégué's space to the délégant's one « Valider »."""

from datetime import date, timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.answer_longer import grant_longer
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.given import Hint
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.refusals import Code, Refused
from chalicelib.domain.statuses import Status
from chalicelib.settings import settings
from chalicelib.store.grants import GrantItem
from tests.browser import Page
from tests.builders import DAY
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes


def _last_day(scenes: Scenes, found: str) -> date:
    return scenes.delegation(found).terms.validity.end


def _ask(scenes: Scenes, found: str, **fields: str) -> Page:
    browser, path = scenes.browser(PAUL), f"/recues/{found}/prolonger"
    return browser.submit(browser.get(path), path, **fields)


def _answer(scenes: Scenes, found: str, **fields: str) -> Page:
    browser, path = scenes.browser(CLAIRE), f"/delegations/{found}/prolongation"
    return browser.submit(browser.get(path), path, **fields)


def _grants(scenes: Scenes) -> list[GrantItem]:
    return [GrantItem.from_raw_data(item) for item in scenes.world.of_kind("grant")]


def test_the_delegue_asks_the_delegant_validates_and_the_new_end_holds(scenes: Scenes) -> None:
    found = scenes.validated()
    last = _last_day(scenes, found)
    asked = last + 31 * DAY

    page = _ask(scenes, found, fin=f"{asked:%d/%m/%Y}")
    assert "Votre demande de prolongation a bien été envoyée." in page.text
    assert _last_day(scenes, found) == last
    scenes.world.run_schedule()
    mail = scenes.world.mail("claire@cabinet.example", "Demande de prolongation")
    assert mail.subject == "Demande de prolongation"
    assert f"jusqu’au {asked:%d/%m/%Y} inclus, au lieu du {last:%d/%m/%Y}" in mail.text
    assert f"/delegations/{found}/prolongation" in mail.text

    page = _answer(scenes, found, reponse="valider")
    assert "La prolongation a bien été accordée." in page.text
    assert (_last_day(scenes, found), scenes.delegation(found).proposal) == (asked, None)
    scenes.world.run_schedule()
    assert scenes.world.mail(KNOWN[PAUL]).subject == "Prolongation d'une délégation"


def test_the_request_stands_where_the_delegant_looks(scenes: Scenes) -> None:
    found = scenes.asked_longer()
    browser, path = scenes.browser(CLAIRE), f"/delegations/{found}/prolongation"
    for place in ("/compte", "/delegations", f"/delegations/{found}"):
        page = browser.get(place)
        assert any(href.endswith(path) for _, href in page.links), place
    assert "demande à prolonger sa délégation" in browser.get("/notifications").text
    assert "n’a pas encore répondu" in scenes.browser(PAUL).get(f"/recues/{found}").text
    assert "prolongation demandée jusqu’au" in scenes.browser(PAUL).get("/recues").text


def test_less_is_granted_and_both_read_so(scenes: Scenes) -> None:
    found = scenes.asked_longer()
    shorter = _last_day(scenes, found) + 5 * DAY
    _answer(scenes, found, reponse="valider", fin=f"{shorter:%d/%m/%Y}")
    assert _last_day(scenes, found) == shorter
    scenes.world.run_schedule()
    assert f"jusqu’au {shorter:%d/%m/%Y} inclus, et non jusqu’au" in scenes.world.mail(KNOWN[PAUL]).text


@pytest.mark.parametrize("fin", ["", "31/02/2027", "01/01/2099"])
def test_an_answer_with_an_error_changes_nothing_and_keeps_what_was_typed(scenes: Scenes, fin: str) -> None:
    found = scenes.asked_longer()
    before = scenes.delegation(found)
    page = _answer(scenes, found, reponse="valider", fin=fin)
    assert (page.status, scenes.delegation(found)) == (400, before)
    assert ("fin", fin) in page.form(f"/delegations/{found}/prolongation").filled({})


def test_the_delegant_declines_and_nothing_changes(scenes: Scenes) -> None:
    found = scenes.asked_longer()
    last = _last_day(scenes, found)
    page = _answer(scenes, found, reponse="refuser")
    assert "La prolongation a bien été refusée" in page.text
    assert (_last_day(scenes, found), scenes.delegation(found).end_request) == (last, None)
    scenes.world.run_schedule()
    assert scenes.world.mail(KNOWN[PAUL]).subject == "Refus d'une prolongation"


def test_one_that_is_over_is_asked_for_anew_and_validated_by_one_answer(scenes: Scenes) -> None:
    found = scenes._before(30 * DAY, scenes.validated)
    scenes.world.run_schedule()
    assert _grants(scenes) == []
    first, last = scenes.today + 2 * DAY, scenes.today + 40 * DAY
    page = _ask(scenes, found, debut=f"{first:%d/%m/%Y}", fin=f"{last:%d/%m/%Y}")
    assert page.status == 200
    _answer(scenes, found, reponse="valider")
    delegation = scenes.delegation(found)
    assert delegation.terms.validity == (first, last)
    assert (delegation.status_at(scenes.world.now), delegation.opens_at(scenes.world.now)) == (Status.VALIDEE, False)
    assert [grant.delegation_id for grant in _grants(scenes)] == [found]


def test_a_delegation_made_meanwhile_stands_in_the_way_of_one_that_is_over(scenes: Scenes) -> None:
    found = scenes.asked_anew()
    scenes.validated()
    request = scenes.delegation(found).end_request
    assert request is not None
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        fin = request.end.isoformat()
        grant_longer(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, fin, "accorder")
    assert refused.value.code is Code.OVERLAP


def test_too_early_the_delegue_is_led_to_the_delegation(scenes: Scenes) -> None:
    found = scenes.proposal()
    page = scenes.browser(PAUL).get(f"/recues/{found}/prolonger")
    assert page.url.endswith(f"/recues/{found}")
    assert "Demander à prolonger" not in page.text


def test_a_link_of_the_mail_leads_to_the_delegation_once_it_is_answered(scenes: Scenes) -> None:
    found = scenes.validated()
    page = scenes.browser(CLAIRE).get(f"/delegations/{found}/prolongation")
    assert page.url.endswith(f"/delegations/{found}")


def test_one_person_asks_five_times_a_day_at_most(scenes: Scenes) -> None:
    found = scenes.validated()
    last, most = _last_day(scenes, found), settings().prolongations_asked_per_day

    def ask(number: int) -> None:
        asked = AskedTerms("", (last + (number + 1) * DAY).isoformat())
        ask_longer(runtime.context(), scenes.session(PAUL), found, asked, f"demande-{number}")

    for number in range(most):
        ask(number)
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        ask(most)
    assert refused.value.code is Code.LIMIT
    scenes.world.now += timedelta(days=1)
    ask(most)
    sent = [row for row in scenes.world.of_kind("mail") if row["mail_kind"]["S"] == "demande_prolongation"]
    assert len(sent) == most + 1


@pytest.mark.parametrize(
    ("fin", "said"), [("", "Saisissez la date de fin."), ("01/01/2020", "La date de fin"), ("31/12/2099", "dépasser")]
)
def test_a_request_with_an_error_asks_for_nothing(scenes: Scenes, fin: str, said: str) -> None:
    found = scenes.validated()
    page = _ask(scenes, found, fin=fin)
    assert (page.status, said in page.text) == (400, True)
    assert scenes.delegation(found).end_request is None
