"""The place of a random history: people, their open tabs, their mails, and the faults."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

from chalicelib import links, runtime
from chalicelib.acts.follow_link import DeadLink
from chalicelib.acts.follow_rights import follow_rights
from chalicelib.acts.given import look_at_given
from chalicelib.acts.people import SignedOut
from chalicelib.acts.show_dashboard import Search, show_dashboard
from chalicelib.domain.asks import LinkFacts
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.mails import LINKS, MailKind, Purpose
from chalicelib.domain.people import Name, Practice
from chalicelib.domain.refusals import Refused
from chalicelib.identity.sessions import Session
from chalicelib.settings import settings
from chalicelib.store import keys, numbers, secrets
from chalicelib.store.accounts import (
    HeadItem,
    PracticeItem,
    not_suppressed,
    read_head,
    to_practice,
)
from chalicelib.store.delegations import DelegationItem
from chalicelib.store.mails import MailItem, MailState, send_again
from chalicelib.store.table import Item, connection, epoch, find, read, update_if
from chalicelib.store.writes import Save, transact
from chalicelib.workers import schedule, stream
from tests.builders import a_practice, a_structure
from tests.dynamodb.memory import service
from tests.free_turns import free_turns
from tests.integration.outbox.fake_ses import Answer, Crash, FakeSes, Sent, fake_ses
from tests.integration.outbox.outbox import TTL, record
from tests.integration.scenes import HELENE, PAUL
from tests.integration.world import LOOKUP, World
from tests.prove import invariants
from tests.prove.seen import Seen, parsed

_STEP = timedelta(hours=2, minutes=1)
"""Longer than every delay of a mail that is not parked twice."""

_REMOVABLE = frozenset({"delegation", "summary", "grant", "once", "pending", "limit"})
"""Kinds that TTL takes away within the time that a history lasts; the others are kept for longer."""


@dataclass(frozen=True)
class Tab:
    """A page left open: the delegation as it was then."""

    delegation: Delegation


class Theatre:
    """The world, and the memory of a history."""

    def __init__(self) -> None:
        self.world = World()
        self._open = ExitStack()
        self.ses: FakeSes = self._open.enter_context(fake_ses())
        self._open.enter_context(_without_waiting())
        secrets.forget()
        runtime.set_clock(lambda: self.world.now)
        self.world.create()
        self.world.delegant()
        self.world.delegue()
        name = Name("MME", "Hélène", "Autre")
        self.world.person(HELENE, "helene@cabinet.example", name, practice=a_practice(), liberal=True)
        self.removals: list[dict[str, Any]] = []
        self.removed: set[str] = set()
        self.windows: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self._acts = 0
        self._fuse: int | None = None
        self._inside = False
        connection().client.meta.events.register_first("before-call.dynamodb", self._burn, unique_id="fuse")

    def close(self) -> None:
        """Remove the world."""
        connection().client.meta.events.unregister("before-call.dynamodb", self._burn, unique_id="fuse")
        self._open.close()
        self.world.destroy()

    # Faults

    def light(self, calls: int) -> None:
        """Let the process crash after this number of calls to the table."""
        self._fuse = calls

    def _burn(self, **_: Any) -> None:
        if self._fuse is None or not self._inside:
            return
        self._fuse -= 1
        if self._fuse < 0:
            self._fuse = None
            raise Crash

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do an act that may be refused, or crash; return whether it was done."""
        already = len(self.ses.sent)
        self._inside = True
        try:
            act()
        except (Refused, DeadLink, SignedOut):
            self.counts["refused"] += 1
            return False
        except Crash:
            self.counts["crashed"] += 1
            return False
        finally:
            self._fuse, self._inside = None, False
            self._note_windows(self.ses.sent[already:])
        return True

    def _note_windows(self, sent: list[Sent]) -> None:
        """Record the mails that SES accepted without a mark on their row, which may be sent once more."""
        states = {row.id: row.state for row in self.rows()} if sent else {}
        self.windows.update(mail.name for mail in sent if states.get(mail.name) != "envoye")

    @property
    def happened(self) -> Counter[str]:
        """Count the acts, for the figures of a run."""
        return self.counts + Counter(
            mails=len(self.ses.sent), twice=len(self.ses.sent) - len(self.ses.counts), acts=self._acts
        )

    def mend(self, which: int) -> None:
        """Let operations clear an address, and send an undelivered mail again."""
        failed = [row for row in self.rows() if row.state == MailState.FAILED]
        if not failed:
            return
        row = failed[which % len(failed)]
        update_if(HeadItem(*keys.head(row.to_account)), not_suppressed(self.world.now), HeadItem.pk.exists())
        if send_again(row.key, self.world.now):
            self.windows[row.id] += 1
            self.counts["mended"] += 1

    # Views

    def raw(self) -> list[dict[str, Any]]:
        """Return every item from memory, because a scan over HTTP would take most of a step."""
        return service.table(settings().table_name).items()

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the items of one kind."""
        return [item for item in self.raw() if item["kind"]["S"] == kind]

    def rows(self) -> list[MailItem]:
        """Return every mail."""
        return [row for row in parsed(self.of_kind("mail")) if isinstance(row, MailItem)]

    def seen(self) -> Seen:
        """Return everything visible."""
        return Seen(
            items=parsed(self.raw()),
            sent=self.ses.counts,
            now=self.world.now,
            policy=runtime.context().policy,
            lookup=LOOKUP,
            always_active=frozenset({PAUL, HELENE}),
            removed=frozenset(self.removed),
        )

    def tabs(self) -> list[Tab]:
        """Return a tab for each delegation as it is now."""
        return [Tab(found) for found in self.seen().delegations]

    def links(self) -> list[tuple[Purpose, str]]:
        """Return the links of every delivered mail, as signed."""
        context = runtime.context()
        rows = {row.id: row for row in self.rows()}
        found = []
        for name in self.ses.counts:
            row = rows.get(name)
            if row is None or row.party == "titulaire":
                continue
            delegation_id, account_id, nonce, version = row.link_facts
            claim = LinkFacts(delegation_id, account_id, nonce, int(version))
            for purpose in LINKS.get(MailKind(row.mail_kind), ()):
                found.append((purpose, links.sign(purpose, claim, context.keys, context.now)))
        return found

    # Workers

    def deliver(self, times: int = 1) -> None:
        """Run the mailer on every mail and on the removals by TTL, this number of times."""
        inserted = [record("INSERT", new=item) for item in self.of_kind("mail")]
        removed = [record("REMOVE", old=image, who=TTL) for image in self.removals]
        for _ in range(times):
            self.attempt(lambda: stream.handle({"Records": [*inserted, *removed]}))

    def expire(self) -> None:
        """Let TTL remove the expired items; the mailer sees that at the next delivery."""
        now = epoch(self.world.now)
        for item in self.raw():
            if item["kind"]["S"] not in _REMOVABLE or int(item.get("ttl", {"N": now})["N"]) >= now:
                continue
            if item["kind"]["S"] == "delegation":
                self.removals.append(item)
                self.removed.add(item["pk"]["S"].split("#", 1)[1])
            Item(item["pk"]["S"], item["sk"]["S"]).delete()

    def next_due(self) -> datetime | None:
        """Return the time of the next act of time."""
        dues = [int(item.due_at) for item in self.seen().of(DelegationItem) if item.due_at]
        later = [due for due in dues if due > epoch(self.world.now)]
        return datetime.fromtimestamp(min(later), self.world.now.tzinfo) if later else None

    # Checks

    def check(self) -> None:
        """Raise AssertionError when an invariant does not hold."""
        seen = self.seen()
        said = invariants.violations(seen)
        said += [f"{name}: sent {count} times" for name, count in self._too_often(seen).items()]
        assert not said, "\n".join(said)

    @staticmethod
    def card(who: str, cabinets: tuple[int, ...]) -> None:
        """Sign in by a card that names these cabinets."""
        head, key = read_head(who), keys.practice(who)
        assert head is not None
        had = to_practice(find(read([key]), PracticeItem, key))
        has = had._replace(structures=tuple(a_structure(number) for number in cabinets))
        follow_rights(runtime.context(), head.account, had, has, liberal_activity=True)
        transact(
            [
                Save(numbers.practice_with_numbers(who, has)),
                *numbers.writes_of(who, find(read([key]), PracticeItem, key), has, LOOKUP),
            ]
        )

    @staticmethod
    def locum(who: str, liberal: bool) -> None:
        """Sign in without a practice, by a card that names a liberal activity or none."""
        head = read_head(who)
        assert head is not None
        follow_rights(runtime.context(), head.account, Practice(), Practice(), liberal_activity=liberal)
        HeadItem(*keys.head(who)).update(actions=[HeadItem.liberal.set(liberal)])

    @staticmethod
    def lines_open(session: Session) -> None:
        """Raise when a line of the dashboard cannot be opened."""
        context = runtime.context()
        for line in show_dashboard(context, session, Search()).matching:
            look_at_given(context, session, line.summary.id)

    def _too_often(self, seen: Seen) -> dict[str, int]:
        return {name: count for name, count in invariants.sent_twice(seen).items() if count > 1 + self.windows[name]}

    def recover(self) -> None:
        """Let everything recover: SES answers, the stream continues, the schedule runs."""
        self.ses.script.clear()
        self.ses.otherwise = Answer.TAKEN
        self._fuse = None
        for _ in range(8):
            self.deliver()
            self.world.now = self.world.now + _STEP
            schedule.handle()
            if not invariants.nothing_left_to_send(self.seen()):
                break
        self.removed &= self._ended()
        seen = self.seen()
        left = invariants.nothing_left_to_send(seen)
        assert not left, left
        self._acts = invariants.acts_of(seen).total()
        self.check()

    def _ended(self) -> set[str]:
        """Return the delegations that TTL removed without a purge: they were over, and leave no tombstone."""
        waiting = {"en_cours", "a_valider"}
        over = [image for image in self.removals if image["content"]["M"]["status"]["S"] not in waiting]
        return {image["pk"]["S"].split("#", 1)[1] for image in over}


@contextmanager
def _without_waiting() -> Iterator[None]:
    """Remove the waits for a turn, for a slow hash, and after a conflict."""
    quick = settings()._replace(mails_per_second=1_000_000)
    with (
        patch("chalicelib.runtime.settings", lambda: quick),
        patch("chalicelib.store.keys.DUE_SHARDS", 2),
        free_turns(),
        patch("chalicelib.acts.open_account.hash_password", lambda _: "haché"),
    ):
        yield
