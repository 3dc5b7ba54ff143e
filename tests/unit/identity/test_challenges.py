"""A challenge is good for one purpose, one holder, and some minutes."""

from datetime import timedelta

import pytest

from chalicelib.identity.challenges import LIVES, BadChallenge, Purpose, new_challenge, nonce_of
from chalicelib.keyring import Keyring
from tests.builders import NOW

KEYS = Keyring(links=("l",), sessions=("one",), lookup="x")
HOLDER = "un-navigateur"
SECOND = timedelta(seconds=1)


def _taken(challenge: str, purpose: Purpose, holder: str, after: timedelta = timedelta()) -> bool:
    try:
        return bool(nonce_of(challenge, purpose, holder, KEYS, NOW + after))
    except BadChallenge:
        return False


def test_two_challenges_differ_and_so_do_their_nonces() -> None:
    made = [new_challenge(Purpose.ADD, HOLDER, KEYS, NOW) for _ in range(2)]
    assert len({nonce_of(one, Purpose.ADD, HOLDER, KEYS, NOW) for one in made}) == 2


@pytest.mark.parametrize("purpose", Purpose)
def test_a_challenge_lives_for_its_minutes_and_not_a_second_more(purpose: Purpose) -> None:
    challenge = new_challenge(purpose, HOLDER, KEYS, NOW)
    assert _taken(challenge, purpose, HOLDER, LIVES[purpose])
    assert not _taken(challenge, purpose, HOLDER, LIVES[purpose] + SECOND)


def test_a_challenge_serves_no_other_purpose_and_no_other_holder() -> None:
    challenge = new_challenge(Purpose.ADD, HOLDER, KEYS, NOW)
    assert not _taken(challenge, Purpose.SIGN_IN, HOLDER)
    assert not _taken(challenge, Purpose.ADD, "un-autre")


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "é", "\ud800", "." * 99])
def test_any_other_text_is_no_challenge(text: str) -> None:
    assert not _taken(text, Purpose.ADD, HOLDER)


def test_an_altered_challenge_is_none() -> None:
    challenge = new_challenge(Purpose.ADD, HOLDER, KEYS, NOW)
    for place in (0, len(challenge) // 2, len(challenge) - 1):
        other = "A" if challenge[place] != "A" else "B"
        assert not _taken(challenge[:place] + other + challenge[place + 1 :], Purpose.ADD, HOLDER)
