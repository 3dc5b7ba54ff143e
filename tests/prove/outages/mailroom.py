"""`python -m tests.prove.outages.mailroom fill N | send FILE | count`: many mails, and their senders.

Several processes `send` at once, like several Lambda instances, and share only the table. Each records in FILE the time
and the mail of each call to SES.
"""

import json
import logging
import sys
import time
from collections import Counter
from pathlib import Path
from threading import Lock
from typing import Any

import boto3
from pynamodb.models import BatchWrite

from chalicelib import runtime
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.mails import MailItem
from chalicelib.store.table import Item, epoch
from chalicelib.workers import schedule
from infra.local.provision import create_table
from tests.integration.outbox.fake_ses import FakeSes, fake_ses
from tests.integration.scenes import Scenes
from tests.integration.world import World
from tests.prove.races.stage import provision
from tests.prove.seen import parsed

_KIND = "creation_delegant"
"""It tells what happened, so that it always leaves. It can wait."""
AWAITED = "demande"
"""One mail that somebody waits for is among them."""


def fill(mails: int) -> None:
    """Write this number of due rows, each like that of a real creation; the demand itself is due too."""
    create_table(settings().table_name)
    world = World()
    # Today, because the senders' schedule would otherwise find the demand overdue and end it.
    world.now = runtime.context().now
    runtime.set_clock(lambda: world.now)
    found = Scenes(world).demand()
    (written,) = (row for row in _rows() if row.mail_kind == _KIND)
    for row in _rows():
        if row.mail_kind != AWAITED:
            row.delete()
    with MailItem.batch_write() as batch:
        for number in range(mails):
            _write(batch, written, f"{found}{number}")


def _write(batch: "BatchWrite[Any]", like: MailItem, about: str) -> None:
    pk, sk = keys.mail(about, 1, _KIND, "delegant")
    values = {name: value for name, value in like.attribute_values.items() if name not in {"pk", "sk"}}
    now, shard = epoch(runtime._system_clock()), keys.mail_shard(about, is_awaited=False)
    batch.save(MailItem(pk, sk, **values | {"about": about, "due_shard": shard, "due_at": now}))


def send(file: Path) -> None:
    """Run the schedule, beat after beat, until nothing is due and no mail is leased."""
    with fake_ses() as ses, file.open("w", encoding="ascii") as notes:
        original, one_at_a_time = ses.answer, Lock()

        def noted(*given: Any, **named: Any) -> Any:
            with one_at_a_time:
                answer = original(*given, **named)
                notes.write(f"{time.time()} {ses.sent[-1].name}\n")
                return answer

        ses_events(ses, noted)
        while _left():
            schedule.handle()


def ses_events(ses: FakeSes, answer: Any) -> None:
    """Replace the fake's own answer with `answer`."""
    from chalicelib.mail import transport  # noqa: PLC0415 - made with the fake

    transport._client().meta.events.register_first("before-send.sesv2.SendEmail", answer, unique_id="noted")


def _left() -> int:
    return sum(1 for shard in keys.due_shards("MAIL") for _ in Item.due.query(shard, limit=1))


def count() -> dict[str, Any]:
    """Return the number of rows in each state."""
    return dict(Counter(row.state for row in _rows()))


def _rows() -> list[MailItem]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=settings().table_name)
    items = parsed(item for page in pages for item in page["Items"])
    return [item for item in items if isinstance(item, MailItem)]


def main() -> None:
    """Run the command of the arguments; print JSON."""
    logging.disable(logging.CRITICAL)
    provision()
    told: Any = None
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    elif sys.argv[1] == "send":
        send(Path(sys.argv[2]))
    else:
        told = count()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
