"""A night and its workers: `python -m tests.prove.outages.night COMMAND`.

COMMAND is `fill N HIDDEN`, `hand-over`, `beat`, `work FILE SECONDS WAIT MOST` or `count`.

Several processes `work` at once, like several Lambda instances, and share the table and the queue. Each takes at most
MOST messages at once, and records in FILE when it had treated which. `WAIT` seconds pass before each call to the table:
an act waits for the network most of its time, and here all share the processors of one machine with the emulator.
"""

import json
import logging
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3

from chalicelib import runtime
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.table import Item, connection
from chalicelib.workers import due, schedule
from infra.local.provision import create_table
from infra.local.queue_pump import QueuePump
from tests.builders import DAY
from tests.integration.scenes import Scenes
from tests.integration.world import World
from tests.prove.races.stage import provision

_OF_A_DELEGATION = ("DELEG#", "GUARD#", "GRANT#")
_OF_AN_ACCOUNT = ("A#PRACTICE", "GIVEN#", "HEAD", "RECEIVED#")
_BATCH = 25


def fill(copies: int, hidden: str) -> None:
    """Write for this number of délégants two delegations whose last day is over, and a demand to be purged.

    A message stays `hidden` seconds with a worker that does not come back; the stage's ten minutes would be long here.
    """
    create_table(settings().table_name)
    # The emulator would remove the overdue demands within a minute, before anybody has purged them.
    never = {"AttributeName": "ttl", "Enabled": False}
    boto3.client("dynamodb").update_time_to_live(TableName=settings().table_name, TimeToLiveSpecification=never)
    fifo = {"FifoQueue": "true", "VisibilityTimeout": hidden}
    boto3.client("sqs").create_queue(QueueName=settings().due_queue, Attributes=fifo)
    world = World()
    world.now = runtime.context().now - 60 * DAY
    runtime.set_clock(lambda: world.now)
    scenes = Scenes(world)
    found = [scenes.validated(), scenes.validated(), scenes.to_validate()]
    first = list(_items())
    like = [item for item in first if _is_copied(item["pk"]["S"], item["sk"]["S"])]
    _write([{"DeleteRequest": {"Key": {name: item[name] for name in ("pk", "sk")}}} for item in first])
    _write([{"PutRequest": {"Item": one}} for number in range(copies) for one in _copy(like, found, number)])


def _is_copied(pk: str, sk: str) -> bool:
    return pk.startswith(_OF_A_DELEGATION) or (pk.startswith("ACC#") and sk.startswith(_OF_AN_ACCOUNT))


def _copy(items: list[dict[str, Any]], found: list[str], number: int) -> list[dict[str, Any]]:
    """Return the same items about other people and other delegations."""
    text = json.dumps(items)
    for name in (*found, "claire", "helene", "paul", "lea"):
        text = text.replace(name, f"{name}{number}")
    copied: list[dict[str, Any]] = json.loads(text)
    return copied


def _write(requests: list[dict[str, Any]]) -> None:
    client = boto3.client("dynamodb")
    for start in range(0, len(requests), _BATCH):
        client.batch_write_item(RequestItems={settings().table_name: requests[start : start + _BATCH]})


def _items() -> Iterator[dict[str, Any]]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=settings().table_name)
    return (item for page in pages for item in page["Items"])


def _leave_mails() -> None:
    vars(schedule)["_send_mails"] = lambda _: 0


def beat() -> None:
    """Run the schedule, its acts of time alone, until nothing of them is due."""
    _leave_mails()
    while _left():
        schedule.handle()
        time.sleep(1)


def hand_over() -> None:
    """Run one beat, and put a message among its own that can never succeed."""
    _leave_mails()
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=settings().due_queue)["QueueUrl"]
    poison = {"MessageBody": "poison", "MessageGroupId": "claire0", "MessageDeduplicationId": "poison"}
    sqs.send_message(QueueUrl=url, **poison)
    schedule.handle()


def _left() -> bool:
    now = runtime.now()
    return any(True for shard in keys.due_shards("TIME") for _ in Item.due.query(shard, _by(now), limit=1))


def _by(now: Any) -> Any:
    return Item.due_at <= int(now.timestamp())


def work(file: Path, seconds: float, wait: float, most: int) -> None:
    """Treat what the queue holds until nothing is due, or for this many seconds."""
    connection().client.meta.events.register_first("before-send.dynamodb", lambda **_: time.sleep(wait))
    ends = time.monotonic() + seconds
    with file.open("w", encoding="utf-8", buffering=1) as notes:

        def worker(event: dict[str, Any], _: object) -> None:
            for record in event["Records"]:
                due.handle({"Records": [record]})
                notes.write(f"{time.time()} {record['body']}\n")

        pump = QueuePump(settings().due_queue, worker, most)
        while time.monotonic() < ends and (pump.deliver(1) or _left()):
            pass


def count() -> dict[str, Any]:
    """Return how often each act was done, the most that was done to one delegation, and what is still due."""
    history = [item for item in _items() if item["kind"]["S"] == "history"]
    acts = [(item["pk"]["S"], item["content"]["M"]["act"]["S"]) for item in history]
    most = max(Counter(acts).values(), default=0)
    return {"acts": dict(Counter(act for _, act in acts)), "most": most, "left": _left()}


def main() -> None:
    """Run the command of the arguments; print JSON."""
    logging.disable(logging.CRITICAL)
    provision()
    told: Any = None
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]), sys.argv[3])
    elif sys.argv[1] == "work":
        work(Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]))
    else:
        told = {"beat": beat, "hand-over": hand_over, "count": count}[sys.argv[1]]()
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
