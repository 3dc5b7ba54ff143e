"""Steps shared by several tests of the outbox."""

from dataclasses import replace
from datetime import date

from chalicelib import links, runtime
from chalicelib.acts.create import Asked, create
from chalicelib.acts.follow_rights import follow_rights
from chalicelib.acts.invited import Shown
from chalicelib.domain.account_mails import ACCOUNT_LINKS, AccountMail, AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.people import Identifiers
from chalicelib.links import AccountLinkFacts
from chalicelib.store.accounts import practice_item, read_head
from tests.builders import DAY, a_practice
from tests.integration.outbox.outbox import Outbox
from tests.integration.scenes import CLAIRE, Scenes, asked_terms


def history(outbox: Outbox, found: str) -> list[str]:
    """Return the acts of a delegation's history."""
    entries = [item for item in outbox.world.of_kind("history") if item["pk"]["S"] == f"HIST#{found}"]
    return [item["content"]["M"]["act"]["S"] for item in entries]


def create_for(outbox: Outbox, shown: Shown, start: date, end: date) -> str:
    """Have Claire create a delegation on these days."""
    terms = asked_terms(start, end)
    form = Asked(ProfilId.COMPTABLE.value, terms, Identifiers())
    return create(runtime.context(), outbox.scenes.session(CLAIRE), shown, form, f"cle-{shown.address}-{start}")


def invite_again(outbox: Outbox, address: str, account_id: str) -> str:
    """Invite a reserved address again, for other days."""
    first = outbox.scenes.today + 40 * DAY
    return create_for(outbox, Shown(address, account_id, known=False), first, first + 20 * DAY)


def link_of_account(outbox: Outbox, account_id: str, purpose: AccountPurpose) -> str:
    """Return the link of the newest mail about an account that has one for this purpose."""
    row = [row for row in outbox.rows(account_id) if ACCOUNT_LINKS.get(AccountMail(row.mail_kind)) is purpose][-1]
    context = runtime.context()
    return f"/{purpose}/{links.sign_account(purpose, AccountLinkFacts(*row.link_facts), context.keys, context.now)}"


def invite_for_both_cabinets(scenes: Scenes, address: str) -> str:
    """Have Claire invite an address for both of her cabinets."""
    terms = replace(asked_terms(scenes.today, scenes.today + 20 * DAY), structures=("cabinet-1", "cabinet-2"))
    form = Asked(ProfilId.COMPTABLE.value, terms, Identifiers())
    shown = Shown(address, f"compte-{address}", known=False)
    return create(runtime.context(), scenes.session(CLAIRE), shown, form, f"cle-{address}")


def lose_cabinets(scenes: Scenes, *numbers: int) -> None:
    """Have Claire sign in with a card that no longer names these cabinets."""
    head = read_head(CLAIRE)
    assert head is not None
    had = a_practice()
    lost = {f"cabinet-{number}" for number in numbers}
    has = had._replace(structures=tuple(structure for structure in had.structures if structure.id not in lost))
    follow_rights(runtime.context(), head.account, had, has, liberal_activity=True)
    practice_item(CLAIRE, has).save()
