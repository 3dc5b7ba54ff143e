"""The outbox for tests: its rows, the stream, the schedule, the reports of SES."""

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from chalicelib.settings import settings
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, from_epoch
from chalicelib.workers import feedback, schedule, stream
from tests.integration.aws_clients import client
from tests.integration.outbox.fake_ses import FakeSes, Sent, State
from tests.integration.replays import replayed
from tests.integration.scene_parts import Progress
from tests.integration.scenes import Scenes
from tests.integration.world import World

Record = dict[str, Any]
UNMARKED = "of-a-mail-that-nobody-has-marked"
"""The id that SES gave to a message whose sender did not hear it."""
TTL = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


class Outbox:
    """The rows of mails, and the workers that send them."""

    def __init__(self, scenes: Scenes, ses: FakeSes) -> None:
        self.scenes = scenes
        self.ses = ses

    @property
    def world(self) -> World:
        """The world of the outbox."""
        return self.scenes.world

    def rows(self, about: str = "") -> list[MailItem]:
        """Return the rows of the mails, or of those about one delegation."""
        found = [Item.from_raw_data(raw) for raw in self.world.of_kind("mail")]
        return [row for row in found if isinstance(row, MailItem) and about in {"", row.about}]

    def row(self, about: str, kind: str) -> MailItem:
        """Return the newest row of a kind about a delegation."""
        return [row for row in self.rows(about) if row.mail_kind == kind][-1]

    def insertions(self, *abouts: str) -> list[Record]:
        """Return the stream's records of the rows' insertions."""
        raw = [item for item in self.world.of_kind("mail") if not abouts or item["about"]["S"] in abouts]
        return [record("INSERT", new=item) for item in raw]

    def begun(self, name: str, build: Callable[[], str]) -> str:
        """Return what `build` returns, which happens once for the tests that begin with it, as what SES takes does."""

        def happen() -> tuple[str, Progress, State]:
            return build(), self.scenes.progress, self.ses.state

        created, free_from, _ = self.scenes.progress
        found, self.scenes.progress, self.ses.state = replayed(
            (name, self.scenes.length, created, free_from, self.ses.state), happen
        )
        return found

    def deliver(self, *abouts: str) -> list[Sent]:
        """Run the mailer on the insertions of the rows; return the mails that SES accepted."""
        already = len(self.ses.sent)
        stream.handle({"Records": self.insertions(*abouts)})
        return self.ses.sent[already:]

    def beat(self, **step: float) -> list[Sent]:
        """Let time pass and run the schedule; return the mails that SES accepted."""
        already = len(self.ses.sent)
        self.world.pass_time(**step)
        return self.ses.sent[already:]

    @staticmethod
    def put(raw: Record) -> None:
        """Write an item directly."""
        client("dynamodb").put_item(TableName=settings().table_name, Item=raw)

    @staticmethod
    def remove(raw: Record) -> None:
        """Remove an item, as TTL does."""
        key = {name: raw[name] for name in ("pk", "sk")}
        client("dynamodb").delete_item(TableName=settings().table_name, Key=key)

    def report(self, *messages: Record) -> None:
        """Deliver events of SES, all in one event of SNS."""
        feedback.handle(sns(messages))

    @staticmethod
    def run_schedule() -> None:
        """Run the schedule now."""
        schedule.handle()


def record(name: str, *, new: Record | None = None, old: Record | None = None, who: Record | None = None) -> Record:
    """Return a record of the stream."""
    image = new or old or {}
    change: Record = {"Keys": {key: image[key] for key in ("pk", "sk")}}
    change |= {"NewImage": new} if new else {}
    change |= {"OldImage": old} if old else {}
    return {"eventName": name, "dynamodb": change, **({"userIdentity": who} if who else {})}


def sns(messages: Iterable[Record | str]) -> Record:
    """Return the event that Lambda receives for these messages."""
    texts = [message if isinstance(message, str) else json.dumps(message) for message in messages]
    return {"Records": [{"EventSource": "aws:sns", "Sns": {"Message": text}} for text in texts]}


def event(kind: str, row: MailItem, to: str, bounce_type: str = "Permanent", sent_at: datetime | None = None) -> Record:
    """Return an event of SES about the mail of a row (SES developer guide, « event publishing »).

    The mail was sent as soon as it was written, unless `sent_at` is given.
    """
    sk = row.sk.split("#")
    tags = {"about": row.about, "at": sk[0], "kind": sk[1], "party": sk[2]}
    tagged = {name: [value] for name, value in tags.items()}
    moment = (sent_at or from_epoch(row.written_at)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    named = {"timestamp": moment, "messageId": row.message_id or UNMARKED}
    mail = {**named, "destination": [to], "tags": tagged}
    details: dict[str, Record] = {
        "Bounce": {"bounce": {"bounceType": bounce_type, "bouncedRecipients": [{"emailAddress": to}]}},
        "Complaint": {"complaint": {"complainedRecipients": [{"emailAddress": to}]}},
    }
    return {"eventType": kind, "mail": mail, **details.get(kind, {})}
