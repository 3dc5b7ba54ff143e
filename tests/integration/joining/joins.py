"""Nora, who has two accounts and joins them, and what is left afterwards."""

from collections import Counter

from chalicelib import runtime
from tests.browser import Browser, Page
from tests.integration.card_readers import CPE_ID, RPPS, card_of_nora, delegate, open_account, remplacante, validate
from tests.integration.replays import again
from tests.integration.test_story import PASSWORD, link_of
from tests.integration.world import LOOKUP, World
from tests.prove.invariants import violations
from tests.prove.seen import Seen, parsed

NORA = "nora@exemple.fr"
CPE = {"cpe": CPE_ID}
CARD_OF_ANOTHER = card_of_nora(SubjectNameID="899900008888", family_name="MALLET", otherIds=[])


def join(browser: Browser, address: str = NORA, password: str = PASSWORD) -> Page:
    """Fill in « Réunir mes comptes » with the password of the other account."""
    page = browser.get("/compte/rattacher")
    return browser.submit(page, "/compte/rattacher", adresse=address, mot_de_passe=password)


def ask_link(browser: Browser, address: str = NORA) -> Page:
    """Ask for the link that proves the other account."""
    return browser.submit(browser.get("/compte/rattacher"), "/compte/rattacher/lien", adresse=address)


def link_to_join(world: World) -> str:
    """Return the link of the newest mail to Nora that offers a join."""
    return link_of(world.mail(NORA, "Réunir"), "", path="rattacher-compte")


def owners(world: World) -> set[str]:
    """Return the owners of the delegations, and of their lines, guards and grants."""
    delegations = {item["content"]["M"]["delegue"]["M"]["account_id"]["S"] for item in world.of_kind("delegation")}
    lines = {item["pk"]["S"][4:] for item in world.of_kind("summary") if item["sk"]["S"].startswith("RECEIVED#")}
    guards = {item["sk"]["S"].split("#")[0] for item in world.of_kind("guard") if item["periods"]["M"]}
    return delegations | lines | guards | {item["pk"]["S"][6:] for item in world.of_kind("grant")}


def one_account_holds_all(world: World, own: str) -> None:
    """Check that this account has every delegation, and the other one nothing."""
    sent = Counter(str(mail.message["X-Delegation-Mail"]).strip() for mail in world.mails())
    policy = runtime.context().policy
    assert not violations(Seen(parsed(world.items()), sent, world.now, policy, LOOKUP))
    assert owners(world) == {own}
    assert world.of_kind("follow") == []
    assert {item["pk"]["S"] for item in world.of_kind("notice")} <= {"NOTE#claire", f"NOTE#{own}"}
    living = {item["pk"]["S"][4:] for item in world.of_kind("head") if item["status"]["S"] != "rattachee"}
    assert living == {"claire", own}


@again
def active_account(world: World, claire: Browser, rpps: str = RPPS) -> str:
    """Give Nora an account with a password and a delegation; return the account."""
    delegate(world, claire, NORA, **remplacante(rpps))
    open_account(world, NORA)
    validate(claire)
    return str(world.of_kind("grant")[0]["pk"]["S"][6:])
