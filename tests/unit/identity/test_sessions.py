"""A session is a signed cookie, for a limited time, on one stage."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from chalicelib.identity.sessions import (
    PRE_SESSION,
    Mode,
    Session,
    clear_cookie,
    cookie_name,
    csrf_matches,
    csrf_token,
    open_session,
    random_token,
    read,
    set_cookie,
    should_renew,
    write,
)
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from chalicelib.signing import seal

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
SETTINGS = Settings(stage="prod")
KEYS = Keyring(links=("lien",), sessions=("ancienne", "neuve"), lookup="recherche")
SECOND = timedelta(seconds=1)


def new_session() -> Session:
    return open_session("compte", 3, Mode.CARTE, NOW)


def test_a_session_is_read_as_it_was_written() -> None:
    session = new_session()
    later = NOW + timedelta(minutes=5)
    assert read(write(session, KEYS, NOW, SETTINGS), KEYS, later, SETTINGS) == session
    seen_later = read(write(session, KEYS, later, SETTINGS), KEYS, later, SETTINGS)
    assert seen_later == session._replace(seen_at=later)


def test_every_sign_in_has_an_id_of_its_own() -> None:
    assert new_session().session_id != new_session().session_id


def test_an_altered_cookie_is_no_session() -> None:
    cookie = write(new_session(), KEYS, NOW, SETTINGS)
    for place in range(len(cookie)):
        other = "A" if cookie[place] != "A" else "B"
        altered = cookie[:place] + other + cookie[place + 1 :]
        found = read(altered, KEYS, NOW, SETTINGS)
        # The last letter of a part has bits that decoding ignores, so an altered one may decode to the same content.
        assert found is None or found.account_id == "compte", place
        if place < cookie.index("."):
            assert found is None


@pytest.mark.parametrize("cookie", ["", ".", "..", "a.b.c", "\ud800", "é.é.é", "x" * 10_000])
def test_any_other_text_is_no_session(cookie: str) -> None:
    assert read(cookie, KEYS, NOW, SETTINGS) is None


def test_ones_own_cookie_cannot_be_turned_into_that_of_another_account() -> None:
    _, _, signature = write(new_session(), KEYS, NOW, SETTINGS).split(".")
    payload = base64.urlsafe_b64encode(json.dumps(["autre", "x", 3, "carte", 0]).encode()).rstrip(b"=").decode()
    date = write(new_session(), KEYS, NOW, SETTINGS).split(".")[1]
    assert read(f"{payload}.{date}.{signature}", KEYS, NOW, SETTINGS) is None


def test_the_cookie_of_another_stage_is_no_session() -> None:
    cookie = write(new_session(), KEYS, NOW, SETTINGS)
    assert read(cookie, KEYS, NOW, Settings(stage="dev")) is None


def test_a_cookie_survives_a_change_of_keys_and_dies_with_its_key() -> None:
    cookie = write(new_session(), KEYS._replace(sessions=("ancienne",)), NOW, SETTINGS)
    assert read(cookie, KEYS, NOW, SETTINGS)
    assert read(cookie, KEYS._replace(sessions=("neuve",)), NOW, SETTINGS) is None


def test_the_keys_of_links_sign_no_session() -> None:
    cookie = write(new_session(), KEYS._replace(sessions=KEYS.links), NOW, SETTINGS)
    assert read(cookie, KEYS, NOW, SETTINGS) is None


def test_a_text_signed_by_the_same_keys_for_another_use_is_no_session() -> None:
    fields = ["compte", "x", 3, "carte", int(NOW.timestamp())]
    assert read(seal(fields, KEYS.sessions, "session:prod", NOW), KEYS, NOW, SETTINGS)
    assert read(seal(fields, KEYS.sessions, "psc:prod", NOW), KEYS, NOW, SETTINGS) is None


@pytest.mark.parametrize(
    "fields", [[], ["compte"], {"compte": 1}, 5, ["compte", "x", 3, "clef", 0], ["c", "x", 3, "carte", "0"]]
)
def test_a_cookie_of_another_version_is_no_session(fields: object) -> None:
    assert read(seal(fields, KEYS.sessions, "session:prod", NOW), KEYS, NOW, SETTINGS) is None


def test_a_session_ends_after_thirty_idle_minutes() -> None:
    cookie = write(new_session(), KEYS, NOW, SETTINGS)
    limit = NOW + timedelta(minutes=30)
    assert read(cookie, KEYS, limit, SETTINGS)
    assert read(cookie, KEYS, limit + SECOND, SETTINGS) is None


def test_a_session_ends_after_four_hours_even_in_use() -> None:
    session = new_session()
    limit = NOW + timedelta(hours=4)
    cookie = write(session, KEYS, limit - timedelta(minutes=1), SETTINGS)
    assert read(cookie, KEYS, limit, SETTINGS)
    assert read(cookie, KEYS, limit + SECOND, SETTINGS) is None


def test_the_two_limits_are_settings() -> None:
    short = Settings(stage="prod", session_idle_minutes=5, session_longest_minutes=6)
    cookie = write(new_session(), KEYS, NOW, short)
    assert read(cookie, KEYS, NOW + timedelta(minutes=5), short)
    assert read(cookie, KEYS, NOW + timedelta(minutes=5, seconds=1), short) is None


def test_the_cookie_is_written_again_once_a_minute_at_most() -> None:
    session = new_session()
    assert not should_renew(session, NOW + timedelta(seconds=59))
    assert should_renew(session, NOW + timedelta(seconds=60))


def test_the_token_of_a_form_is_good_for_its_session_only() -> None:
    mine, other = random_token(), random_token()
    token = csrf_token(mine, KEYS)
    assert csrf_matches(token, mine, KEYS)
    assert not csrf_matches(token, other, KEYS)
    assert not csrf_matches(token, "", KEYS)
    assert not csrf_matches(csrf_token("", KEYS), "", KEYS)


@pytest.mark.parametrize("token", ["", "x", "é", "\ud800", "A" * 43, "A" * 10_000])
def test_an_invented_form_token_is_refused(token: str) -> None:
    assert not csrf_matches(token, "session", KEYS)


def test_an_invented_pre_session_raises_no_error() -> None:
    strange = "\ud800é;"
    assert csrf_matches(csrf_token(strange, KEYS), strange, KEYS)


def test_the_token_of_a_form_survives_a_change_of_keys() -> None:
    before = csrf_token("session", KEYS._replace(sessions=("ancienne",)))
    assert csrf_matches(before, "session", KEYS)
    assert not csrf_matches(before, "session", KEYS._replace(sessions=("neuve",)))


def test_the_cookie_is_bound_to_the_host_and_hidden_from_scripts() -> None:
    name = cookie_name(SETTINGS)
    assert set_cookie(name, "v", SETTINGS) == "__Host-session=v; Path=/; HttpOnly; SameSite=Lax; Secure"


def test_on_a_local_stage_the_cookie_works_without_https() -> None:
    local = Settings(stage="local")
    assert set_cookie(cookie_name(local), "v", local) == "session=v; Path=/; HttpOnly; SameSite=Lax"


def test_a_cookie_may_outlive_the_browser_for_a_given_time() -> None:
    name = cookie_name(SETTINGS, PRE_SESSION)
    assert name == "__Host-avant-session"
    assert set_cookie(name, "v", SETTINGS, timedelta(minutes=10)).endswith("; Max-Age=600")


def test_a_cookie_is_removed_with_the_attributes_it_was_set_with() -> None:
    assert clear_cookie("__Host-session", SETTINGS) == (
        "__Host-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0"
    )


@pytest.mark.parametrize("value", ["a b", "a;b", "a,b", 'a"b', "a\\b", "a\r\nSet-Cookie: x=y", "é", "a\n"])
def test_a_cookie_value_with_a_line_break_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="not a cookie"):
        set_cookie("session", value, SETTINGS)


def test_a_written_session_fits_in_a_cookie() -> None:
    cookie = write(new_session(), KEYS, NOW, SETTINGS)
    assert set_cookie(cookie_name(SETTINGS), cookie, SETTINGS).startswith(f"__Host-session={cookie};")
    assert len(cookie) < 300


@pytest.mark.parametrize("name", ["", "a b", "a;b", "a=b", "é"])
def test_an_invalid_cookie_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a cookie"):
        set_cookie(name, "valeur", SETTINGS)
