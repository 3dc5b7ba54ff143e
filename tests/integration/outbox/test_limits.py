"""The limits of specification §7 under fifty concurrent requests: never one too many, and the page says when."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as quiet
from hypothesis import strategies as st

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.create import Asked, create
from chalicelib.acts.given import Hint
from chalicelib.acts.guesses import Caller
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.resend import resend
from chalicelib.acts.sign_in import sign_in
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from chalicelib.domain.refusals import Code, Refused
from chalicelib.settings import settings
from chalicelib.store import limits
from chalicelib.store.once import once
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, PAUL, Scenes, asked_terms
from tests.whole import examples

AT_ONCE = 50
THREADS = 10


def fifty_at_once(act: Callable[[int], object]) -> list[Code | None]:
    """Make fifty concurrent requests; return the refusal of each, None when it was allowed."""

    def one(number: int) -> Code | None:
        try:
            act(number)
        except Refused as refused:
            return refused.code
        return None

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_concurrent_look_ups_never_exceed_their_limit(scenes: Scenes) -> None:
    session = scenes.session(CLAIRE)
    told = fifty_at_once(lambda number: look_up(runtime.context(), session, f"zoe-{number}@exemple.fr"))
    assert told.count(None) == settings().lookups_per_hour
    assert set(told) == {None, Code.LIMIT}


def test_concurrent_requests_for_a_new_password_never_exceed_their_limit(scenes: Scenes) -> None:
    told = fifty_at_once(lambda _: ask_new_password(runtime.context(), "paul@exemple.fr", Caller("192.0.2.1")))
    assert told.count(None) == settings().password_resets_per_hour


def test_concurrent_changes_of_address_never_exceed_their_limit(scenes: Scenes) -> None:
    session = scenes.session(PAUL)
    context, caller = runtime.context(), Caller("192.0.2.1")
    told = fifty_at_once(lambda number: ask_address(context, session, f"paul-{number}@exemple.fr", "", caller))
    assert told.count(None) == settings().address_changes_per_hour


def test_concurrent_creations_never_exceed_their_limit(scenes: Scenes) -> None:
    for _ in range(settings().creations_per_day - 5):
        limits.spend(f"create:{CLAIRE}", settings().creations_per_day, DAY, scenes.world.now)
    session = scenes.session(CLAIRE)
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + 9 * DAY), Identifiers())

    def one(number: int) -> str:
        shown = Shown(f"zoe-{number}@exemple.fr", f"zoe-{number}", known=False)
        return create(runtime.context(), session, shown, asked, f"cle-{number}")

    told = fifty_at_once(one)
    assert told.count(None) == 5
    assert len(scenes.world.of_kind("delegation")) == 5


def test_a_form_sent_twice_at_once_is_refused_neither_time_when_one_creation_was_left(scenes: Scenes) -> None:
    scope, most, now = f"create:{CLAIRE}", settings().creations_per_day, scenes.world.now
    asked = Asked(ProfilId.COMPTABLE.value, asked_terms(scenes.today, scenes.today + 9 * DAY), Identifiers())
    shown, session = Shown("zoe@exemple.fr", "zoe", known=False), scenes.session(CLAIRE)
    for _ in range(most - 1):
        limits.spend(scope, most, DAY, now)
    limits.spend(scope, most, DAY, now, form=once(CLAIRE, "cle", "create", shown, asked).name)  # its twin has begun
    with pytest.raises(Refused) as refused:
        create(runtime.context(), session, shown, asked, "autre-cle")
    assert refused.value.code is Code.LIMIT
    assert create(runtime.context(), session, shown, asked, "cle")


def test_concurrent_resends_never_exceed_their_limit(scenes: Scenes) -> None:
    found = scenes.invitation()
    session = scenes.session(CLAIRE)
    told = fifty_at_once(lambda number: resend(runtime.context(), session, found, Hint(), f"renvoi-{number}"))
    assert told.count(None) == settings().resends_per_day
    assert len(scenes.delegation(found).resent_at) == settings().resends_per_day


def test_concurrent_failures_to_sign_in_never_exceed_their_limit(
    scenes: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chalicelib.acts.sign_in.verify", lambda stored, given: given == "juste")
    told = fifty_at_once(lambda _: sign_in(runtime.context(), "paul@exemple.fr", "faux", Caller("192.0.2.1")))
    assert told.count(Code.FORM) >= settings().login_failures
    with pytest.raises(Refused) as refused:
        sign_in(runtime.context(), "paul@exemple.fr", "juste", Caller("192.0.2.1"))
    assert refused.value.code is Code.LIMIT


@pytest.mark.parametrize(
    ("window", "passed", "sentence", "seconds"),
    [
        (timedelta(hours=1), timedelta(), "dans 60 minutes", 3600),
        (timedelta(hours=1), timedelta(minutes=58), "dans 2 minutes", 120),
        (timedelta(hours=1), timedelta(minutes=59, seconds=30), "dans une minute", 30),
        (timedelta(days=1), timedelta(hours=10), "dans 14 heures", 14 * 3600),
    ],
)
def test_the_refusal_says_when_to_try_again(
    scenes: Scenes, window: timedelta, passed: timedelta, sentence: str, seconds: int
) -> None:
    now = scenes.world.now
    limits.spend("essai", 1, window, now)
    with pytest.raises(Refused, match="limite") as refused:
        limits.spend("essai", 1, window, now + passed)
    assert sentence in refused.value.message
    assert refused.value.retry_after == seconds
    limits.spend("essai", 1, window, now + passed + timedelta(seconds=seconds))


def test_no_window_of_an_hour_exceeds_the_limit(scenes: Scenes) -> None:
    """A use counts for a full hour from its own time, so no clock hour allows twice as many."""
    begin = scenes.world.now.replace(minute=0, second=0) + timedelta(minutes=55)
    for _ in range(20):
        limits.spend("essai", 30, timedelta(hours=1), begin)
    told = fifty_at_once(lambda _: limits.spend("essai", 30, timedelta(hours=1), begin + timedelta(minutes=10)))
    assert told.count(None) == 10
    told = fifty_at_once(lambda _: limits.spend("essai", 30, timedelta(hours=1), begin + timedelta(hours=1)))
    assert told.count(None) == 20


@given(steps=st.lists(st.integers(0, 40), min_size=1, max_size=40), most=st.integers(1, 4))
@quiet(max_examples=examples(10, 25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_use_is_refused_exactly_when_the_last_hour_is_full(scenes: Scenes, steps: list[int], most: int) -> None:
    now, scope, done = scenes.world.now, f"essai-{uuid4()}", list[datetime]()
    for minutes in steps:
        now += timedelta(minutes=minutes)
        recent = [one for one in done if one > now - timedelta(hours=1)]
        try:
            limits.spend(scope, most, timedelta(hours=1), now)
        except Refused as refused:
            assert refused.retry_after == (recent[-most] + timedelta(hours=1) - now).total_seconds()
            assert len(recent) == most
        else:
            done.append(now)
            assert len(recent) < most


def test_a_limit_of_zero_refuses_everybody(scenes: Scenes) -> None:
    for days in (0, 2):
        with pytest.raises(Refused) as refused:
            limits.spend("essai", 0, DAY, scenes.world.now + days * DAY)
        assert refused.value.retry_after == 24 * 3600


def test_fractions_of_a_second_do_not_end_a_limit_early(scenes: Scenes) -> None:
    begin = scenes.world.now + timedelta(seconds=0.9)
    limits.spend("essai", 1, timedelta(hours=1), begin)
    with pytest.raises(Refused):
        limits.spend("essai", 1, timedelta(hours=1), begin + timedelta(seconds=3599.9))
    limits.spend("essai", 1, timedelta(hours=1), begin + timedelta(seconds=3600.1))


def test_a_refused_resend_says_tomorrow_until_all_resends_are_used(scenes: Scenes) -> None:
    found, session = scenes.invitation(), scenes.session(CLAIRE)

    def one_too_many() -> Refused:
        with pytest.raises(Refused) as refused:
            resend(runtime.context(), session, found, Hint(), "un de trop")
        return refused.value

    for number in range(10):
        scenes.world.now += DAY if number % 3 == 0 else timedelta()
        resend(runtime.context(), session, found, Hint(), f"renvoi-{number}")
        if number % 3 == 2:
            assert "réessayer demain" in one_too_many().message
            assert one_too_many().retry_after
    scenes.world.now += DAY
    assert (one_too_many().retry_after, "demain" in one_too_many().message) == (None, False)


def test_the_page_says_when_to_try_again(scenes: Scenes) -> None:
    for _ in range(settings().lookups_per_hour):
        limits.spend(f"lookup:{CLAIRE}", settings().lookups_per_hour, timedelta(hours=1), scenes.world.now)
    browser = scenes.browser(CLAIRE)
    page = browser.submit(browser.get("/delegations/nouvelle"), "/delegations/nouvelle", adresse="zoe@exemple.fr")
    assert page.status == 429
    assert "Merci de réessayer dans 60 minutes" in page.text
