"""The stage of a scenario: a world whose AWS survives a crash."""

import base64
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import boto3
from pynamodb.expressions.update import Action

from chalicelib import links, runtime
from chalicelib.domain.account_mails import AccountPurpose
from chalicelib.keyring import Keyring
from chalicelib.links import AccountLinkFacts
from chalicelib.mail.lease import LEASE
from chalicelib.settings import settings
from chalicelib.store import keys, secrets
from chalicelib.store.accounts import HeadItem, not_suppressed
from chalicelib.store.table import Item, epoch
from chalicelib.workers import feedback, schedule, stream
from tests.builders import DAY
from tests.dynamodb.sizes import Image
from tests.integration.outbox.outbox import TTL, record
from tests.integration.scenes import LEA, PAUL, Scenes
from tests.integration.world import LOOKUP, SECRETS, World
from tests.prove import invariants
from tests.prove.seen import Seen, name_of_mail, parsed

_BATCH = 25
Kept = dict[str, Any]


class Mails(Protocol):
    """The mails that SES took."""

    def __iter__(self) -> Iterator[bytes]:
        """Give them one by one."""

    def clear(self) -> None:
        """Forget them."""


class MailFolder:
    """The mails that MiniStack took."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __iter__(self) -> Iterator[bytes]:
        for file in sorted(self._folder.glob("*.json")):
            yield base64.b64decode(json.loads(file.read_text(encoding="utf-8"))["raw"])

    def clear(self) -> None:
        """Remove their files."""
        for mail in self._folder.iterdir():
            mail.unlink()


class Stage:
    """One process's view of the world."""

    world: World
    scenes: Scenes
    kept: Kept
    _sent_before: Counter[str]

    def __init__(self, mails: Mails) -> None:
        self._mails = mails
        runtime.set_clock(lambda: self.world.now)
        # Fewer shards, because most calls of a beat only find a shard empty.
        keys.DUE_SHARDS = 2
        self.client: Any = boto3.client("dynamodb")
        self.items_of: Callable[[str], list[Image]] = self._scan
        """Returns every item of a table."""
        self._read: dict[int, tuple[Image, Item]] = {}
        """Every image that was read as an item, by its identity: in memory, a table holds most of them again."""
        self.state: Callable[[], object] = object
        """Returns all that there is, to be compared; MiniStack's is never compared, and never the same twice."""
        self.begin()

    def begin(self) -> None:
        """Begin as a process does, which knows nothing yet but the keys of the service."""
        self.world = World()
        self.scenes = Scenes.__new__(Scenes)
        self.scenes.world = self.world
        self.kept = {}
        self._sent_before = Counter()
        keyring = Keyring(tuple(SECRETS["links"]), tuple(SECRETS["sessions"]), LOOKUP)
        secrets._cache[settings().secrets_parameter] = (time.monotonic(), keyring)

    def build(self) -> Scenes:
        """Empty the table and add the people."""
        self._read.clear()
        self.write([], [])
        self.scenes = Scenes(self.world)
        # The invitation that opened Léa's account is gone, so the account has an end.
        actions: list[Action] = [
            HeadItem.due_shard.set(keys.due_shard("TIME", LEA)),
            HeadItem.due_at.set(epoch(self.now + 90 * DAY)),
        ]
        HeadItem(*keys.head(LEA)).update(actions=actions)
        return self.scenes

    @property
    def now(self) -> datetime:
        """The present time."""
        return self.world.now

    # The table as a whole

    def raw(self) -> list[Image]:
        """Return every item."""
        return self.items_of(settings().table_name)

    def _scan(self, table: str) -> list[Image]:
        items: list[Image] = self.client.scan(TableName=table)["Items"]
        return items

    def write(self, items: list[Image], directory: list[Image]) -> None:
        """Replace the items of the table and of the directory's table, and forget every mail."""
        self._write(settings().table_name, items)
        self._write(settings().directory_table, directory)
        self._mails.clear()

    def _write(self, table: str, items: list[Image]) -> None:
        wanted = {(item["pk"]["S"], item["sk"]["S"]) for item in items}
        stale = [{name: item[name] for name in ("pk", "sk")} for item in self.items_of(table)]
        requests: list[Image] = [
            {"DeleteRequest": {"Key": key}} for key in stale if (key["pk"]["S"], key["sk"]["S"]) not in wanted
        ]
        requests += [{"PutRequest": {"Item": item}} for item in items]
        for start in range(0, len(requests), _BATCH):
            self.client.batch_write_item(RequestItems={table: requests[start : start + _BATCH]})

    def save(self, file: Path) -> None:
        """Save the scene for every process that plays it: its facts, and in another file the tables."""
        facts = {"now": self.now.isoformat(), "kept": self.kept, "sent": self.sent()}
        tables = [self.raw(), self.items_of(settings().directory_table)]
        file.write_text(json.dumps(facts, default=_as_text), encoding="utf-8")
        _tables_of(file).write_text(json.dumps(tables, default=_as_text), encoding="utf-8")

    def load(self, file: Path) -> None:
        """Restore the scene."""
        self.write(*json.loads(_tables_of(file).read_text(encoding="utf-8"), object_hook=_as_bytes))
        self.remember(file)

    def remember(self, file: Path) -> None:
        """Load the facts of the scene without changing the table."""
        content = json.loads(file.read_text(encoding="utf-8"))
        self.world.now = datetime.fromisoformat(content["now"])
        self.kept = content["kept"]
        self._sent_before = Counter(content["sent"])

    def remove(self, image: Image) -> None:
        """Remove an item as TTL does."""
        self.client.delete_item(TableName=settings().table_name, Key={name: image[name] for name in ("pk", "sk")})

    # Effects that no act of a scenario has

    def suppress(self, account_id: str) -> None:
        """Mark this account's address as unreachable."""
        HeadItem(*keys.head(account_id)).update(actions=[HeadItem.suppressed.set(True)])

    def mend(self, account_id: str) -> None:
        """Clear this account's address, as operations do."""
        HeadItem(*keys.head(account_id)).update(actions=not_suppressed(self.now))

    def account_token(self, purpose: AccountPurpose, nonce: str) -> str:
        """Sign the link of a mail to Paul about his account."""
        context = runtime.context()
        return links.sign_account(purpose, AccountLinkFacts(PAUL, nonce), context.keys, context.now)

    # Recovery

    def recover(self) -> None:
        """Replay the events that Lambda repeats, then let the leases end and the schedule run."""
        raw = self.raw()
        records = [record("INSERT", new=item) for item in raw if item["kind"]["S"] == "mail"]
        records += [record("REMOVE", old=image, who=TTL) for image in self.kept.get("removed", [])]
        stream.handle({"Records": records})
        if "reports" in self.kept:
            feedback.handle(self.kept["reports"])
        for _ in range(3):
            self.world.now += LEASE + timedelta(seconds=40)
            schedule.handle()

    def sent(self) -> Counter[str]:
        """Count the mails that SES accepted, by name."""
        return self._sent_before + Counter(name_of_mail(raw) for raw in self._mails)

    def seen(self, raw: list[Image] | None = None) -> Seen:
        """Return everything visible now; `raw`: every item, if it is known."""
        return Seen(
            items=tuple(self._item_of(image) for image in (self.raw() if raw is None else raw)),
            sent=self.sent(),
            now=self.now,
            policy=runtime.context().policy,
            lookup=LOOKUP,
            always_active=frozenset({PAUL}),
        )

    def _item_of(self, image: Image) -> Item:
        if id(image) not in self._read:
            (item,) = parsed([image])
            self._read[id(image)] = image, item
        return self._read[id(image)][1]

    def checked(self) -> dict[str, Any]:
        """Return the violations, the mails sent twice, the acts, and the items."""
        raw = self.raw()
        seen = self.seen(raw)
        acts = Counter(f"{act}" for act in invariants.acts_of(seen).elements())
        return {
            "violations": invariants.violations(seen) + invariants.nothing_left_to_send(seen),
            "twice": invariants.sent_twice(seen),
            "acts": dict(acts),
            "kinds": dict(Counter(item["kind"]["S"] for item in raw if item["kind"]["S"] not in _VARYING)),
        }


def _tables_of(file: Path) -> Path:
    return file.with_suffix(".tables.json")


def _as_text(data: bytes) -> str:
    """Write the digests of the directory, which are bytes, as JSON can hold them."""
    return base64.b64encode(data).decode()


def _as_bytes(value: dict[str, Any]) -> dict[str, Any]:
    """Read what `_as_text` has written."""
    return {"B": base64.b64decode(value["B"])} if set(value) == {"B"} else value


_VARYING = frozenset({
    "limit", "mail", "lock", "lookup", "pending", "credential", "refusal", "sessions", "account_event",
    "sign_in_failures", "challenge",
})  # fmt: skip
"""Kinds of items of which a repetition may leave one more: it is another request."""
