"""Steps shared by the tests of SES's reports: a sent invitation, and the closed addresses."""

from collections.abc import Mapping

from chalicelib.domain.mails import MailKind
from chalicelib.store.mails import MailItem
from tests.integration.outbox.outbox import Outbox

ADDRESS = "inconnu-0@exemple.fr"
DELIVERIES: Mapping[str, str] = {
    "DeliveryDelay": "retarde",
    "Reject": "non_remis",
    "Delivery": "remis",
    "Bounce": "rejete",
    "Complaint": "plainte",
}
"""What each kind of report leaves on the row, from the least to the worst."""

FAILED = frozenset({"Reject", "Bounce"})


def invitation(outbox: Outbox) -> tuple[str, MailItem]:
    """Invite a person and send the mail; return the delegation and the row."""
    found = outbox.begun("sent invitation", lambda: _sent(outbox))
    return found, outbox.row(found, MailKind.INVITATION)


def _sent(outbox: Outbox) -> str:
    found = outbox.scenes.invitation(ADDRESS)
    outbox.deliver()
    return found


def suppressed_addresses(outbox: Outbox) -> set[str]:
    """Return the addresses that get no more mails."""
    return {item["address"]["S"] for item in outbox.world.of_kind("head") if item["suppressed"]["BOOL"]}
