"""The queue of a wave: the keys of many acts of time that are due at once, for several workers side by side.

It is a FIFO queue of SQS, and one message is one key. The messages of one account are a group, of which SQS gives out
one batch at a time, so that the acts of one délégant do not stand in each other's way. The id of a message is the key
and its due time: SQS takes it once in five minutes, so a beat may hand over what the beats before have. The queue
promises nothing else. An item stays due in the table until its act is written, under the conditions of the act.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from botocore.config import Config

from chalicelib.settings import settings
from chalicelib.store import key_parts
from chalicelib.store.delegations import DelegationItem, delegants_of
from chalicelib.store.table import Item, Key, connection

MOST = 100
"""Items handed over at once: their délégants are one read."""

_BATCH = 10
_WAITING = "ApproximateNumberOfMessages"
_CONFIG = Config(connect_timeout=3, read_timeout=5, retries={"total_max_attempts": 2})


class NotTaken(Exception):
    """The queue did not take every message; what it did not take is still due."""


@cache
def _client() -> Any:
    shared = connection()
    return shared.session.create_client("sqs", region_name=shared.region, config=_CONFIG)


@cache
def _url(name: str) -> str:
    return str(_client().get_queue_url(QueueName=name)["QueueUrl"])


def waiting() -> int:
    """Return about how many messages no worker has taken yet; raises botocore's errors."""
    url = _url(settings().due_queue)
    return int(_client().get_queue_attributes(QueueUrl=url, AttributeNames=[_WAITING])["Attributes"][_WAITING])


def hand_over(items: Sequence[Item]) -> None:
    """Send the keys of due items, as the index gives them; raises botocore's errors, or `NotTaken`."""
    messages = list(_messages(items))
    for start in range(0, len(messages), _BATCH):
        entries = [{"Id": str(place), **one} for place, one in enumerate(messages[start : start + _BATCH])]
        answer = _client().send_message_batch(QueueUrl=_url(settings().due_queue), Entries=entries)
        if answer.get("Failed"):
            raise NotTaken(answer["Failed"][0].get("Code", ""))


def _messages(items: Sequence[Item]) -> Iterator[dict[str, str]]:
    delegants = delegants_of(item.key for item in items if isinstance(item, DelegationItem))
    for item in items:
        yield {
            "MessageBody": json.dumps([Item.kind.serialize(type(item)), *item.key]),
            "MessageGroupId": delegants.get(item.pk, key_parts.owner(item.pk)),
            "MessageDeduplicationId": f"{item.pk}/{item.sk}@{item.due_at}",
        }


def read_message(body: str) -> tuple[type[Item], Key]:
    """Return the kind and the key of a due item; raises ValueError for anything that `hand_over` does not send."""
    kind, pk, sk = json.loads(body)
    return Item.kind.deserialize(kind), (pk, sk)
