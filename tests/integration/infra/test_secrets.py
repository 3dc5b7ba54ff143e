"""Links made before, during and after a rotation of keys work; links made with a withdrawn key do not."""

from datetime import UTC, datetime

import pytest

from chalicelib import links
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import Purpose
from chalicelib.keyring import Keyring
from chalicelib.links import BadLink
from infra.deploy.project import Stopped
from infra.secrets import Keys, add, new_keys, use, withdraw

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
CLAIM = LinkFacts("delegation", "account", "nonce", 1)


def keyring(keys: Keys) -> Keyring:
    """Return the keyring of an instance with these keys."""
    return Keyring(tuple(keys["links"]), tuple(keys["sessions"]), keys["lookup"])


def link_made_with(keys: Keys) -> str:
    """Make a link with the keys of one instance."""
    return links.sign(Purpose.ACCEPT, CLAIM, keyring(keys), NOW)


def opens(token: str, keys: Keys) -> bool:
    """Whether an instance with these keys accepts the link."""
    try:
        return links.read(Purpose.ACCEPT, token, keyring(keys), NOW) == CLAIM
    except BadLink:
        return False


def test_two_instances_one_step_apart_accept_each_others_links() -> None:
    start = new_keys("")
    added = add(start, "links")
    used = use(added, "links")
    for first, second in ((start, added), (added, used)):
        assert opens(link_made_with(first), second)
        assert opens(link_made_with(second), first)
    assert opens(link_made_with(start), used)


def test_an_added_key_does_not_sign_before_it_is_used() -> None:
    start = new_keys("")
    added = add(start, "links")
    assert link_made_with(added) == link_made_with(start)
    assert link_made_with(use(added, "links")) != link_made_with(start)


def test_links_of_a_withdrawn_key_die_and_the_others_live() -> None:
    start = new_keys("")
    used = use(add(start, "links"), "links")
    after = withdraw(used, "links")
    assert not opens(link_made_with(start), after)
    assert opens(link_made_with(used), after)


def test_the_signing_key_can_be_neither_withdrawn_nor_left_out() -> None:
    start = new_keys("")
    with pytest.raises(Stopped, match="cannot be withdrawn"):
        withdraw(start, "links")
    with pytest.raises(Stopped, match="add one first"):
        use(start, "links")


def test_only_the_named_keys_change() -> None:
    start = new_keys("given")
    added = add(start, "sessions")
    assert len(added["sessions"]) == 2
    assert {name: value for name, value in added.items() if name != "sessions"} == {
        name: value for name, value in start.items() if name != "sessions"
    }
