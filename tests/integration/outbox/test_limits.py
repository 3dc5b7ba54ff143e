"""The limits of spec §7 under fifty requests at once: never one more than allowed, and the page says when."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.create import Asked, create
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.resend import resend
from chalicelib.acts.scene import Hint
from chalicelib.acts.sign_in import sign_in
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.mail.pace import wait_for_turn
from chalicelib.settings import settings
from chalicelib.store import limits
from chalicelib.store.turns import take_turn
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms

AT_ONCE = 50
THREADS = 10


def together(act: Callable[[int], object]) -> list[Code | None]:
    """Have fifty requests made at once; return what each was refused for."""

    def one(number: int) -> Code | None:
        try:
            act(number)
        except Refused as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_look_ups_of_an_address(scenes: Scenes) -> None:
    session = scenes.session(CLAIRE)
    told = together(lambda number: look_up(runtime.context(), session, f"zoe-{number}@exemple.fr"))
    assert told.count(None) == settings().lookups_per_hour
    assert set(told) == {None, Code.LIMIT}


def test_requests_for_a_new_password(scenes: Scenes) -> None:
    told = together(lambda _: ask_new_password(runtime.context(), "paul@exemple.fr"))
    assert told.count(None) == settings().password_resets_per_hour


def test_requests_for_another_address(scenes: Scenes) -> None:
    session = scenes.session(PAUL)
    told = together(lambda number: ask_address(runtime.context(), session, f"paul-{number}@exemple.fr"))
    assert told.count(None) == settings().address_changes_per_hour


def test_creations(scenes: Scenes) -> None:
    for _ in range(settings().creations_per_day - 5):
        limits.spend(f"create:{CLAIRE}", settings().creations_per_day, DAY, scenes.world.now)
    session = scenes.session(CLAIRE)
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + 9 * DAY), Identifiers())

    def one(number: int) -> str:
        shown = Shown(f"zoe-{number}@exemple.fr", f"zoe-{number}", known=False)
        return create(runtime.context(), session, shown, asked, f"cle-{number}")

    told = together(one)
    assert told.count(None) == 5
    assert len(scenes.world.of_kind("delegation")) == 5


def test_re_sends_of_one_delegation(scenes: Scenes) -> None:
    found = scenes.invitation()
    session = scenes.session(CLAIRE)
    told = together(lambda number: resend(runtime.context(), session, found, Hint(), f"renvoi-{number}"))
    assert told.count(None) == settings().resends_per_day
    assert len(scenes.delegation(found).resent_at) == settings().resends_per_day


def test_failures_to_sign_in(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.acts.sign_in.verify", lambda stored, given: given == "juste")
    told = together(lambda _: sign_in(runtime.context(), "paul@exemple.fr", "faux", "192.0.2.1"))
    assert told.count(Code.FORM) >= settings().login_failures
    with pytest.raises(Refused) as refused:
        sign_in(runtime.context(), "paul@exemple.fr", "juste", "192.0.2.1")
    assert refused.value.code is Code.LIMIT


def test_turns_to_send_lie_a_step_apart_whoever_takes_them(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.time", lambda: 1_700_000_000.5)
    with ThreadPoolExecutor(THREADS) as pool:
        waits = list(pool.map(lambda _: take_turn("ses", 14, 3.0), range(AT_ONCE)))
    step = 0.072  # a fourteenth of a second, rounded up to a millisecond
    given = sorted(wait for wait in waits if wait is not None)
    assert given == pytest.approx([number * step for number in range(42)])
    assert waits.count(None) == AT_ONCE - 42, "nobody waits for more than three seconds"


def test_turns_that_nobody_took_are_not_saved_up(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([1_700_000_000.0, 1_700_000_060.0, 1_700_000_060.01])
    monkeypatch.setattr("time.time", lambda: next(moments))
    assert [take_turn("ses", 10, 3.0) for _ in range(3)] == [0, 0, pytest.approx(0.09)]


def test_a_sender_waits_for_its_turn_or_gives_the_mail_back(scenes: Scenes, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("chalicelib.mail.pace.time.sleep", waits.append)
    monkeypatch.setattr("chalicelib.mail.pace.take_turn", lambda scope, rate, longest: {14: 1.5}.get(rate))
    free, crowded = (
        runtime.context()._replace(settings=settings()._replace(mails_per_second=rate)) for rate in (14, 1)
    )
    assert wait_for_turn(free)
    assert not wait_for_turn(crowded)
    assert waits == [1.5]


@pytest.mark.parametrize(
    ("window", "passed", "sentence", "seconds"),
    [
        (timedelta(hours=1), timedelta(), "dans 60 minutes", 3600),
        (timedelta(hours=1), timedelta(minutes=58), "dans 2 minutes", 120),
        (timedelta(hours=1), timedelta(minutes=59, seconds=30), "dans une minute", 30),
        (timedelta(days=1), timedelta(hours=1), "dans 14 heures", 14 * 3600),
    ],
)
def test_the_refusal_says_when_to_try_again(
    scenes: Scenes, window: timedelta, passed: timedelta, sentence: str, seconds: int
) -> None:
    now = scenes.world.now + passed  # the world begins at 9:00 UTC
    limits.spend("essai", 1, window, now)
    with pytest.raises(Refused, match="limite") as refused:
        limits.spend("essai", 1, window, now)
    assert sentence in refused.value.message
    assert refused.value.retry_after == seconds
    limits.spend("essai", 1, window, now + timedelta(seconds=seconds))


def test_the_page_says_when_to_try_again(scenes: Scenes) -> None:
    for _ in range(settings().lookups_per_hour):
        limits.spend(f"lookup:{CLAIRE}", settings().lookups_per_hour, timedelta(hours=1), scenes.world.now)
    browser = scenes.browser(CLAIRE)
    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse="zoe@exemple.fr")
    assert page.status == 429
    assert "Merci de réessayer dans 60 minutes" in page.text
