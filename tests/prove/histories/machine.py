"""The steps of a random history (Hypothesis, « stateful testing »); a step may be refused."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from chalicelib import runtime
from chalicelib.acts.accept import accept_by_link, accept_in_space
from chalicelib.acts.answer_longer import decline_longer, grant_longer
from chalicelib.acts.ask import Wish, ask
from chalicelib.acts.ask_longer import ask_longer
from chalicelib.acts.block import unblock
from chalicelib.acts.change import change
from chalicelib.acts.complete import complete
from chalicelib.acts.correct import correct
from chalicelib.acts.create import Asked, create
from chalicelib.acts.delete import delete
from chalicelib.acts.disown import disown_by_link, disown_in_space
from chalicelib.acts.give_up import give_up
from chalicelib.acts.given import Hint
from chalicelib.acts.invited import Shown
from chalicelib.acts.look_up import look_up
from chalicelib.acts.open_account import Opening, open_account
from chalicelib.acts.other_account import tell_other_account
from chalicelib.acts.prolong_several import Ticked, prolong_several
from chalicelib.acts.refuse import refuse_by_link, refuse_in_space
from chalicelib.acts.resend import resend
from chalicelib.acts.terms import AskedEnd, AskedTerms
from chalicelib.acts.validate import validate
from chalicelib.acts.withdraw import withdraw_by_link, withdraw_in_space
from chalicelib.domain.catalogue import ProfilId
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import Purpose
from chalicelib.domain.periods import day_in_paris
from chalicelib.identity.sessions import Mode, Session
from chalicelib.workers import schedule
from tests.builders import DAY, TYPED
from tests.integration.scenes import CLAIRE, HELENE, PAUL, an_open_link, asked_terms, completed
from tests.integration.test_story import PASSWORD
from tests.prove.histories.theatre import Tab, Theatre
from tests.prove.histories.time_and_faults import TimeAndFaults
from tests.sessions import open_session_of

ADDRESSES = ("paul@exemple.fr", "zoe@exemple.fr", "yann@exemple.fr", "helene@cabinet.example")
WHICH = st.integers(0, 9)
AGES = st.sampled_from([0, 0, 0, 1, 3])
"""How old a page or a link is: mostly the newest."""

OPENING = Opening("MME", "Nouvelle", "Zoé", "", "", PASSWORD, PASSWORD, consent=True)

DELEGANT_ACTS = (
    *("validate", "validate", "delete", "resend", "shorten", "extend"),
    *("prolong", "prolong several", "grant", "grant", "decline"),
)
DELEGUE_ACTS = ("accept", "accept", "refuse", "disown", "withdraw", "give up", "ask longer", "ask longer")

_BY_LINK = {
    Purpose.ACCEPT: accept_by_link,
    Purpose.REFUSE: refuse_by_link,
    Purpose.DISOWN: disown_by_link,
    Purpose.OTHER_ACCOUNT: tell_other_account,
    Purpose.WITHDRAW: withdraw_by_link,
}


class Histories(TimeAndFaults):
    """Two délégants, four addresses, old tabs, links clicked twice, a clock, and faults."""

    def __init__(self) -> None:
        super().__init__()
        self._keys = 0
        self._shown: list[tuple[str, Shown]] = []
        self._tabs: list[Tab] = []
        self._links: list[tuple[Purpose, str]] = []

    @initialize()
    def somebody_begins(self) -> None:
        """Both délégants invite the same unknown address; Claire also sends a demand to Paul, who has an account."""
        for who, address in ((CLAIRE, ADDRESSES[0]), (CLAIRE, ADDRESSES[1]), (HELENE, ADDRESSES[1])):
            self._look_up(who, address)
            self._create(self._shown[-1], 0, 12, self._key())
        self.theatre.deliver()

    # The délégant

    def _look_up(self, who: str, address: str) -> None:
        account = look_up(runtime.context(), self._session(who), address).account
        self._shown.append((who, Shown(account.address, account.id, account.status.is_known)))

    def _step_one(self, who: str, address: str, age: int) -> tuple[str, Shown]:
        """Return the state of step 1, the newest or an older one."""
        self.theatre.attempt(lambda: self._look_up(who, address))
        return self._shown[-1 - min(age, len(self._shown) - 1)]

    @rule(
        who=st.sampled_from([CLAIRE, HELENE]),
        address=st.sampled_from(ADDRESSES),
        age=AGES,
        start=st.sampled_from([0, 0, 5, 30]),
        length=st.sampled_from([1, 12, 60]),
        twice=st.booleans(),
        same_key=st.booleans(),
        profil=st.sampled_from([ProfilId.COMPTABLE, ProfilId.REMPLACANT]),
    )
    def create(
        self, who: str, address: str, age: int, start: int, length: int, twice: bool, same_key: bool, profil: ProfilId
    ) -> None:
        """Send step 2, from a new or old step 1, perhaps twice."""
        shown = self._step_one(who, address, age)
        key = "la-meme-cle" if same_key else self._key()
        for _ in range(1 + twice):
            self._create(shown, start, length, key, profil)

    def _create(
        self, shown: tuple[str, Shown], start: int, length: int, key: str, profil: ProfilId = ProfilId.COMPTABLE
    ) -> None:
        who, found = shown
        first = self._today + start * DAY
        terms = replace(asked_terms(first, first + length * DAY), structures=("cabinet-1", "cabinet-2"))
        terms = replace(terms, toutes_structures=True)
        asked = Asked(profil.value, terms, TYPED)
        self.theatre.attempt(lambda: create(runtime.context(), self._session(who), found, asked, key))

    def _tab(self, which: int, age: int) -> Delegation | None:
        """Return a tab opened now, or an older one."""
        found = self.theatre.tabs()
        if found:
            self._tabs.append(found[which % len(found)])
        return self._tabs[-1 - min(age, len(self._tabs) - 1)].delegation if self._tabs else None

    @rule(which=WHICH, age=AGES, act=st.sampled_from(DELEGANT_ACTS))
    def delegant_acts(self, which: int, age: int, act: str) -> None:
        """Let the délégant act on the state in his tab."""
        found = self._tab(which, age)
        if found is None:
            return
        session, hint = self._session(found.delegant.account_id), Hint(found.delegue.account_id, found.profil)
        context, key = runtime.context(), self._key()
        terms = found.terms.validity
        longer = asked_terms(terms.start, terms.end + 7 * DAY)
        shorter = asked_terms(terms.start, max(terms.start, terms.end - 3 * DAY))
        last = (terms.end + 7 * DAY).isoformat()
        version, ticked = found.terms_version, (Ticked(found.id, terms.end),)
        acts = {
            "prolong": lambda: change(context, session, found.id, hint, version, AskedEnd(last), key),
            "prolong several": lambda: prolong_several(context, session, ticked, 1, "", key),
            "grant": lambda: grant_longer(context, session, found.id, hint, version, last, key),
            "decline": lambda: decline_longer(context, session, found.id, hint, key),
            "validate": lambda: validate(context, session, found.id, hint, found.terms_version),
            "delete": lambda: delete(context, session, found.id, hint),
            "resend": lambda: resend(context, session, found.id, hint, key),
            "shorten": lambda: change(context, session, found.id, hint, found.terms_version, shorter, key),
            "extend": lambda: change(context, session, found.id, hint, found.terms_version, longer, key),
        }
        self.theatre.attempt(acts[act])

    @rule(which=WHICH, address=st.sampled_from(ADDRESSES), age=AGES)
    def correct(self, which: int, address: str, age: int) -> None:
        """Let the délégant correct an unreachable address to one that was looked up."""
        back = [tab for tab in self.theatre.tabs() if tab.delegation.address_is_correctable]
        if not back:
            return
        found = back[which % len(back)].delegation
        shown = self._step_one(found.delegant.account_id, address, age)
        hint = Hint(found.delegue.account_id, found.profil)
        session = self._session(found.delegant.account_id)
        self.theatre.attempt(lambda: correct(runtime.context(), session, found.id, hint, shown[1]))

    @rule(start=st.sampled_from([0, 5, 30]), length=st.sampled_from([1, 12, 60]), twice=st.booleans())
    def ask(self, start: int, length: int, twice: bool) -> None:
        """Let Paul ask by Claire's link, perhaps twice."""
        first, key = self._today + start * DAY, self._key()
        last = first + length * DAY
        wish = Wish(ProfilId.COMPTABLE.value, first.isoformat(), last.isoformat(), TYPED)
        for _ in range(1 + twice):
            self.theatre.attempt(lambda: ask(runtime.context(), self._session(PAUL), an_open_link(), wish, key))

    @rule(which=WHICH, age=AGES, days=st.sampled_from([0, 0, 3]), blocks=st.sampled_from([None, None, False, True]))
    def delegant_answers_a_wish(self, which: int, age: int, days: int, blocks: bool | None) -> None:
        """Let the délégant complete a wish, perhaps shorter, or refuse it and perhaps block its asker."""
        found = self._tab(which, age)
        if found is None:
            return
        session, hint, terms = self._session(CLAIRE), Hint(), found.terms.validity
        asked = completed(terms.start, max(terms.start, terms.end - days * DAY))
        context = runtime.context()
        if blocks is None:
            self.theatre.attempt(lambda: complete(context, session, found.id, hint, found.terms_version, asked))
        else:
            self.theatre.attempt(lambda: delete(context, session, found.id, hint, blocks=blocks))

    @rule()
    def unblock(self) -> None:
        """Let Claire allow Paul to ask again."""
        self.theatre.attempt(lambda: unblock(runtime.context(), self._session(CLAIRE), PAUL))

    @rule(who=st.sampled_from([CLAIRE, HELENE]), numbers=st.sampled_from([(1, 2), (1, 2), (1,), (2,)]))
    def card(self, who: str, numbers: tuple[int, ...]) -> None:
        """Let the card of a délégant name these cabinets."""
        self.theatre.attempt(lambda: self.theatre.card(who, numbers))

    @rule(liberal=st.booleans())
    def locum(self, liberal: bool) -> None:
        """Let the card of a locum name a liberal activity, or none."""
        self.theatre.attempt(lambda: self.theatre.locum(PAUL, liberal))

    @rule(who=st.sampled_from([CLAIRE, HELENE]))
    def look(self, who: str) -> None:
        """Let a délégant open each line of his dashboard."""
        self.theatre.lines_open(self._session(who))

    # The délégué

    @rule(which=st.integers(0, 99), age=AGES, twice=st.booleans())
    def click(self, which: int, age: int, twice: bool) -> None:
        """Click a link of a mail, new or old, perhaps twice."""
        found = self.theatre.links()
        if not found:
            return
        self._links.append(found[which % len(found)])
        purpose, token = self._links[-1 - min(age, len(self._links) - 1)]
        for _ in range(1 + twice):
            if purpose is Purpose.OPEN_ACCOUNT:
                self.theatre.attempt(lambda: open_account(runtime.context(), token, OPENING))
            else:
                self.theatre.attempt(lambda: _BY_LINK[purpose](runtime.context(), token))

    @rule(which=WHICH, age=AGES, act=st.sampled_from(DELEGUE_ACTS))
    def delegue_acts(self, which: int, age: int, act: str) -> None:
        """Let the délégué act in his space, on the state in his tab."""
        found = self._tab(which, age)
        if found is None:
            return
        session, context = self._session(found.delegue.account_id, Mode.MOT_DE_PASSE), runtime.context()
        later = max(self._today, found.terms.validity.end) + 10 * DAY
        asked = AskedTerms(self._today.isoformat(), later.isoformat())
        acts = {
            "accept": lambda: accept_in_space(context, session, found.id, found.terms_version),
            "refuse": lambda: refuse_in_space(context, session, found.id, found.terms_version),
            "disown": lambda: disown_in_space(context, session, found.id, found.terms_version),
            "withdraw": lambda: withdraw_in_space(context, session, found.id),
            "give up": lambda: give_up(context, session, found.id),
            "ask longer": lambda: ask_longer(context, session, found.id, asked, self._key()),
        }
        self.theatre.attempt(acts[act])

    # Invariants

    @invariant()
    def everything_holds(self) -> None:
        """Check the invariants after each step."""
        self.theatre.counts["steps"] += 1
        self.theatre.check()

    def teardown(self) -> None:
        """Recover at the end, and check that nothing was lost."""
        try:
            self.theatre.recover()
            self._look_when_old()
            HISTORIES.append(self.theatre)
        finally:
            self.theatre.close()

    def _look_when_old(self) -> None:
        """Open every line a delay later, when unused accounts have ended."""
        self.theatre.world.now += 31 * DAY
        schedule.handle()
        self.theatre.check()
        for who in (CLAIRE, HELENE):
            self.theatre.lines_open(self._session(who))

    # Helpers

    @property
    def _today(self) -> Any:
        return day_in_paris(self.theatre.world.now)

    def _session(self, who: str, mode: Mode = Mode.CARTE) -> Session:
        return open_session_of(who, mode, self.theatre.world.now)

    def _key(self) -> str:
        self._keys += 1
        return f"cle-{self._keys}"


HISTORIES: list[Theatre] = []
