"""A person whose address is unreachable sees it on every page, until another address is confirmed."""

from datetime import timedelta

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.guesses import Caller
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import MailKind
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem, not_suppressed
from chalicelib.store.mails import send_again
from tests.integration.meanwhile import UPDATE, meanwhile
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.scenes import CLAIRE, PAUL, Scenes
from tests.integration.zoe import press

SAID = "Nos e-mails n’arrivent plus à votre adresse."


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (CLAIRE, ["/delegations", "/compte", "/notifications", "/delegations/nouvelle"]),
        (PAUL, ["/recues", "/compte"]),
    ],
)
def test_every_page_says_that_the_address_is_unreachable_and_links_to_the_form(
    scenes: Scenes, who: str, paths: list[str]
) -> None:
    browser = scenes.browser(who)
    assert not [path for path in paths if SAID in browser.get(path).text]
    HeadItem(*keys.head(who)).update(actions=[HeadItem.suppressed.set(True)])
    for path in paths:
        page = browser.get(path)
        assert SAID in page.text, path
        assert page.link("Modifiez votre e-mail").endswith("/compte/e-mail")


def test_confirming_another_address_ends_the_message(scenes: Scenes) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.suppressed.set(True)])
    press(scenes.browser(PAUL), scenes.account_link(AccountPurpose.CONFIRM_ADDRESS))
    assert SAID not in scenes.browser(PAUL).get("/recues").text


def is_suppressed(outbox: Outbox) -> bool:
    """Whether Paul gets no more mails."""
    heads = {item["pk"]["S"]: item for item in outbox.world.of_kind("head")}
    return bool(heads[f"ACC#{PAUL}"]["suppressed"]["BOOL"])


def test_a_person_with_a_closed_address_gets_the_link_to_confirm_another(outbox: Outbox) -> None:
    HeadItem(*keys.head(PAUL)).update(actions=[HeadItem.suppressed.set(True)])
    ask_address(runtime.context(), outbox.scenes.session(PAUL), "paul.nouveau@exemple.fr", "", Caller("192.0.2.1"))
    assert [mail.to for mail in outbox.beat(minutes=1)] == ["paul.nouveau@exemple.fr"]


def test_a_mail_to_another_address_is_sent_although_the_account_has_ended(outbox: Outbox) -> None:
    press(outbox.scenes.browser(PAUL), outbox.scenes.account_link(AccountPurpose.CONFIRM_ADDRESS))
    HeadItem(*keys.head(PAUL)).delete()
    assert "paul@exemple.fr" in [mail.to for mail in outbox.beat(minutes=1)]


def test_an_old_report_on_a_mail_that_was_sent_again_does_not_count(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    row = outbox.row(found, MailKind.DEMANDE)
    old = event("Bounce", row, "paul@exemple.fr")
    outbox.report(old)
    assert is_suppressed(outbox)
    HeadItem(*keys.head(PAUL)).update(actions=not_suppressed(outbox.world.now - timedelta(hours=1)))
    send_again(row.key, outbox.world.now)
    outbox.report(old)
    assert not is_suppressed(outbox)


def test_a_bounce_during_the_change_of_address_does_not_affect_the_new_one(outbox: Outbox) -> None:
    found = outbox.scenes.demand()
    outbox.deliver()
    head = HeadItem(*keys.head(PAUL))

    def moves() -> None:
        head.update(actions=[HeadItem.address.set("paul.nouveau@exemple.fr")])

    with meanwhile(UPDATE, moves, about="suppressed"):
        outbox.report(event("Bounce", outbox.row(found, MailKind.DEMANDE), "paul@exemple.fr"))
    assert not is_suppressed(outbox)
