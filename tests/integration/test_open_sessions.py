"""An account lists its open sessions, a limited number at a time."""

import json
from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.begin_session import begin_session, keys_of_sign_in
from chalicelib.acts.sign_out import sign_out
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode, Session
from chalicelib.store import keys
from chalicelib.store.accounts import find_head
from chalicelib.store.open_sessions import SessionsItem
from chalicelib.store.table import find, read
from tests.browser import Browser
from tests.dynamodb.sizes import size_of_item
from tests.integration.aws_calls import bodies
from tests.integration.meanwhile import TRANSACTION, meanwhile
from tests.integration.scenes import CLAIRE, KNOWN, PAUL, Scenes
from tests.integration.test_accounts import sign_in
from tests.integration.test_story import PASSWORD
from tests.sessions import CALLER

MOST = 20
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def validated_delegation(scenes: Scenes) -> str:
    """Give Paul a validated delegation and no session."""
    found = scenes.validated()
    SessionsItem(*keys.sessions(PAUL)).delete()
    return found


def sign_paul_in(scenes: Scenes) -> Session:
    """Sign Paul in, one second later."""
    scenes.world.now += SECOND
    items = read(keys_of_sign_in(PAUL))
    head = find_head(items, PAUL)
    assert head
    return begin_session(runtime.context(), head, Mode.CARTE, items, CALLER)


def browser_of(scenes: Scenes, session: Session) -> Browser:
    """Return a browser with the cookie of a session."""
    context, browser = runtime.context(), scenes.world.browser()
    value = sessions.write(session, context.keys, context.now, context.settings)
    browser.cookies[sessions.cookie_name(context.settings)] = value
    return browser


def is_signed_in(scenes: Scenes, session: Session) -> bool:
    """Whether the session opens a page."""
    return "/connexion" not in browser_of(scenes, session).get("/compte").url


def open_sessions() -> dict[str, dict[str, object]]:
    """Return Paul's open sessions."""
    item = find(read([keys.sessions(PAUL)]), SessionsItem, keys.sessions(PAUL))
    found: dict[str, dict[str, object]] = item.opened.as_dict() if item else {}
    return found


def test_the_twenty_first_session_ends_only_the_oldest(scenes: Scenes) -> None:
    begun_ones = [sign_paul_in(scenes) for _ in range(MOST)]
    assert all(is_signed_in(scenes, one) for one in begun_ones)
    last = sign_paul_in(scenes)
    assert [is_signed_in(scenes, one) for one in begun_ones] == [False] + [True] * (MOST - 1)
    assert is_signed_in(scenes, last)
    assert len(open_sessions()) == MOST


def test_a_session_records_how_and_when_the_person_signed_in(scenes: Scenes) -> None:
    session = sign_paul_in(scenes)
    (entry,) = open_sessions().values()
    assert entry == {
        "mode": "carte",
        "started_at": session.started_at.isoformat(),
        "epoch": 0,
        "browser": CALLER.browser,
    }


def test_a_session_that_the_account_does_not_know_opens_nothing(scenes: Scenes) -> None:
    context = runtime.context()
    unknown = sessions.open_session(PAUL, 0, Mode.CARTE, context.now)
    assert not is_signed_in(scenes, unknown)
    sign_paul_in(scenes)
    assert not is_signed_in(scenes, unknown)


def test_expired_sessions_make_room(scenes: Scenes) -> None:
    for _ in range(3):
        sign_paul_in(scenes)
    longest = timedelta(minutes=runtime.context().settings.session_longest_minutes)
    scenes.world.now += longest - 3 * SECOND
    sign_paul_in(scenes)
    assert len(open_sessions()) == 3, "the first began so long ago, the second a second less"


def test_a_new_password_leaves_one_session_open(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    elsewhere, browser = sign_paul_in(scenes), scenes.world.browser()
    sign_in(browser, KNOWN[PAUL], PASSWORD)
    page = browser.get("/compte/mot-de-passe")
    other = "Autre-Phrase-34!"
    browser.submit(page, "/compte/mot-de-passe", actuel=PASSWORD, mot_de_passe=other, confirmation=other)
    assert "/connexion" not in browser.get("/compte").url
    assert not is_signed_in(scenes, elsewhere)
    assert [entry["epoch"] for entry in open_sessions().values()] == [1]


def test_two_concurrent_sign_ins_both_succeed(scenes: Scenes) -> None:
    others: list[Session] = []
    first = sign_paul_in(scenes)
    with meanwhile(TRANSACTION, lambda: others.append(sign_paul_in(scenes))):
        second = sign_paul_in(scenes)
    assert all(is_signed_in(scenes, one) for one in (first, second, *others))


def test_a_sign_in_during_a_sign_out_does_not_restore_the_ended_session(scenes: Scenes) -> None:
    leaving = sign_paul_in(scenes)
    with meanwhile(TRANSACTION, lambda: sign_out(runtime.context(), leaving, CALLER)):
        staying = sign_paul_in(scenes)
    assert (is_signed_in(scenes, leaving), is_signed_in(scenes, staying)) == (False, True)


def test_signing_in_and_out_repeatedly_does_not_grow_the_account(scenes: Scenes, validated_delegation: str) -> None:
    sign_paul_in(scenes)

    def sizes() -> list[int]:
        return [size_of_item(item) for item in scenes.world.items() if item["pk"]["S"] == f"ACC#{PAUL}"]

    for _ in range(runtime.context().settings.new_browser_mails_per_day):
        sign_out(runtime.context(), sign_paul_in(scenes), CALLER)
    before = sizes()
    for _ in range(60):
        sign_out(runtime.context(), sign_paul_in(scenes), CALLER)
    assert sum(sizes()) <= sum(before) + 2, "a counter has a digit more"
    browser, action = scenes.browser(CLAIRE), f"/delegations/{validated_delegation}/supprimer"
    with bodies() as asked:
        assert "bien été supprimée" in browser.submit(browser.get(action), action).text
    assert json.dumps(keys.sessions(PAUL)[0]) in json.dumps(asked), "the act is about Paul's account"
    written = [part for body in asked for part in body.get("TransactItems", [])]
    assert not [part for part in written if keys.sessions("")[1] in json.dumps(part)]


def test_a_sign_in_that_began_before_a_new_password_closes_no_session_opened_since(scenes: Scenes) -> None:
    scenes.give_password(PAUL, PASSWORD)
    link, browser = scenes.account_link(AccountPurpose.NEW_PASSWORD), scenes.world.browser()

    def choose() -> None:
        new = "Nouvelle-Phrase-78!"
        browser.submit(browser.get(link), link.rsplit("/", 1)[1], mot_de_passe=new, confirmation=new)

    with meanwhile(TRANSACTION, choose, "started_at"):
        sign_in(scenes.world.browser(), KNOWN[PAUL], PASSWORD)

    assert "Mon compte" in browser.get("/compte").text
