"""A snapshot of the service at one moment: the table, and the mails in SES."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email import policy
from email.parser import BytesHeaderParser
from functools import cached_property
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

from chalicelib import store
from chalicelib.domain.delegation import Delegation
from chalicelib.domain.policy import Policy
from chalicelib.store.delegations import DelegationItem, from_item
from chalicelib.store.table import Item

for _module in iter_modules(store.__path__):
    import_module(f"{store.__name__}.{_module.name}")  # an item is read as its kind once the kind is imported

T = TypeVar("T", bound=Item)
_HEADERS = BytesHeaderParser(policy=policy.default)


@dataclass(frozen=True)
class Seen:
    """A snapshot of the service at one moment.

    `sent` counts the mails that SES accepted, by name. `always_active`: accounts that were active unless they
    are closed by now. `removed`: delegations that TTL removed, before or after the mailer sees it.
    """

    items: tuple[Item, ...]
    sent: Counter[str]
    now: datetime
    policy: Policy
    lookup: str
    always_active: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    by_key: dict[tuple[str, str], Item] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_key.update({item.key: item for item in self.items})

    def of(self, kind: type[T]) -> list[T]:
        """Return the items of one kind."""
        return [item for item in self.items if isinstance(item, kind)]

    @cached_property
    def delegations(self) -> list[Delegation]:
        """Every delegation still stored."""
        return [from_item(item) for item in self.of(DelegationItem)]


def parsed(raw: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """Return the items of a scan, each as its own kind; every item must name its kind."""
    return tuple(Item.from_raw_data(dict(item)) for item in raw)


def name_of_mail(raw: bytes) -> str:
    """Return the id of the row whose message this is."""
    return str(_HEADERS.parsebytes(raw)["X-Delegation-Mail"]).strip()
