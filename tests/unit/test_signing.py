"""A signed text is genuine under any of the keys, for one use, for a time, and in one spelling."""

from datetime import timedelta

import pytest
from itsdangerous import BadSignature, SignatureExpired

from chalicelib import signing
from tests.builders import NOW

SECOND = timedelta(seconds=1)


def test_a_signed_text_is_read_with_any_key_in_its_own_spelling_until_it_is_too_old() -> None:
    now = NOW
    token = signing.seal([1], ["first"], "salt", now)
    hour = timedelta(hours=1)
    assert signing.unseal(token, ["first", "second"], "salt", now + hour, hour) == ([1], now)
    assert signing.unseal(token, ["first"], "salt", now + 999 * hour) == ([1], now)
    with pytest.raises(SignatureExpired):
        signing.unseal(token, ["first"], "salt", now + hour + SECOND, hour)
    for keys_, salt in ((["second"], "salt"), (["first"], "other")):
        with pytest.raises(BadSignature):
            signing.unseal(token, keys_, salt, now, hour)
    spelt = [f"{token[:-1]}{last}" for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    for other in set(spelt) - {token} | {f"{token}=", "\ud800"}:
        with pytest.raises(BadSignature):
            signing.unseal(other, ["first"], "salt", now, hour)


def test_what_a_host_signed_whose_clock_is_a_little_ahead_is_read_as_signed_now() -> None:
    hour, ahead = timedelta(hours=1), 60 * SECOND
    token, text = (sign("a", ["key"], "salt", NOW + ahead) for sign in (signing.seal, signing.seal_text))
    assert signing.unseal(token, ["key"], "salt", NOW, hour) == ("a", NOW)
    assert signing.unseal(token, ["key"], "salt", NOW) == ("a", NOW)
    assert signing.unseal_text(text, ["key"], "salt", NOW, hour) == "a"
    earlier = NOW - SECOND
    with pytest.raises(SignatureExpired):
        signing.unseal(token, ["key"], "salt", earlier, hour)
    with pytest.raises(SignatureExpired):
        signing.unseal_text(text, ["key"], "salt", earlier, hour)
