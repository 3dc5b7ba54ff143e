"""Drafts: what was typed in a form that is not done yet, stored for its owner for an hour (specification §5).

The URL of a page carries the id of a draft, a sort key in the partition of its owner: it opens nothing to others.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from pynamodb.attributes import UnicodeAttribute

from chalicelib.store import keys
from chalicelib.store.once import OnceItem
from chalicelib.store.table import Item, epoch, find, is_over, put, read

KEPT = timedelta(hours=1)
_LARGEST = 200_000
"""Characters of the content. A form has 64 kB, which JSON may write longer; an item holds 400 kB."""


class DraftItem(Item, discriminator="draft"):
    """One form of one owner. `content` is the JSON of a `Draft`."""

    content = UnicodeAttribute()


class Draft(NamedTuple):
    """A form that is shown again: values by field, and what the page at `path` says of it.

    That page shows the errors by field and the facts, with this HTTP status; other steps of the form show the values.
    `done` is the result of the form once it was done, by its idempotency key, which is the id of the draft.
    """

    path: str = ""
    values: Mapping[str, str | list[str]] = MappingProxyType({})
    errors: Mapping[str, str] = MappingProxyType({})
    status: int = 200
    facts: Mapping[str, Any] = MappingProxyType({})
    done: str = ""

    def __repr__(self) -> str:
        """Hide the values, which are personal."""
        return "Draft(…)"


def save_draft(owner: str, draft_id: str, draft: Draft, now: datetime) -> None:
    """Store a draft for an hour, over an earlier one with this id; values too long for an item are left out."""
    content = _content(draft)
    if len(content) > _LARGEST:
        content = _content(draft._replace(values={}))
    pk, sk = keys.draft(owner, draft_id)
    put(DraftItem(pk=pk, sk=sk, content=content, ttl=epoch(now + KEPT)))


def _content(draft: Draft) -> str:
    content = [draft.path, dict(draft.values), dict(draft.errors), draft.status, dict(draft.facts)]
    return json.dumps(content, ensure_ascii=False)


def read_draft(owner: str, draft_id: str, now: datetime) -> Draft | None:
    """Return the draft of an owner; None when there is none, or when it has expired. One read."""
    key, once_key = keys.draft(owner, draft_id), keys.idempotency(owner, draft_id)
    items = read([key, once_key])
    item, once = find(items, DraftItem, key), find(items, OnceItem, once_key)
    done = str(once.result) if once and not is_over(once, now) else ""
    if item is None or is_over(item, now):
        return Draft(done=done) if done else None
    path, values, errors, status, facts = json.loads(item.content)
    return Draft(path, values, errors, status, facts, done)
