"""A deadline stated as a day lasts until that day ends in Paris: pages, mails, API (specification §3)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import product
from typing import TypeVar

import pytest

from chalicelib.domain.mails import MailKind, Purpose
from chalicelib.templating import TEMPLATES
from tests.browser import Page
from tests.builders import DAY, at, end_of
from tests.integration.api.client import Api, document
from tests.integration.kept_world import Kept, begun_once
from tests.integration.refused_input import ACCOUNT, unchanged
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.whole import IS_WHOLE, longer_in_prove

SECOND = timedelta(seconds=1)
TOLD = re.compile(r"(?:jusqu’au|d’ici au)\s+(\d\d)/(\d\d)/(\d{4})")


def _days_in(text: str) -> set[date]:
    return {date(int(year), int(month), int(day)) for day, month, year in TOLD.findall(text)}


# The acts allowed until the deadline; each returns whether it was done.


@dataclass(frozen=True)
class Case:
    """A delegation, and the links of its mail."""

    scenes: Scenes
    found: str
    links: Mapping[Purpose, str]

    def follow(self, purpose: Purpose, **given: str | list[str]) -> bool:
        """Follow a link and press its button."""
        browser, path = self.scenes.world.browser(), self.links[purpose]
        page = browser.get(path)
        if page.status != 200:
            return browser.post(path, {"compris": "oui"}).status == 200
        return browser.submit(page, page.forms[0].action.rsplit("/", 1)[1], **given).status == 200

    def send(self, who: str, path: str, **given: str) -> bool:
        """Send a form as a signed-in person."""
        browser = self.scenes.world.signed_in(who)
        return browser.post(path, {"csrf": self.scenes.forms_token(browser), **given}).status == 200

    @property
    def version(self) -> int:
        """The version of the terms."""
        return self.scenes.delegation(self.found).terms_version


def _opens_account(case: Case) -> bool:
    return case.follow(Purpose.OPEN_ACCOUNT, **ACCOUNT)


def _accepts_by_link(case: Case) -> bool:
    return case.follow(Purpose.ACCEPT, compris="oui")


def _refuses_by_link(case: Case) -> bool:
    return case.follow(Purpose.REFUSE)


def _disowns_by_link(case: Case) -> bool:
    return case.follow(Purpose.DISOWN)


def _withdraws_by_link(case: Case) -> bool:
    return case.follow(Purpose.WITHDRAW)


def _accepts_in_space(case: Case) -> bool:
    return case.send(PAUL, f"/recues/{case.found}/accepter", version=str(case.version), compris="oui")


def _accepts_by_api(case: Case) -> bool:
    body = {"version": case.version, "compris": True}
    return Api(case.scenes.world, PAUL).post(f"/received-delegations/{case.found}/accept", body).status == 200


def _withdraws_in_space(case: Case) -> bool:
    return case.send(PAUL, f"/recues/{case.found}/retirer")


def _validates(case: Case) -> bool:
    return case.send(CLAIRE, f"/delegations/{case.found}/valider", version="1")


def _sends_again(case: Case) -> bool:
    return case.send(CLAIRE, f"/delegations/{case.found}/renvoyer", cle="encore")


@dataclass(frozen=True)
class Told:
    """A situation with a deadline: the places that state it, and the acts allowed until then."""

    build: Callable[[Scenes], str]
    purposes: tuple[Purpose, ...]
    templates: tuple[str, ...]
    fields: tuple[str, ...]
    mails: tuple[MailKind, ...]
    acts: tuple[Callable[[Case], bool], ...]


def _account_opened(scenes: Scenes) -> str:
    found = scenes.invitation()
    browser, path = scenes.world.browser(), scenes.link(found, Purpose.OPEN_ACCOUNT)
    assert browser.submit(browser.get(path), path.rsplit("/", 1)[1], **ACCOUNT).status == 200
    return found


DETAIL, LANDING, RECEIVED = "delegations/detail.html", "liens/decision.html", "recues/detail.html"
HOME = "compte/compte.html"
GIVEN, GOT = "Delegation", "DelegationRecue"

SITUATIONS: dict[str, Told] = {
    "invitation": Told(
        Scenes.invitation, (Purpose.OPEN_ACCOUNT, Purpose.DISOWN), (DETAIL, "liens/compte.html"), (GIVEN,),
        (MailKind.CREATION_DELEGANT, MailKind.INVITATION, MailKind.RAPPEL_INVITATION),
        (_opens_account, _disowns_by_link, _sends_again),
    ),
    "demand": Told(
        Scenes.demand, (Purpose.ACCEPT, Purpose.REFUSE), (DETAIL, LANDING, RECEIVED, HOME), (GIVEN, GOT),
        (MailKind.CREATION_DELEGANT, MailKind.DEMANDE, MailKind.RAPPEL_DEMANDE),
        (_accepts_by_link, _refuses_by_link, _accepts_in_space, _accepts_by_api),
    ),
    "account opened": Told(
        _account_opened, (Purpose.WITHDRAW,), (DETAIL, HOME), (GIVEN,),
        (MailKind.ACCEPTATION_A_VALIDER, MailKind.COMPTE_CREE, MailKind.RAPPEL_DELEGANT),
        (_withdraws_by_link, _validates),
    ),
    "accepted": Told(
        Scenes.accepted_unseen, (Purpose.WITHDRAW,), (DETAIL, HOME), (GIVEN,),
        (MailKind.ACCEPTATION_A_VALIDER, MailKind.ACCEPTATION_DELEGUE, MailKind.RAPPEL_DELEGANT),
        (_withdraws_by_link, _withdraws_in_space, _validates),
    ),
    "asked for by a link": Told(
        Scenes.wish, (Purpose.WITHDRAW,), (DETAIL, HOME), (GIVEN,),
        (MailKind.DEMANDE_RECUE, MailKind.DEMANDE_ENVOYEE, MailKind.RAPPEL_DELEGANT),
        (_withdraws_by_link, _withdraws_in_space),
    ),
    "proposal": Told(
        Scenes.proposal, (Purpose.ACCEPT, Purpose.REFUSE), (LANDING, RECEIVED),
        ("Modification", "ModificationProposee"),
        (MailKind.PROPOSITION_DELEGANT, MailKind.PROPOSITION_DELEGUE),
        (_accepts_by_link, _refuses_by_link, _accepts_in_space, _accepts_by_api),
    ),
}  # fmt: skip


# The table above covers every place that states a deadline


def _tells(source: str) -> bool:
    return bool(re.search(r"dernier_jour|m\.echeance|m\.liens_personnels", source))


def test_every_page_that_states_a_deadline_is_covered() -> None:
    pages = TEMPLATES / "pages"
    telling = {str(path.relative_to(pages)) for path in pages.rglob("*.html") if _tells(path.read_text("utf-8"))}
    assert telling == {name for told in SITUATIONS.values() for name in told.templates}


def test_every_mail_that_states_a_deadline_is_covered() -> None:
    telling = {kind for kind in MailKind if _tells((TEMPLATES / "mails" / f"{kind}.jinja").read_text("utf-8"))}
    assert telling == {kind for told in SITUATIONS.values() for kind in told.mails}


def test_every_answer_of_the_api_that_states_a_deadline_is_covered() -> None:
    schemas = document()["components"]["schemas"]
    telling = {name for name, schema in schemas.items() if "date_limite" in schema.get("properties", {})}
    assert telling == {name for told in SITUATIONS.values() for name in told.fields}


# The table, day by day


SPRING, AUTUMN, LEAP = date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)
DAYS: dict[str, tuple[date, datetime]] = {
    "an ordinary day": (date(2026, 6, 14), at(date(2026, 5, 15), 10)),
    "the last second of the day it was asked on": (date(2026, 6, 14), end_of(date(2026, 5, 15)) - SECOND),
    "the day of 23 hours": (SPRING, at(SPRING - 30 * DAY, 14)),
    "the day of 25 hours": (AUTUMN, at(AUTUMN - 30 * DAY, 14)),
    "the day of 25 hours, from its first minute on": (AUTUMN, at(AUTUMN - 30 * DAY, 0, 1)),
    "a leap day": (LEAP, at(LEAP - 30 * DAY, 14)),
}
"""The day that is told, and the moment at which the delegation came into its status, or was proposed."""


def _prepare(scenes: Scenes, told: Told, now: datetime) -> Case:
    """Return a case, built once for all tests of a situation and a day, which begin there."""
    case = begun_once(scenes.world, _prepared, (told, now), lambda: _built(scenes, told, now))
    return replace(case, scenes=scenes)


_prepared: Kept[Case] = {}


def _built(scenes: Scenes, told: Told, now: datetime) -> Case:
    scenes.world.now = now
    found = told.build(scenes)
    return Case(scenes, found, {purpose: scenes.link(found, purpose) for purpose in told.purposes})


def _texts_of(case: Case, told: Told) -> Iterator[tuple[str, Page]]:
    world, found = case.scenes.world, case.found
    if DETAIL in told.templates:
        yield DETAIL, world.signed_in(CLAIRE).get(f"/delegations/{found}")
    if HOME in told.templates:
        yield HOME, world.signed_in(PAUL if RECEIVED in told.templates else CLAIRE).get("/compte")
    if RECEIVED in told.templates:
        yield RECEIVED, world.signed_in(PAUL).get(f"/recues/{found}")
    for name in {LANDING, "liens/compte.html"} & set(told.templates):
        yield name, world.browser().get(case.links[told.purposes[0]])


def _limits(case: Case, told: Told) -> Iterator[str]:
    world, found = case.scenes.world, case.found
    read = {
        GIVEN: lambda: Api(world, CLAIRE).get(f"/delegations/{found}").json,
        GOT: lambda: Api(world, PAUL).get(f"/received-delegations/{found}").json,
    }
    for name in told.fields:
        whole = GIVEN if name in {GIVEN, "Modification"} else GOT
        answer = read[whole]()
        yield str((answer if name == whole else answer["modification"])["date_limite"])


T = TypeVar("T")
ACTS = [(name, act) for name, told in SITUATIONS.items() for act in told.acts]


def _on_days(cases: Iterable[T]) -> list[tuple[T, str]]:
    """Return each case with each day; in the short form with two of the six, so that each day has a third of them."""
    numbered = product(enumerate(cases), enumerate(DAYS))
    return [(case, day) for (number, case), (place, day) in numbered if IS_WHOLE or (number + place) % 3 == 0]


@longer_in_prove
@pytest.mark.parametrize(("situation", "day"), _on_days(SITUATIONS))
def test_pages_mails_and_api_state_the_same_day(long_scenes: Scenes, situation: str, day: str) -> None:
    scenes, told = long_scenes, SITUATIONS[situation]
    last, now = DAYS[day]
    case = _prepare(scenes, told, now)

    for name, page in _texts_of(case, told):
        assert (page.status, _days_in(page.text)) == (200, {last}), name
    assert set(_limits(case, told)) == {last.isoformat()}
    scenes.world.deliver()
    scenes.world.now = end_of(last) - 7 * DAY
    scenes.world.run_schedule()
    scenes.world.deliver()
    written = {item["mail_kind"]["S"] for item in scenes.world.of_kind("mail")}
    assert set(told.mails) <= written
    days = [_days_in(mail.text) for mail in scenes.world.mails()]
    assert days.count({last}) >= len(told.mails), days


@longer_in_prove
@pytest.mark.parametrize(
    ("situation", "act", "day"),
    [
        pytest.param(name, act, day, id=f"{name}, {act.__name__.strip('_')}, {day}")
        for (name, act), day in _on_days(ACTS)
    ],
)
def test_an_act_stated_until_a_day_works_until_that_day_is_over(
    long_scenes: Scenes, situation: str, act: Callable[[Case], bool], day: str
) -> None:
    scenes, told = long_scenes, SITUATIONS[situation]
    last, now = DAYS[day]
    case = _prepare(scenes, told, now)

    scenes.world.now = end_of(last)
    with unchanged(scenes.world):
        assert not act(case), "it works on the day after"

    scenes.world.now = end_of(last) - SECOND
    assert act(case), "it works no more on the day that was told"
