"""Ten failures close the sign-in to an address for a while, a hundred to an origin (specification §1)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from chalice.local import LambdaEventConverter

from chalicelib import runtime
from chalicelib.acts.guesses import Caller, count_guess
from chalicelib.store import keys, locks
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.test_accounts import sign_in, zoe
from tests.integration.test_story import PASSWORD
from tests.integration.world import LOOKUP, World


def test_ten_failures_lock_any_address_for_fifteen_minutes(world: World) -> None:
    zoe(world)
    for address in ("zoe@exemple.fr", "yann@exemple.fr"):
        for _ in range(10):
            assert sign_in(world.browser(), address, "faux").status == 400
        assert sign_in(world.browser(), address, PASSWORD).status == 429

    world.now += timedelta(minutes=15)
    assert "Mon compte" in sign_in(world.browser(), "zoe@exemple.fr", PASSWORD).text


def test_of_fifty_concurrent_attempts_ten_are_made(world: World) -> None:
    key = keys.lock("zoe@exemple.fr", LOOKUP)
    quarter = timedelta(minutes=15)
    rule = locks.Rule(10, quarter, 4 * quarter, quiet=timedelta(days=1))
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: locks.attempt(key, rule, world.now), range(50)))

    assert waits.count(0) == 10
    assert set(waits) - {0} == {15 * 60}


def test_a_right_password_is_not_refused_because_another_sign_in_begins_the_count_anew(world: World) -> None:
    zoe(world)
    assert sign_in(world.browser(), "zoe@exemple.fr", "faux").status == 400

    with meanwhile(UPDATE, lambda: sign_in(world.browser(), "zoe@exemple.fr", PASSWORD), "ADD"):
        page = sign_in(world.browser(), "zoe@exemple.fr", PASSWORD)

    assert "Mon compte" in page.text


def test_a_hundred_failures_from_one_origin_lock_it_for_all_addresses(world: World) -> None:
    origin = Caller(LambdaEventConverter.LOCAL_SOURCE_IP)
    for number in range(98):
        count_guess(runtime.context(), f"personne-{number}@exemple.fr", "personne", origin)
    for number in (98, 99):
        assert sign_in(world.browser(), f"personne-{number}@exemple.fr", "faux").status == 400

    assert sign_in(world.browser(), "zoe@exemple.fr", "faux").status == 429
