"""Builds a delegation in every possible situation, by the product's own acts."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from chalicelib import links, runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.ask import OpenLink, Wish, ask
from chalicelib.acts.ask_by_address import mail_link_to_ask
from chalicelib.acts.ask_link import open_ask_link, show_ask_link
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.change import change
from chalicelib.acts.complete import Completed
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.disown import disown_in_space
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.pass_time import pass_time
from chalicelib.acts.refuse import refuse_in_space
from chalicelib.acts.terms import AskedTerms
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.mails import Purpose
from chalicelib.domain.people import Identifiers, Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.links import AccountLinkFacts
from chalicelib.store import keys, pendings
from chalicelib.store.accounts import PracticeItem
from chalicelib.store.delegations import to_item
from chalicelib.store.lines import given_item
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import Item
from chalicelib.store.writes import Check
from tests.builders import DAY, a_practice
from tests.integration.passkeys import give_passkey
from tests.integration.scene_parts import SceneParts, built_once
from tests.integration.world import World

CLAIRE, HELENE, PAUL, LEA = "claire", "helene", "paul", "lea"
"""The délégant, another one, the délégué with an active account, the one whose account is à activer."""

KNOWN = {PAUL: "paul@exemple.fr", LEA: "lea@exemple.fr"}
UNKNOWN_ID = "aucune-delegation"
LENGTH = timedelta(days=20)


class Scenes(SceneParts):
    """A world with its people, and builders of Claire's delegations in every situation."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.situations: dict[str, str] = {}
        self.account_links: dict[AccountPurpose, str] = {}
        self.passkey = "aucune"
        self.ask_token = "aucun-lien"
        world.delegant()
        world.delegue()
        world.person(
            HELENE, "helene@cabinet.example", Name("MME", "Hélène", "Autre"), practice=a_practice(), liberal=True
        )
        world.person(LEA, KNOWN[LEA], Name("MME", "Léa", "Future"), status=AccountStatus.A_ACTIVER)

    @property
    def length(self) -> timedelta:
        """How long its delegations last."""
        return LENGTH

    # Situations

    @built_once
    def invitation(self, address: str = "") -> str:
        """Invite an unknown address."""
        return self._created_for(address or f"inconnu-{self._created}@exemple.fr", None)

    @built_once
    def demand(self, delegue: str = PAUL) -> str:
        """Send a demand to a person with an account."""
        return self._created_for(KNOWN[delegue], delegue)

    @built_once
    def undeliverable(self, delegue: str = "") -> str:
        """Let the mail of the demand or invitation bounce, so that the address may be corrected."""
        found = self.demand(delegue) if delegue else self.invitation()
        delegation = self.delegation(found)._replace(undeliverable=True)
        to_item(delegation, runtime.context().policy).save()
        given_item(delegation).save()
        return found

    @built_once
    def to_validate(self) -> str:
        """Let a person whose account is à activer accept: À valider."""
        found = self.demand(LEA)
        accept_by_link(runtime.context(), self.token(found, Purpose.ACCEPT))
        return found

    @built_once
    def accepted_unseen(self) -> str:
        """Let Paul, whose account is active, accept an invitation made while his address was unknown: À valider."""
        found = self.demand()
        delegation = self.delegation(found)._replace(created_unknown=True)
        to_item(delegation, runtime.context().policy).save()
        accept_in_space(runtime.context(), self.session(PAUL), found, 1)
        return found

    @built_once
    def wish(self, delegue: str = PAUL) -> str:
        """Let Paul ask by Claire's link, for days that no other delegation of these scenes has: À valider."""
        start = self._free_from or self.today
        self._created += 1
        wish = Wish(ProfilId.COMPTABLE.value, start.isoformat(), (start + LENGTH).isoformat(), Identifiers())
        found = ask(runtime.context(), self.session(delegue), an_open_link(), wish, f"demande-{self._created}")
        self._free_from = start + LENGTH + 2 * DAY
        self.note_first_link(found)
        return found

    @built_once
    def validated(self) -> str:
        """Let Paul accept: Validée."""
        found = self.demand()
        accept_in_space(runtime.context(), self.session(PAUL), found, 1)
        return found

    @built_once
    def proposal(self) -> str:
        """Propose a longer period of a validated delegation, which waits for Paul's answer."""
        found = self.validated()
        terms = self.delegation(found).terms.validity
        asked = asked_terms(terms.start, terms.end + DAY)
        change(runtime.context(), self.session(CLAIRE), found, Hint(), 1, asked, f"prolonger-{found}")
        return found

    @built_once
    def asked_longer(self) -> str:
        """Let Paul ask to prolong a validated delegation, which waits for Claire's answer."""
        return self._asking(self.validated(), 30 * DAY)

    @built_once
    def asked_anew(self) -> str:
        """Let Paul ask anew for a delegation that ended less than a month ago."""
        found = self._before(30 * DAY, self.validated)
        pass_time(runtime.context(), found)
        return self._asking(found, 60 * DAY)

    def _asking(self, found: str, more: timedelta) -> str:
        last = self.delegation(found).terms.validity.end
        asked = AskedTerms(self.today.isoformat(), (last + more).isoformat())
        ask_longer(runtime.context(), self.session(PAUL), found, asked, f"demande-{found}")
        return found

    @built_once
    def refused(self) -> str:
        """Let Paul refuse."""
        found = self.demand()
        refuse_in_space(runtime.context(), self.session(PAUL), found, 1)
        return found

    @built_once
    def disowned(self) -> str:
        """Let Paul disown the délégant: Non aboutie."""
        found = self.demand()
        disown_in_space(runtime.context(), self.session(PAUL), found, 1)
        return found

    @built_once
    def other_account(self) -> str:
        """Let the invited person point to another account: Non aboutie."""
        found = self.invitation()
        tell_other_account(runtime.context(), self.token(found, Purpose.OTHER_ACCOUNT))
        return found

    @built_once
    def ended(self) -> str:
        """Let the last day of a validated delegation pass."""
        return self._before(60 * DAY, self.validated)

    @built_once
    def overdue(self) -> str:
        """Let the deadline of an untreated delegation pass before the schedule runs."""
        return self._before(31 * DAY, self.demand)

    @built_once
    def deleted(self) -> str:
        """Delete a delegation: only its tombstone is left."""
        found = self.demand()
        delete(runtime.context(), self.session(CLAIRE), found, Hint())
        return found

    @built_once
    def given_up(self) -> str:
        """Let Paul give up a delegation: only its tombstone is left."""
        found = self.validated()
        give_up(runtime.context(), self.session(PAUL), found)
        return found

    def every(self) -> dict[str, str]:
        """Build every situation; return the delegation's id by situation."""
        self.situations = {name: build(self) for name, build in SITUATIONS.items()}
        self.account_links = {purpose: self.account_link(purpose) for purpose in AccountPurpose}
        self.passkey = give_passkey(PAUL)
        self.open_ask_link()
        return self.situations

    def _before(self, step: timedelta, build: Callable[[], str]) -> str:
        now, free_from = self.world.now, self._free_from
        self.world.now, self._free_from = now - step, None
        try:
            return build()
        finally:
            self.world.now, self._free_from = now, free_from

    def _created_for(self, address: str, account_id: str | None) -> str:
        """Create a delegation whose period overlaps no other of the same scenes."""
        start = self._free_from or self.today
        self._created += 1
        shown = Shown(address, account_id or f"compte-{self._created}", known=account_id is not None)
        asked = Asked(ProfilId.COMPTABLE.value, asked_terms(start, start + LENGTH), Identifiers())
        found = create(runtime.context(), self.session(CLAIRE), shown, asked, f"cle-{self._created}")
        self._free_from = start + LENGTH + 2 * DAY
        self.note_first_link(found)
        return found

    # Links about an account

    def account_link(self, purpose: AccountPurpose) -> str:
        """Return the path of a live link about Paul's account, or of a stranger who asks by his address."""
        context = runtime.context()
        if purpose is AccountPurpose.ASK:
            return self.link_to_ask("ama@exemple.fr")
        address = (
            KNOWN[PAUL]
            if purpose in {AccountPurpose.NOT_ME, AccountPurpose.NOT_MY_SIGN_IN}
            else "paul.nouveau@exemple.fr"
        )
        pendings.item(PAUL, purpose, "une-fois", context.now + DAY, address).save()
        token = links.sign_account(purpose, AccountLinkFacts(PAUL, "une-fois"), context.keys, context.now)
        return f"/{purpose}/{token}"

    def open_ask_link(self) -> str:
        """Let Claire open her link, if it is closed; return its path."""
        context, claire = runtime.context(), self.session(CLAIRE)
        open_ask_link(context, claire, "")
        self.ask_token = show_ask_link(context, claire).token
        return f"/demande/{self.ask_token}"

    def link_to_ask(self, address: str) -> str:
        """Return the path of the link that is mailed to an address by which somebody asks Claire."""
        context, start = runtime.context(), self.today.isoformat()
        self.open_ask_link()
        wish = Wish(ProfilId.COMPTABLE.value, start, start, Identifiers())
        mail_link_to_ask(context, self.ask_token, wish, address)
        purpose = AccountPurpose.ASK
        pending = next(
            item
            for item in map(Item.from_raw_data, self.world.of_kind("pending"))
            if isinstance(item, PendingItem) and item.ask_link and item.address == address
        )
        facts = AccountLinkFacts(pending.pk.removeprefix("ACC#"), pending.nonce)
        return f"/{purpose}/{links.sign_account(purpose, facts, context.keys, context.now)}"


SITUATIONS: Mapping[str, Callable[[Scenes], str]] = {
    "validated": Scenes.validated,
    "invitation": Scenes.invitation,
    "demand": Scenes.demand,
    "undeliverable": Scenes.undeliverable,
    "to_validate": Scenes.to_validate,
    "accepted_unseen": Scenes.accepted_unseen,
    "wish": Scenes.wish,
    "proposal": Scenes.proposal,
    "refused": Scenes.refused,
    "disowned": Scenes.disowned,
    "other_account": Scenes.other_account,
    "ended": Scenes.ended,
    "overdue": Scenes.overdue,
    "deleted": Scenes.deleted,
    "given_up": Scenes.given_up,
}


def an_open_link(link_id: str = "lien-1") -> OpenLink:
    """Return Claire's link as its page reads it; it is open as long as she has her practice."""
    return OpenLink(CLAIRE, link_id, Check(PracticeItem(*keys.practice(CLAIRE)), PracticeItem.pk.exists()))


def completed(start: date, end: date) -> Completed:
    """Return what completes a wish of a comptable for a period, at the first cabinet."""
    return Completed(asked_terms(start, end), Identifiers())


def asked_terms(start: date, end: date) -> AskedTerms:
    """Return terms for a period, at the first cabinet."""
    return AskedTerms(start.isoformat(), end.isoformat(), ("cabinet-1",))
