"""The command that explains why an address gets no mails, and removes it from the lists."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib import runtime
from chalicelib.acts.ask_new_password import ask_new_password
from chalicelib.acts.guesses import Caller
from chalicelib.domain.mails import MailKind
from infra.operations.suppression import main
from tests.integration.outbox.outbox import Outbox, event

Said = pytest.CaptureFixture[str]
ADDRESS = "paul@exemple.fr"


class NotListed(Exception):
    """SES's error for a missing entry."""


class List:
    """SES's suppression list of the AWS account."""

    exceptions = SimpleNamespace(NotFoundException=NotListed)

    def __init__(self, *addresses: str) -> None:
        self.addresses = set(addresses)
        self.refuses = False

    def get_suppressed_destination(self, *, EmailAddress: str) -> dict[str, Any]:  # noqa: N803
        """Return an entry."""
        if EmailAddress not in self.addresses:
            raise NotListed
        since = datetime(2026, 3, 2, 9, tzinfo=UTC)
        return {"SuppressedDestination": {"Reason": "BOUNCE", "LastUpdateTime": since}}

    def delete_suppressed_destination(self, *, EmailAddress: str) -> None:  # noqa: N803
        """Remove an entry."""
        if self.refuses:
            raise PermissionError
        self.addresses.remove(EmailAddress)


def report_on_demand(outbox: Outbox, kind: str = "Bounce") -> None:
    """Report a bounce of a mail to Paul, or a complaint about it."""
    found = outbox.scenes.demand()
    outbox.deliver()
    outbox.report(event(kind, outbox.row(found, MailKind.DEMANDE), ADDRESS))


def gets_a_new_password(outbox: Outbox) -> bool:
    """Whether « Mot de passe oublié » reaches Paul, an hour later."""
    outbox.world.pass_time(hours=1)
    ask_new_password(runtime.context(), ADDRESS, Caller("192.0.2.1"))
    return ADDRESS in {mail.to for mail in outbox.beat(minutes=1)}


@pytest.mark.parametrize(("kind", "why"), [("Bounce", "rejete"), ("Complaint", "plainte")])
def test_the_command_shows_the_list_of_an_address_and_the_reason(
    outbox: Outbox, kind: str, why: str, capsys: Said
) -> None:
    report_on_demand(outbox, kind)
    assert main(["show", "Paul@Exemple.fr"], List(ADDRESS)) == 0
    table, ses = capsys.readouterr().out.splitlines()
    assert table == f"table  {why} since {outbox.world.now:%Y-%m-%d %H:%M:%S}"
    assert ses == "SES    BOUNCE since 2026-03-02 09:00:00"
    assert not gets_a_new_password(outbox), "to look changes nothing"


def test_an_address_removed_from_both_lists_gets_its_mails_again(outbox: Outbox, capsys: Said) -> None:
    report_on_demand(outbox)
    ses = List(ADDRESS)
    assert main(["lift", ADDRESS], ses) == 0
    assert not ses.addresses
    assert gets_a_new_password(outbox)
    assert main(["show", ADDRESS], ses) == 1
    assert "on neither list" in capsys.readouterr().err


@pytest.mark.parametrize("address", [ADDRESS, "personne@exemple.fr"])
def test_an_address_that_is_on_neither_list_changes_nothing(outbox: Outbox, address: str) -> None:
    before = outbox.world.items()
    assert main(["lift", address], List()) == 1
    assert outbox.world.items() == before


def test_an_address_without_an_account_is_removed_from_the_list_of_ses(outbox: Outbox) -> None:
    ses = List("personne@exemple.fr")
    assert main(["lift", "personne@exemple.fr"], ses) == 0
    assert not ses.addresses


def test_when_ses_refuses_the_address_stays_on_both_lists(outbox: Outbox) -> None:
    report_on_demand(outbox)
    ses = List(ADDRESS)
    ses.refuses = True
    with pytest.raises(PermissionError):
        main(["lift", ADDRESS], ses)
    assert not gets_a_new_password(outbox)
