"""Only our own cookies are read, among any that another site of the same domain has set."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.context import Context
from chalicelib.http.cookies import Cookies, cookies_of, session_of
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode
from chalicelib.keyring import Keyring
from chalicelib.settings import Settings
from tests.builders import NOW

SETTINGS = Settings(stage="test")
CONTEXT = Context(NOW, SETTINGS, Keyring(links=("l",), sessions=("s",), lookup="u"))
NAME = "__Host-session"

FOREIGN = (
    'consent={"a":true}', "flag", "é=è", "=", "=x", "a=b=c", 'q="never closed', "session=other", "__host-session=x",
    "__Host-session-2=x", "x__Host-session=x", "\x00\x7f", "a=\udcff", "$Version=1", "a==", " ", "", "__Host-session",
    '__Host-session="', "__Host-session=a b", "__Host-session=é", "__Host-session=",
)  # fmt: skip
JUNK = st.sampled_from(FOREIGN) | st.text().map(lambda text: text.replace(";", ",").replace(NAME, ""))


def request_with(*headers: str, event: dict[str, Any] | None = None) -> SimpleNamespace:
    """Return the part of Chalice's request that `cookies_of` reads."""
    given = {"multiValueHeaders": {"Cookie": list(headers)}} if event is None else event
    return SimpleNamespace(headers={"cookie": headers[-1]} if headers else {}, to_original_event=lambda: given)


def session_cookie(account_id: str) -> str:
    """Return the cookie of a new session of an account."""
    session = sessions.open_session(account_id, 0, Mode.CARTE, NOW)
    return sessions.write(session, CONTEXT.keys, NOW, SETTINGS)


COOKIE = session_cookie("claire")


@given(st.lists(JUNK), st.lists(JUNK), st.lists(JUNK), st.booleans())
def test_foreign_cookies_neither_hide_nor_change_ours(
    before: list[str], between: list[str], after: list[str], split: bool
) -> None:
    parts = [*before, f"{NAME}={COOKIE}", *between, "__Host-avant-session=abc", *after]
    cookies = cookies_of(request_with(*parts) if split else request_with("; ".join(parts)))
    assert cookies.own("avant-session", SETTINGS) == "abc"
    session = session_of(cookies, CONTEXT)
    assert session
    assert session.account_id == "claire"


@given(st.lists(JUNK))
def test_without_our_cookies_none_is_read(parts: list[str]) -> None:
    cookies = cookies_of(request_with("; ".join(parts)))
    assert session_of(cookies, CONTEXT) is None
    assert cookies.own("session", SETTINGS) == ""


@pytest.mark.parametrize(
    "request_made",
    [
        request_with("a=b", f"{NAME}={COOKIE}", "c=d"),
        request_with(f"a=b;{NAME}={COOKIE};c=d"),
        request_with(f'{NAME}="{COOKIE}"'),
        request_with(f"a=b; {NAME} = {COOKIE} ", event={}),
        request_with(f"{NAME}={COOKIE}", event={"multiValueHeaders": None}),
        request_with("c=d", event={"multiValueHeaders": {"cookie": ["a=b", f"{NAME}={COOKIE}"]}}),
    ],
)
def test_a_cookie_is_found_in_every_form_of_the_gateways_event(request_made: Any) -> None:
    assert session_of(cookies_of(request_made), CONTEXT)


@pytest.mark.parametrize("planted", ["forged.value.here", COOKIE[:-1], session_cookie("claire")])
def test_a_planted_session_cookie_does_not_sign_anybody_out(planted: str) -> None:
    for pair in ((planted, COOKIE), (COOKIE, planted)):
        session = session_of(Cookies(tuple(f"{NAME}={value}" for value in pair)), CONTEXT)
        assert session
        assert session.account_id == "claire"


def test_two_sessions_of_different_people_sign_nobody_in() -> None:
    header = f"{NAME}={COOKIE}; {NAME}={session_cookie('paul')}"
    assert session_of(Cookies((header,)), CONTEXT) is None


def test_of_two_cookies_of_one_name_the_first_valid_one_counts() -> None:
    cookies = Cookies(("__Host-carte=a b; __Host-carte=first; __Host-carte=second",))
    assert cookies.own("carte", SETTINGS) == "first"


@pytest.mark.parametrize(("length", "is_read"), [(4096, True), (4097, False)])
def test_a_cookie_longer_than_browsers_store_is_ignored(length: int, is_read: bool) -> None:
    assert bool(Cookies((f"__Host-carte={'x' * length}",)).own("carte", SETTINGS)) is is_read
