"""The stage of one round: an empty table of the embedded AWS, its people, and all that is to see afterwards."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3

from chalicelib import runtime
from chalicelib.domain.people import Account, Name
from chalicelib.domain.statuses import AccountStatus
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import HeadItem
from chalicelib.store.table import connection, epoch
from infra.local.provision import TABLE_DEFINITION
from tests.builders import DAY
from tests.integration.scenes import CLAIRE, HELENE, LEA, PAUL, Scenes
from tests.integration.world import LOOKUP, SECRETS, World
from tests.prove.seen import Seen, parsed

_ALWAYS_ACTIVE = frozenset({CLAIRE, HELENE, PAUL})


@cache
def _client(service: str) -> Any:
    return boto3.client(service)  # type: ignore[call-overload]


def _items() -> list[dict[str, Any]]:
    pages = _client("dynamodb").get_paginator("scan").paginate(TableName=settings().table_name, ConsistentRead=True)
    return [item for page in pages for item in page["Items"]]


def provision() -> None:
    """Write the secrets, once for all rounds, and make every client while there is one thread only."""
    # Before its client is made. A machine that runs eight threads and their AWS is slow; time-outs are another proof's.
    connection()._read_timeout_seconds = 60.0
    _client("ssm").put_parameter(
        Name=settings().secrets_parameter, Type="SecureString", Value=json.dumps(SECRETS), Overwrite=True
    )
    runtime.context()


class _SamePeople(World):
    """A world whose people are written at once, as they were in the first one."""

    def person(self, account_id: str, address: str, name: Name, **_: Any) -> Account:
        """Name somebody whom `_write_people` writes."""
        return Account(account_id, AccountStatus.ACTIVE, address, name)


_people: list[dict[str, Any]] = []


class Stage(Scenes):
    """People and delegations in a table of their own."""

    def __init__(self) -> None:
        world = _SamePeople() if _people else World()
        runtime.set_clock(lambda: world.now)
        super().__init__(world)
        if _people:
            requests = [{"PutRequest": {"Item": item}} for item in _people]
            _client("dynamodb").batch_write_item(RequestItems={settings().table_name: requests})
            return
        # Léa's account was never validated and nothing waits for it yet: as the product would, let time look at it.
        lea, looked_at = HeadItem(*keys.head(LEA)), epoch(world.now + 30 * DAY)
        lea.update(
            actions=[HeadItem.due_shard.set(keys.due_shard("TIME", LEA)), HeadItem.due_at.set(looked_at)],
        )
        _people.extend(_items())

    def seen(self) -> Seen:
        """Return all there is to see: nothing was sent, the mails' rows wait."""
        context = runtime.context()
        return Seen(parsed(_items()), Counter(), context.now, context.policy, LOOKUP, _ALWAYS_ACTIVE)


@contextmanager
def stage() -> Iterator[Stage]:
    """Give an empty table with its people, and take it away."""
    definition = json.loads(TABLE_DEFINITION.read_text(encoding="utf-8"))
    definition.pop("TimeToLiveSpecification")
    _client("dynamodb").create_table(TableName=settings().table_name, **definition)
    try:
        yield Stage()
    finally:
        _client("dynamodb").delete_table(TableName=settings().table_name)
