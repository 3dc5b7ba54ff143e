"""The lock of the sign-in grows with each round of failures; a right password or a quiet day makes it short again."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.guesses import Caller, Guess, count_guess
from chalicelib.domain.people import Name
from chalicelib.domain.refusals import Refused
from chalicelib.identity.browsers import KnownBrowser
from chalicelib.settings import settings
from chalicelib.store.locks import LockItem
from tests.cheap_passwords import hash_of
from tests.integration.stages import with_settings
from tests.integration.test_accounts import sign_in
from tests.integration.test_known_browsers import known
from tests.integration.test_story import PASSWORD
from tests.integration.world import World

OWNER, NOBODY = "zoe@exemple.fr", "yan@exemple.fr"
MINUTE, SECOND, DAY = timedelta(minutes=1), timedelta(seconds=1), timedelta(days=1)
FAILURES, FIRST = settings().login_failures, settings().login_lock_minutes
LONGEST, QUIET = settings().login_lock_longest_minutes, timedelta(hours=settings().login_quiet_hours)


@pytest.fixture(autouse=True)
def people(world: World) -> None:
    """Give Zoé an account and a password."""
    world.person("zoe", OWNER, Name("MME", "Zoé", "Claire"), password_hash=hash_of(PASSWORD))


def guess(address: str = OWNER, number: int = 0, browser: str = "") -> Guess:
    """Count a guess from another network each time."""
    caller = Caller(f"198.51.100.{number % 250}", {"zoe": KnownBrowser(browser, 1)} if browser else {})
    return count_guess(runtime.context(), address, "zoe", caller)


def wait_after(failures: int, address: str = OWNER, browser: str = "") -> float:
    """Return the minutes to wait after these failures, all of which are let through."""
    for number in range(failures):
        guess(address, number, browser)
    with pytest.raises(Refused) as refused:
        guess(address, 0, browser)
    return (refused.value.retry_after or 0) / 60


def let_through(world: World, for_how_long: timedelta, every: timedelta) -> int:
    """Return how many guesses of a stranger are let through who never tires, from ever new networks."""
    ends, passed, number = world.now + for_how_long, 0, 0
    while world.now < ends:
        try:
            guess(number=(number := number + 1))
            passed += 1
        except Refused as refused:
            world.now += timedelta(seconds=refused.retry_after or 0)
            continue
        world.now += every
    return passed


@pytest.mark.parametrize(
    "whose", [{}, {"browser": "un-navigateur"}, {"address": NOBODY}], ids=["address", "browser", "nobody"]
)
def test_each_lock_is_twice_as_long_up_to_the_longest(world: World, whose: dict[str, str]) -> None:
    waits = []
    for _ in range(8):
        waits.append(wait_after(FAILURES, **whose))
        world.now += timedelta(minutes=waits[-1])
    assert waits == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST, 16 * FIRST, LONGEST, LONGEST, LONGEST]


def test_a_lock_ends_on_time_and_not_a_second_earlier(world: World) -> None:
    for minutes in (FIRST, 2 * FIRST):
        assert wait_after(FAILURES) == minutes
        world.now += minutes * MINUTE - SECOND
        with pytest.raises(Refused):
            guess()
        world.now += SECOND


def test_failures_with_pauses_between_them_are_counted_together(world: World) -> None:
    """A stranger who stops one failure before each lock is locked out all the same."""
    for _ in range(FAILURES - 1):
        guess()
        world.now += FIRST * MINUTE
    assert wait_after(1) == FIRST


def test_a_stranger_who_never_tires_has_thirty_guesses_a_day(world: World) -> None:
    assert let_through(world, DAY, every=SECOND) <= 80
    assert let_through(world, 2 * DAY, every=SECOND) <= 2 * 30
    assert let_through(world, DAY, every=2 * MINUTE) <= 30


def test_a_quiet_day_after_the_lock_makes_it_short_again(world: World) -> None:
    def begins_with(quiet: timedelta) -> float:
        """Return the next lock when this time has passed since the end of the one before."""
        world.now += timedelta(minutes=wait_after(FAILURES)) + quiet
        return wait_after(FAILURES)

    assert begins_with(QUIET - SECOND) == 2 * FIRST
    world.now += 2 * FIRST * MINUTE + QUIET
    assert begins_with(QUIET) == FIRST


def test_the_right_password_makes_the_lock_short_again(world: World) -> None:
    world.now += timedelta(minutes=wait_after(FAILURES))
    assert "Mon compte" in sign_in(world.browser(), OWNER, PASSWORD).text
    assert wait_after(FAILURES) == FIRST


def test_long_locks_of_strangers_do_not_lengthen_those_of_the_owners_browser(world: World) -> None:
    owner = known(world)
    for _ in range(4):
        world.now += timedelta(minutes=wait_after(FAILURES))
    wait_after(FAILURES)
    assert "Mon compte" in sign_in(owner, OWNER, PASSWORD).text
    locked = sign_in(world.browser(), OWNER, PASSWORD)
    assert "Merci de réessayer dans 4 heures, ou de choisir un nouveau mot de passe" in locked.text


def test_the_lock_of_a_network_does_not_grow(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with_settings(monkeypatch, login_failures_per_origin=20)

    def shut() -> int:
        for number in range(20):
            count_guess(
                runtime.context(), f"personne-{number}-{world.now:%H%M}@exemple.fr", "personne", Caller("203.0.113.9")
            )
        with pytest.raises(Refused) as refused:
            count_guess(runtime.context(), "autre@exemple.fr", "personne", Caller("203.0.113.9"))
        return refused.value.retry_after or 0

    for _ in range(3):
        assert shut() == FIRST * 60
        world.now += FIRST * MINUTE


def test_a_lock_is_stored_until_it_is_forgotten_and_no_longer(world: World) -> None:
    guess()
    kept = sorted(int(item["ttl"]["N"]) for item in world.of_kind("lock"))
    until_forgotten = int((world.now + FIRST * MINUTE + QUIET).timestamp())
    assert kept == [int((world.now + FIRST * MINUTE).timestamp()), until_forgotten, until_forgotten]


def test_a_lock_that_was_stored_without_its_wait_begins_anew(world: World) -> None:
    guess()
    for item in world.of_kind("lock"):
        LockItem(item["pk"]["S"], item["sk"]["S"]).update(
            actions=[LockItem.wait.remove(), LockItem.tries.set(FAILURES)]
        )
    assert wait_after(FAILURES) == FIRST
