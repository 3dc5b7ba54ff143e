"""Several delegations prolonged at once: each by itself, one page that says what came of each, one mail for all."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.accept import accept_in_space
from chalicelib.acts.change import change
from chalicelib.acts.delete import delete
from chalicelib.acts.given import Hint
from chalicelib.acts.prolong_several import MOST_AT_ONCE, Ticked, prolong_several
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.terms import AskedEnd
from chalicelib.acts.validate import validate
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.prolongations import months_later
from chalicelib.domain.refusals import Code, Refused
from chalicelib.identity.sessions import Mode
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.calls import Busy
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item
from chalicelib.store.mails import MailState, prolonged_item
from tests.browser import Browser, Page
from tests.builders import DAY
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.refused_input import unchanged
from tests.integration.scenes import CLAIRE, LEA, PAUL, Scenes

PATH = "/delegations/prolonger"
SUBJECT = "Mise à jour de vos délégations"


def _last_day(scenes: Scenes, found: str) -> date:
    return scenes.delegation(found).terms.validity.end


def _asked(scenes: Scenes, found: str) -> date | None:
    proposal = scenes.delegation(found).proposal
    return proposal.terms.validity.end if proposal else None


def _box(scenes: Scenes, found: str) -> str:
    return f"{found}:{_last_day(scenes, found).isoformat()}"


def _two(scenes: Scenes) -> tuple[str, str]:
    """Return a delegation to Paul and one to Léa: two of one délégué would get into each other's way."""
    other = scenes.to_validate()
    validate(runtime.context(), scenes.session(CLAIRE), other, Hint(), 1)
    return scenes.validated(), other


def _send(browser: Browser, page: Page, boxes: list[str], **fields: str) -> Page:
    return browser.submit(page, PATH, delegations=boxes, **fields)


def _prolong(scenes: Scenes, boxes: list[str], **fields: str) -> Page:
    browser = scenes.browser(CLAIRE)
    return _send(browser, browser.get(PATH), boxes, **fields)


def _letters(scenes: Scenes) -> list[str]:
    scenes.world.now += timedelta(minutes=3)
    scenes.world.run_schedule()
    return [mail.text for mail in scenes.world.mails() if mail.subject == SUBJECT]


def _own_mails(scenes: Scenes) -> int:
    return sum(row["mail_kind"]["S"] == "proposition_delegant" for row in scenes.world.of_kind("mail"))


def test_each_is_prolonged_from_its_own_last_day(scenes: Scenes) -> None:
    one, other = _two(scenes)
    page = _prolong(scenes, [_box(scenes, one), _box(scenes, other)], duree="1")
    assert "2 demandes de prolongation ont bien été enregistrées." in page.text
    for found in (one, other):
        assert _asked(scenes, found) == months_later(_last_day(scenes, found), 1)


def test_one_box_stands_for_all_that_are_shown(scenes: Scenes) -> None:
    shown = _two(scenes)
    _prolong(scenes, [], toutes="oui", duree="6")
    assert None not in {_asked(scenes, found) for found in shown}


def test_one_date_may_be_typed_for_all(scenes: Scenes) -> None:
    one, other = _two(scenes)
    wanted = _last_day(scenes, other) + 30 * DAY
    _prolong(scenes, [_box(scenes, other)], duree="autre", fin=f"{wanted:%d/%m/%Y}")
    assert (_asked(scenes, one), _asked(scenes, other)) == (None, wanted)


def test_one_mail_tells_the_delegant_of_all_and_each_delegue_has_his_demand(scenes: Scenes) -> None:
    one, other = _two(scenes)
    _prolong(scenes, [_box(scenes, one), _box(scenes, other)], duree="3")
    demands = [row for row in scenes.world.of_kind("mail") if row["mail_kind"]["S"] == "proposition_delegue"]
    assert (len(demands), _own_mails(scenes)) == (2, 0)
    (text,) = _letters(scenes)
    for found in (one, other):
        last = _last_day(scenes, found)
        assert f"jusqu’au {months_later(last, 3):%d/%m/%Y} inclus, au lieu du {last:%d/%m/%Y}" in text
    assert len(_letters(scenes)) == 1


def test_one_that_is_refused_holds_up_no_other_and_its_reason_is_said(scenes: Scenes) -> None:
    one, other = _two(scenes)
    browser = scenes.browser(CLAIRE)
    boxes, form = [_box(scenes, one), _box(scenes, other)], browser.get(PATH)
    delete(runtime.context(), scenes.session(CLAIRE), one, Hint())
    page = _send(browser, form, boxes, duree="6")
    assert "Une délégation n’a pas été prolongée" in page.text
    assert "Délégation supprimée depuis" in page.text
    assert _asked(scenes, other) is not None
    (text,) = _letters(scenes)
    assert text.count("au lieu du") == 1


def test_a_last_day_that_moved_since_the_page_was_shown_is_not_prolonged(scenes: Scenes) -> None:
    found = scenes.validated()
    browser = scenes.browser(CLAIRE)
    box, form = _box(scenes, found), browser.get(PATH)
    later = _last_day(scenes, found) + DAY
    change(runtime.context(), scenes.session(CLAIRE), found, Hint(), 1, AskedEnd(later.isoformat()), None)
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    page = _send(browser, form, [box], duree="1")
    assert "Son dernier jour a changé" in page.text
    assert _asked(scenes, found) is None


def test_the_form_sent_again_does_nothing_more_and_shows_the_same_result(scenes: Scenes) -> None:
    one, other = _two(scenes)
    browser = scenes.browser(CLAIRE)
    boxes, form = [_box(scenes, one), _box(scenes, other)], browser.get(PATH)
    first = _send(browser, form, boxes, duree="1")
    with unchanged(scenes.world):
        again = _send(browser, form, boxes, duree="1")
        reloaded = browser.get(first.url.partition("/api")[2])
    assert "2 demandes de prolongation" in first.text
    assert again.text == reloaded.text == first.text


def test_what_was_left_when_the_request_ended_is_done_by_the_form_sent_again(scenes: Scenes) -> None:
    one, other = _two(scenes)
    boxes = tuple(Ticked(found, _last_day(scenes, found)) for found in (one, other))

    def ends() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), meanwhile(TRANSACTION, ends, about=f"DELEG#{other}"):
        prolong_several(runtime.context(), scenes.session(CLAIRE), boxes, 1, "", "une-cle")
    assert (_asked(scenes, one) is None, _asked(scenes, other) is None) == (False, True)
    prolong_several(runtime.context(), scenes.session(CLAIRE), boxes, 1, "", "une-cle")
    assert _asked(scenes, other) is not None
    (text,) = _letters(scenes)
    assert text.count("au lieu du") == 2


def test_what_comes_after_the_mail_has_left_has_a_mail_of_its_own(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _two(scenes)
    boxes = tuple(Ticked(found, _last_day(scenes, found)) for found in (one, other))

    def busy_for_the_other(*given: Any, **more: Any) -> Delegation:
        if given[2] == other:
            raise Busy
        return change(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr("chalicelib.acts.prolong_several.change", busy_for_the_other)
        prolong_several(runtime.context(), scenes.session(CLAIRE), boxes, 1, "", "une-cle")
    assert len(_letters(scenes)) == 1
    prolong_several(runtime.context(), scenes.session(CLAIRE), boxes, 1, "", "une-cle")
    assert (_own_mails(scenes), len(_letters(scenes))) == (1, 1)


@pytest.mark.parametrize(
    ("ticks", "fields", "said"),
    [
        (False, {"duree": "1"}, "Cochez au moins une délégation."),
        (True, {}, "Choisissez une durée ou une date."),
        (True, {"duree": "autre"}, "Saisissez la date de fin."),
        (True, {"duree": "autre", "fin": "31/02/2027"}, "La date de fin"),
    ],
)
def test_a_form_with_errors_prolongs_nothing_and_keeps_what_was_typed(
    scenes: Scenes, ticks: bool, fields: dict[str, str], said: str
) -> None:
    found = scenes.validated()
    page = _prolong(scenes, [_box(scenes, found)] if ticks else [], **fields)
    assert page.status == 400
    assert said in page.text
    kept = page.form(PATH).filled({})
    assert (("delegations", _box(scenes, found)) in kept) is ticks
    assert all((name, value) in kept for name, value in fields.items())
    assert _asked(scenes, found) is None


@pytest.mark.parametrize("box", ["x", "x:2026-13-45", "../x:2026-01-01", "x:2026-01-01\n", "x" * 70 + ":2026-01-01"])
def test_a_box_that_is_not_ours_prolongs_nothing(scenes: Scenes, box: str) -> None:
    scenes.validated()
    with unchanged(scenes.world):
        assert _prolong(scenes, [box], duree="1").status == 400


def test_nobody_prolongs_the_delegations_of_others(scenes: Scenes) -> None:
    found = scenes.validated()
    browser = scenes.browser("helene")
    with unchanged(scenes.world):
        fields = {"csrf": scenes.forms_token(browser), "cle": "cle", "delegations": _box(scenes, found), "duree": "1"}
        page = browser.post(PATH, fields)
    assert "n’existe pas ou ne figure pas dans votre espace" in page.text


def test_whoever_may_only_look_is_told_so_and_prolongs_nothing(scenes: Scenes) -> None:
    found = scenes.validated()
    ticked = (Ticked(found, _last_day(scenes, found)),)
    with unchanged(scenes.world), pytest.raises(Refused) as refused:
        prolong_several(runtime.context(), scenes.session(CLAIRE, Mode.MOBILE), ticked, 1, "", "une-cle")
    assert refused.value.code is Code.NO_CARD


def test_the_page_shows_those_that_end_first_and_the_number_of_the_others(scenes: Scenes) -> None:
    found = scenes.validated()
    like = scenes.delegation(found)
    for number in range(MOST_AT_ONCE + 1):
        terms = like.terms._replace(
            validity=like.terms.validity._replace(end=like.terms.validity.end + (number + 1) * DAY)
        )
        other = like._replace(id=f"autre-{number:03d}", terms=terms)
        to_item(other, runtime.context().policy).save()
        given_item(other).save()
    page = scenes.browser(CLAIRE).get(PATH)
    shown = [field.value for field in page.form(PATH).fields if field.name == "delegations"]
    assert (len(shown), shown[0]) == (MOST_AT_ONCE, _box(scenes, found))
    assert "2 autres se terminent plus tard" in page.text


def test_a_mail_that_was_written_and_has_left_meanwhile_is_not_written_again(scenes: Scenes) -> None:
    found = scenes.validated()
    ticked = (Ticked(found, _last_day(scenes, found)),)

    def the_same_form_writes_it_and_it_leaves() -> None:
        form = sha256(b"une-cle").hexdigest()[:16]
        row = prolonged_item(CLAIRE, scenes.today, form, [(found, _last_day(scenes, found))], "1", scenes.world.now)
        row.state = MailState.SENT.value
        row.save()

    with meanwhile(TRANSACTION, the_same_form_writes_it_and_it_leaves):
        prolong_several(runtime.context(), scenes.session(CLAIRE), ticked, 1, "", "une-cle")
    assert _own_mails(scenes) == 1


def test_the_mail_says_what_was_accepted_and_leaves_out_what_was_refused_or_is_gone(scenes: Scenes) -> None:
    one, other = _two(scenes)
    _prolong(scenes, [_box(scenes, one), _box(scenes, other)], duree="1")
    accept_in_space(runtime.context(), scenes.session(PAUL), one, 2)
    refuse_in_space(runtime.context(), scenes.session(LEA), other, 2)
    (text,) = _letters(scenes)
    assert text.count("au lieu du") == 1
    assert "(déjà acceptée)" in text


def test_no_mail_leaves_when_nothing_is_prolonged_by_then(scenes: Scenes) -> None:
    found = scenes.validated()
    _prolong(scenes, [_box(scenes, found)], duree="1")
    refuse_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    assert _letters(scenes) == []


def test_what_cannot_be_that_long_is_refused_in_words(scenes: Scenes) -> None:
    found = scenes.validated()
    page = _prolong(scenes, [_box(scenes, found)], duree="autre", fin="01/01/2100")
    assert "La période ne peut pas dépasser" in page.text


def test_the_form_sent_again_after_the_answer_says_the_day_that_was_agreed_on(scenes: Scenes) -> None:
    found = scenes.validated()
    ticked = (Ticked(found, _last_day(scenes, found)),)
    prolong_several(runtime.context(), scenes.session(CLAIRE), ticked, 1, "", "une-cle")
    accept_in_space(runtime.context(), scenes.session(PAUL), found, 2)
    (again,) = prolong_several(runtime.context(), scenes.session(CLAIRE), ticked, 1, "", "une-cle")
    assert again.end == _last_day(scenes, found)


def test_whoever_has_no_address_yet_is_told_so(scenes: Scenes) -> None:
    found = scenes.validated()
    ticked = (Ticked(found, _last_day(scenes, found)),)
    HeadItem(*keys.head(CLAIRE)).update(actions=[HeadItem.address.set("")])
    with pytest.raises(Refused) as refused:
        prolong_several(runtime.context(), scenes.session(CLAIRE), ticked, 1, "", "une-cle")
    assert refused.value.code is Code.NO_ADDRESS
