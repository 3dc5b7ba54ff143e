"""No link of a mail is so long that a mail reader cuts it (docs/security.md, « The length of a link »)."""

import pytest

from chalicelib import runtime
from chalicelib.acts.account_links import LIVES
from chalicelib.acts.ids import new_id, new_nonce
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.mails import MailKind
from chalicelib.mail import message
from chalicelib.store import keys
from chalicelib.store.mails import MailItem
from tests.integration.scenes import Scenes
from tests.integration.test_asking_by_address import AMA, mailed_link
from tests.integration.world import LOOKUP, World
from tests.unit.test_links import HOST, LONGEST


def _length(url: str) -> int:
    """Return the length of a link of these tests, at the host for which the length is promised."""
    return len(HOST) + len(url.removeprefix(runtime.context().settings.public_base_url))


@pytest.mark.parametrize("kind", MailKind)
def test_the_links_of_a_mail_about_a_delegation_are_short(world: World, kind: MailKind) -> None:
    facts = LinkFacts(new_id(), new_id(), new_nonce(), 99)
    row = MailItem("", "", about=new_id(), link_facts=list(map(str, facts)), facts={})
    assert max(map(_length, message._urls(runtime.context(), row, kind).values()), default=0) <= LONGEST


@pytest.mark.parametrize("kind", AccountMail)
def test_the_link_of_a_mail_about_an_account_is_short(world: World, kind: AccountMail) -> None:
    purpose = ACCOUNT_LINKS.get(kind)
    is_asking = purpose is AccountPurpose.ASK
    about = keys.request("who asks whom", LOOKUP) if is_asking else new_id()
    row = MailItem("", "", about=about, link_facts=[about, new_nonce() if is_asking else new_id()], facts={})
    assert max(map(_length, message._account_urls(runtime.context(), row, kind).values()), default=0) <= LONGEST


def test_every_purpose_of_a_link_is_in_a_mail_that_is_measured() -> None:
    assert set(ACCOUNT_LINKS.values()) == set(AccountPurpose) == set(LIVES)


def test_what_somebody_wishes_does_not_make_his_link_longer(scenes: Scenes) -> None:
    assert _length(mailed_link(scenes, AMA)) <= LONGEST
