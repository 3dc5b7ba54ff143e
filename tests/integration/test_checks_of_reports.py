"""Each check after a report of SES alone: the address that it concerns, and the people to notify.

`make mutants` removes them one at a time; in most stories another check would hide that.
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
from tests.integration.zoe import press

__all__ = ["outbox", "ses"]

SECOND = timedelta(seconds=1)
OWN = "paul@exemple.fr"


def is_written_to(account_id: str) -> bool:
    """Whether mails still go to an account's address."""
    return not HeadItem.get(*keys.head(account_id)).suppressed


def undeliverable_since(outbox: Outbox, seconds: int) -> tuple[str, str]:
    """Invite a person whose address was undeliverable and was repaired this number of seconds ago."""
    found, row = invitation(outbox)
    outbox.report(event("Bounce", row, ADDRESS))
    mended: list[Action] = [HeadItem.suppressed.set(False), HeadItem.mended_at.set(epoch(outbox.world.now) - seconds)]
    HeadItem(*keys.head(row.to_account)).update(actions=mended)
    return found, row.to_account


def test_a_bounce_of_another_address_does_not_close_the_accounts_own(outbox: Outbox) -> None:
    ask_address(runtime.context(), outbox.scenes.session(PAUL), "paul.nouvau@exemple.fr", "", Caller("192.0.2.1"))
    outbox.beat(minutes=1)
    row = outbox.row(PAUL, AccountMail.ADRESSE_A_CONFIRMER)
    outbox.report(event("Bounce", row, "paul.nouvau@exemple.fr", sent_at=outbox.world.now))
    assert is_written_to(PAUL)


def test_a_bounce_of_the_mail_to_a_former_address_does_not_close_the_new_one(outbox: Outbox) -> None:
    press(outbox.scenes.browser(PAUL), outbox.scenes.account_link(AccountPurpose.CONFIRM_ADDRESS))
    outbox.beat(minutes=1)
    row = outbox.row(PAUL, AccountMail.ADRESSE_MODIFIEE)
    outbox.report(event("Bounce", row, OWN, sent_at=outbox.world.now + SECOND))
    assert is_written_to(PAUL)


@pytest.mark.parametrize("kind", ["Bounce", "Complaint", "Delivery"])
def test_a_report_about_a_gone_delegation_notifies_nobody(outbox: Outbox, kind: str) -> None:
    found, row = invitation(outbox)
    DelegationItem(*keys.delegation(found)).delete()
    outbox.report(event(kind, row, ADDRESS))
    assert history(outbox, found) == ["creation"]


def test_the_delivery_of_a_reminder_to_a_deleted_account_changes_nothing(outbox: Outbox) -> None:
    found, account_id = undeliverable_since(outbox, seconds=60)
    outbox.beat(days=15)
    HeadItem(*keys.head(account_id)).delete()
    outbox.report(event("Delivery", outbox.row(found, MailKind.RAPPEL_INVITATION), ADDRESS, sent_at=outbox.world.now))
    assert outbox.scenes.delegation(found).undeliverable


@pytest.mark.parametrize(("after", "believed"), [(timedelta(), False), (SECOND, True)])
def test_a_delivered_reminder_counts_only_if_sent_after_the_repair_of_the_address(
    outbox: Outbox, after: timedelta, believed: bool
) -> None:
    found, _ = undeliverable_since(outbox, seconds=0)
    mended_at = outbox.world.now
    outbox.beat(days=15)
    row = outbox.row(found, MailKind.RAPPEL_INVITATION)
    outbox.report(event("Delivery", row, ADDRESS, sent_at=mended_at + after))
    assert outbox.scenes.delegation(found).undeliverable is not believed


def test_the_delivery_of_a_resent_invitation_proves_that_the_address_is_reachable(outbox: Outbox) -> None:
    found, _ = undeliverable_since(outbox, seconds=60)
    assert send_again(outbox.row(found, MailKind.INVITATION).key, outbox.world.now)
    outbox.beat(minutes=1)
    outbox.report(event("Delivery", outbox.row(found, MailKind.INVITATION), ADDRESS, sent_at=outbox.world.now))
    assert not outbox.scenes.delegation(found).undeliverable
