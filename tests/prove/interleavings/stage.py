"""Where two acts meet: one scene in the table in memory, and all that the racers must know of it before they begin."""

import base64
import json
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse
from moto.core.botocore_stubber import MockRawResponse
from pynamodb.expressions.update import Action

from chalicelib import links, runtime
from chalicelib.context import Context
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.domain.mails import Purpose
from chalicelib.identity.sessions import Mode, Session
from chalicelib.links import AccountLinkFacts
from chalicelib.mail import transport
from chalicelib.settings import settings
from chalicelib.store import keys, secrets
from chalicelib.store.accounts import AliasItem, HeadItem
from chalicelib.store.mails import MailItem
from chalicelib.store.pendings import PendingItem
from chalicelib.store.table import epoch, find, read
from chalicelib.workers import stream
from chalicelib.workers.sending import Sending
from tests import small_directory
from tests.builders import DAY
from tests.free_turns import free_turns
from tests.integration.aws_clients import client
from tests.integration.outbox.outbox import record
from tests.integration.scenes import CLAIRE, HELENE, LEA, PAUL, Scenes
from tests.integration.world import LOOKUP, World
from tests.prove.interleavings.ledger import Keys, Ledger, State
from tests.prove.interleavings.player import acts_wait
from tests.prove.seen import Seen, name_of_mail, parsed

MOVED = "paul.nouveau@exemple.fr"
"""The address that Paul has asked for."""

_SES = "before-send.sesv2.SendEmail"


@dataclass
class Stage:
    """A scene: its people, the delegation `found` and its délégué, links signed before anybody begins.

    `later`: by how much the clock of the workers is ahead. `limits`: settings that are other than in production.
    `always_active`: the accounts that were never anything else. `removed`: the delegations that TTL took away.
    """

    world: World
    scenes: Scenes
    later: timedelta = timedelta()
    limits: Mapping[str, Any] = field(default_factory=dict)
    found: str = ""
    delegue: str = PAUL
    address: str = ""
    version: int = 1
    last_day: date = date.max
    always_active: frozenset[str] = frozenset({CLAIRE, HELENE, PAUL})
    removed: frozenset[str] = frozenset()
    tokens: dict[Purpose, str] = field(default_factory=dict)
    account_tokens: dict[tuple[str, AccountPurpose], str] = field(default_factory=dict)
    images: list[dict[str, Any]] = field(default_factory=list)
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    sent_before: Counter[str] = field(default_factory=Counter)
    passkey: str = ""
    is_ahead: bool = False
    """Whether it is a worker who acts now."""

    # What racers ask for

    def context(self) -> Context:
        """The context of what a racer does now."""
        context = runtime.context()
        return context._replace(settings=context.settings._replace(**self.limits)) if self.limits else context

    def session(self, account_id: str, mode: Mode = Mode.CARTE) -> Session:
        """A session of somebody that stands open."""
        return self.scenes.session(account_id, mode)

    def clock(self) -> datetime:
        """The time it is for whoever asks."""
        return self.world.now + (self.later if self.is_ahead else timedelta())

    def goes_on(self, is_worker: bool, sent: list[str]) -> None:
        """Let it be the time of a racer who goes on now, and his mails those that are sent."""
        self.is_ahead, self.sent = is_worker, sent

    # What a scene is made of

    def about(self, found: str, version: int = 1) -> None:
        """Let the scene be about this delegation: sign its links."""
        delegation = self.scenes.delegation(found)
        self.found, self.version = found, version
        self.delegue, self.address = delegation.delegue.account_id, delegation.delegue.address
        self.last_day = delegation.terms.validity.end
        self.tokens = {purpose: self.scenes.token(found, purpose) for purpose in Purpose}

    def signed(self, account_id: str, purpose: AccountPurpose) -> None:
        """Sign the link that somebody has asked for about his account."""
        context, key = runtime.context(), keys.pending(account_id, purpose)
        pending = find(read([key]), PendingItem, key)
        assert pending is not None
        claim = AccountLinkFacts(account_id, pending.nonce)
        self.account_tokens[account_id, purpose] = links.sign_account(purpose, claim, context.keys, context.now)

    def give_card(self, account_id: str, national_id: str) -> None:
        """A card has led to this account before."""
        AliasItem(*keys.alias("psc", national_id, LOOKUP), account_id=account_id, proved=True).save()

    def raw(self) -> list[dict[str, Any]]:
        """Return every item, while the scene is made."""
        items: list[dict[str, Any]] = client("dynamodb").scan(TableName=settings().table_name)["Items"]
        return items

    def send_mails(self) -> None:
        """Let every mail leave that was written."""
        stream.handle({"Records": self.insertions()})

    def insertions(self) -> list[dict[str, Any]]:
        """Return what the stream tells of the mails."""
        return [record("INSERT", new=item) for item in self.raw() if item["kind"]["S"] == "mail"]

    def row(self, kind: str) -> MailItem:
        """Return the newest mail of a kind."""
        rows = [row for row in parsed(self.raw()) if isinstance(row, MailItem) and row.mail_kind == kind]
        return rows[-1]

    # What can be seen

    def seen(self, state: State, sent: Iterable[str]) -> Seen:
        """Return all there is to see once the table holds this state and SES has taken these mails."""
        return Seen(
            items=parsed(state.raw()),
            # What operations had sent again while the scene was made counts once.
            sent=Counter(self.sent_before.keys()) + Counter(sent),
            now=self.world.now + self.later,
            policy=runtime.context().policy,
            lookup=LOOKUP,
            always_active=self.always_active,
            removed=self.removed,
        )

    # SES

    def answer(self, request: Any, **_: Any) -> AWSResponse:
        """Take a mail in the place of SES; its id tells it and how often it was sent, whoever else sends before."""
        raw = base64.b64decode(json.loads(request.body)["Content"]["Raw"]["Data"])
        name = name_of_mail(raw)
        self.sent.append(name)
        body = {"MessageId": f"message-{name}-{self.sent_before[name] + self.sent.count(name)}"}
        headers: Any = {"Content-Type": "application/json"}
        return AWSResponse(request.url, 200, headers, MockRawResponse(json.dumps(body)))


@contextmanager
def stage() -> Iterator[Stage]:
    """Give an empty table with its people, and take it away."""
    world = World()
    secrets.forget()
    runtime.set_clock(lambda: world.now)
    events = transport._client().meta.events
    quick = settings()._replace(mails_per_second=1_000_000)
    with ExitStack() as stack:
        stack.enter_context(patch("chalicelib.runtime.settings", lambda: quick))
        stack.enter_context(patch("chalicelib.store.keys.DUE_SHARDS", 1))
        stack.enter_context(free_turns())
        stack.enter_context(patch.object(Sending, "_work_side_by_side", lambda sending, _: sending._work()))
        logging.disable(logging.WARNING)
        stack.callback(logging.disable, logging.NOTSET)
        world.create()
        stack.callback(world.destroy)
        stack.enter_context(acts_wait())
        stack.enter_context(small_directory.port(small_directory.of_the_table))
        built = Stage(world, Scenes(world))
        runtime.set_clock(built.clock)
        events.register_first(_SES, built.answer, unique_id="interleavings")
        stack.callback(events.unregister, _SES, built.answer, unique_id="interleavings")
        # Lea's account was opened by an invitation that is no more: it has an end.
        actions: list[Action] = [
            HeadItem.due_shard.set(keys.due_shard("TIME", LEA)),
            HeadItem.due_at.set(epoch(world.now + 90 * DAY)),
        ]
        HeadItem(*keys.head(LEA)).update(actions=actions)
        yield built


def ledger_of(built: Stage, unguarded: Keys | None = None) -> Ledger:
    """Return the ledger of the scene as it stands: nothing of it is made by hand any more."""
    built.sent_before = Counter(built.sent)
    return Ledger(unguarded)
