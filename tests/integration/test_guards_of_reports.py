"""Each guard of what follows a report of SES by itself: whose address it is about, and whether anybody is left to tell.

`make mutants` takes them away one at a time; in most stories another guard would hide that.
"""

from datetime import timedelta

import pytest
from pynamodb.expressions.update import Action

from chalicelib import runtime
from chalicelib.acts.ask_address import ask_address
from chalicelib.acts.guesses import Caller
from chalicelib.domain.account_mails import AccountMail, AccountPurpose
from chalicelib.domain.mails import MailKind
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.mails import send_again
from chalicelib.store.table import epoch
from tests.integration.outbox.conftest import outbox, ses
from tests.integration.outbox.outbox import Outbox, event
from tests.integration.outbox.reports import ADDRESS, invitation
from tests.integration.outbox.steps import history
from tests.integration.scenes import PAUL

__all__ = ["outbox", "ses"]

SECOND = timedelta(seconds=1)
OWN = "paul@exemple.fr"


def is_written_to(account_id: str) -> bool:
    """Whether mails still go to an account's address."""
    return not HeadItem.get(*keys.head(account_id)).suppressed


def undeliverable_since(outbox: Outbox, seconds: int) -> tuple[str, str]:
    """Invite somebody whose address was called undeliverable, and was mended so many seconds ago."""
    found, row = invitation(outbox)
    outbox.report(event("Bounce", row, ADDRESS))
    mended: list[Action] = [HeadItem.suppressed.set(False), HeadItem.mended_at.set(epoch(outbox.world.now) - seconds)]
    HeadItem(*keys.head(row.to_account)).update(actions=mended)
    return found, row.to_account


def test_a_mail_that_comes_back_from_another_address_closes_not_ones_own(outbox: Outbox) -> None:
    ask_address(runtime.context(), outbox.scenes.session(PAUL), "paul.nouvau@exemple.fr", "", Caller("192.0.2.1"))
    outbox.beat(minutes=1)
    row = outbox.row(PAUL, AccountMail.ADRESSE_A_CONFIRMER)
    outbox.report(event("Bounce", row, "paul.nouvau@exemple.fr", sent_at=outbox.world.now))
    assert is_written_to(PAUL)


def test_the_notice_to_a_former_address_that_comes_back_closes_not_the_new_one(outbox: Outbox) -> None:
    outbox.scenes.world.browser().post(outbox.scenes.account_link(AccountPurpose.CONFIRM_ADDRESS), {})
    outbox.beat(minutes=1)
    row = outbox.row(PAUL, AccountMail.ADRESSE_MODIFIEE)
    outbox.report(event("Bounce", row, OWN, sent_at=outbox.world.now + SECOND))
    assert is_written_to(PAUL)


@pytest.mark.parametrize("kind", ["Bounce", "Complaint", "Delivery"])
def test_a_report_about_a_delegation_that_is_gone_tells_nobody(outbox: Outbox, kind: str) -> None:
    found, row = invitation(outbox)
    DelegationItem(*keys.delegation(found)).delete()
    outbox.report(event(kind, row, ADDRESS))
    assert history(outbox, found) == ["creation"]


def test_a_reminder_that_arrives_at_an_account_that_is_gone_changes_nothing(outbox: Outbox) -> None:
    found, account_id = undeliverable_since(outbox, seconds=60)
    outbox.beat(days=15)
    HeadItem(*keys.head(account_id)).delete()
    outbox.report(event("Delivery", outbox.row(found, MailKind.RAPPEL_INVITATION), ADDRESS, sent_at=outbox.world.now))
    assert outbox.scenes.delegation(found).undeliverable


@pytest.mark.parametrize(("after", "believed"), [(timedelta(), False), (SECOND, True)])
def test_a_reminder_proves_something_when_it_left_after_the_address_was_mended(
    outbox: Outbox, after: timedelta, believed: bool
) -> None:
    found, _ = undeliverable_since(outbox, seconds=0)
    mended_at = outbox.world.now
    outbox.beat(days=15)
    row = outbox.row(found, MailKind.RAPPEL_INVITATION)
    outbox.report(event("Delivery", row, ADDRESS, sent_at=mended_at + after))
    assert outbox.scenes.delegation(found).undeliverable is not believed


def test_an_invitation_that_was_sent_again_and_arrives_proves_as_much(outbox: Outbox) -> None:
    found, _ = undeliverable_since(outbox, seconds=60)
    assert send_again(outbox.row(found, MailKind.INVITATION).key, outbox.world.now)
    outbox.beat(minutes=1)
    outbox.report(event("Delivery", outbox.row(found, MailKind.INVITATION), ADDRESS, sent_at=outbox.world.now))
    assert not outbox.scenes.delegation(found).undeliverable
