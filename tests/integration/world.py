"""The whole service in this process: accounts, browsers, mails."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property, lru_cache
from typing import Any

from chalicelib import runtime
from chalicelib.acts.begin_session import begin_session
from chalicelib.context import Context
from chalicelib.domain.numbers import numbers_of
from chalicelib.domain.people import Account, Name, Practice
from chalicelib.domain.statuses import AccountStatus
from chalicelib.identity import sessions
from chalicelib.identity.sessions import Mode, Session
from chalicelib.settings import settings
from chalicelib.store import numbers
from chalicelib.store.accounts import alias_item, head_item, password_item, read_head
from chalicelib.store.mails import MailState
from chalicelib.store.table import Item, connection, epoch
from chalicelib.workers import schedule, stream
from tests.browser import Answer, Browser, header_of
from tests.builders import NOW, a_practice
from tests.dynamodb.memory import hook, service
from tests.dynamodb.memory.table import key_of
from tests.dynamodb.sizes import Image
from tests.integration import aws_calls, aws_clients, botocore_speed, gateway, small_aws
from tests.sessions import BROWSERS, CALLER, open_session_of, open_sessions_item

_UNSENT = {MailState.DUE.value, MailState.LEASED.value}
LOOKUP = "lookup-key"
SECRETS = {"links": ["first-link-key"], "sessions": ["first-session-key"], "lookup": LOOKUP}


@dataclass(frozen=True)
class Exchange:
    """One request of a browser, its answer, and the requests to AWS in between."""

    method: str
    path: str
    status: int
    headers: list[tuple[str, str]]
    body: str
    calls: tuple[str, ...]

    def header(self, name: str) -> str:
        """Return a header, empty when absent."""
        return header_of(self.headers, name)


@dataclass(frozen=True)
class Mail:
    """A mail as its reader receives it, read when a test looks at it."""

    to: str
    raw: bytes

    @cached_property
    def message(self) -> EmailMessage:
        """The whole message."""
        return message_from_bytes(self.raw, _class=EmailMessage, policy=policy.default)

    @cached_property
    def subject(self) -> str:
        """Its subject."""
        return str(self.message["Subject"])

    @cached_property
    def text(self) -> str:
        """Its part in plain text."""
        return self._part("plain")

    @cached_property
    def html(self) -> str:
        """Its part in HTML."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        assert part is not None
        return str(part.get_content())


class World:
    """The service, its clock, and everything visible from outside."""

    def __init__(self) -> None:
        self.now: datetime = NOW
        self.exchanges: list[Exchange] = []
        self._people: set[str] = set()
        self._browsers: Counter[tuple[str, Mode]] = Counter()
        self._mails: list[Mail] = []
        self.answer = gateway.answer
        """Answers a request, as the gateway does."""
        aws_calls.install()
        aws_clients.keep_those_of_the_application()
        botocore_speed.install()
        small_aws.install()

    def create(self) -> None:
        """Create the table, the sender and the secrets."""
        service.create(settings().table_name)
        small_aws.SENDERS.add(settings().mail_from)
        small_aws.PARAMETERS[settings().secrets_parameter] = json.dumps(SECRETS)
        small_aws.MAILS.clear()

    def destroy(self) -> None:
        """Remove the table and the sender."""
        hook.delete_table(settings().table_name)
        small_aws.SENDERS.discard(settings().mail_from)

    def pass_time(self, **step: float) -> None:
        """Move the clock and let the schedule run."""
        self.now += timedelta(**step)
        self.run_schedule()

    def run_schedule(self) -> None:
        """Run the schedule now."""
        schedule.handle()

    # People

    def person(
        self,
        account_id: str,
        address: str,
        name: Name,
        *,
        practice: Practice | None = None,
        password_hash: str = "",
        status: AccountStatus = AccountStatus.ACTIVE,
        liberal: bool = False,
    ) -> Account:
        """Give a person an account."""
        account = Account(account_id, status, address, name, liberal)
        self.put(_items_of(account, practice, password_hash, self.now))
        self._people.add(account_id)
        return account

    def put(self, items: Iterable[Image]) -> None:
        """Write items directly."""
        table = settings().table_name
        if not service.stands(table):
            connection().batch_write_item(table, put_items=items)
            return
        for item in items:
            service.table(table).put(item)

    def delegant(self) -> Account:
        """Add Claire, a general practitioner who may grant every open profil."""
        name = Name("MME", "Claire", "Exemple")
        return self.person("claire", "claire@cabinet.example", name, practice=a_practice(), liberal=True)

    def delegue(self) -> Account:
        """Add Paul, who has an active account."""
        return self.person("paul", "paul@exemple.fr", Name("M", "Paul", "Modèle"))

    # Browsers

    def browser(self) -> Browser:
        """Return a browser without a session."""
        return Browser(self._carry, settings().public_base_url)

    def signed_in(self, account_id: str, mode: Mode = Mode.CARTE) -> Browser:
        """Return a browser in which the person is signed in."""
        browser = self.browser()
        context = runtime.context()
        session = self._session(account_id, mode, context)
        value = sessions.write(session, context.keys, context.now, context.settings)
        browser.cookies[sessions.cookie_name(context.settings)] = value
        return browser

    def _session(self, account_id: str, mode: Mode, context: Context) -> Session:
        """Return one of the prepared sessions, another for each browser; an account made by a story gets a new one."""
        number = self._browsers[account_id, mode]
        self._browsers[account_id, mode] += 1
        head = None if account_id in self._people else read_head(account_id)
        if head is None:
            return open_session_of(account_id, mode, context.now, number % BROWSERS)
        return begin_session(context, head, mode, {}, CALLER)

    def _carry(self, method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
        base = settings().public_base_url
        assert url.startswith(base), f"{url} is not an address of the service"
        path = url[len(base) :] or "/"
        with aws_calls.counted() as calls:
            answer = self.answer(method, path, headers, body.encode())
        received: Mapping[str, str | list[str]] = answer.headers
        pairs = [
            (name, value)
            for name, values in received.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        content = answer.body.decode()
        self.exchanges.append(Exchange(method, path, answer.status_code, pairs, content, tuple(calls)))
        return answer.status_code, pairs, content

    # Mails and items

    def deliver(self) -> list[Mail]:
        """Run the mailer on every unsent row; return the mails that SES received."""
        already = len(small_aws.MAILS)
        unsent = (item for item in self.of_kind("mail") if item["state"]["S"] in _UNSENT)
        stream.handle({"Records": [insertion(item) for item in unsent]})
        return self.mails()[already:]

    def mails(self) -> list[Mail]:
        """Return every mail that SES received, oldest first."""
        self._mails += (Mail(sent.to, sent.message) for sent in small_aws.MAILS[len(self._mails) :])
        return list(self._mails)

    def mail(self, to: str, subject: str = "") -> Mail:
        """Deliver the waiting mails and return the newest one to this address."""
        self.deliver()
        found = [mail for mail in self.mails() if mail.to == to and subject in mail.subject]
        assert found, f"no mail to {to}: {[(mail.to, mail.subject) for mail in self.mails()]}"
        return found[-1]

    def items(self) -> list[dict[str, Any]]:
        """Return the table, in DynamoDB's own form, without the drafts: a form that is shown again changes nothing."""
        return [item for item in self.everything() if item["kind"]["S"] != "draft"]

    def everything(self, kind: str = "") -> list[dict[str, Any]]:
        """Return the whole table, or its items of one kind."""
        if service.stands(settings().table_name):
            return service.every_item(settings().table_name, kind)
        items: list[dict[str, Any]] = aws_clients.client("dynamodb").scan(TableName=settings().table_name)["Items"]
        return sorted((item for item in items if kind in {"", item["kind"]["S"]}), key=key_of)

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        """Return the items of one kind."""
        return self.everything(kind)


@lru_cache
def _items_of(account: Account, practice: Practice | None, password_hash: str, now: datetime) -> tuple[Image, ...]:
    """Return what the table holds of a person; most tests have the same people."""
    items: list[Item] = [
        head_item(account, detail="Médecine générale"),
        open_sessions_item(account.id, now),
        alias_item(account.address, account.id, LOOKUP),
    ]
    if practice is not None:
        items.append(numbers.practice_with_numbers(account.id, practice))
        items += [numbers.item(number, account.id, LOOKUP) for number in numbers_of(practice)]
    if password_hash:
        password = password_item(account.id, password_hash)
        password.used_at = epoch(now)
        items.append(password)
    return tuple(item.serialize() for item in items)


def insertion(item: dict[str, Any]) -> dict[str, Any]:
    """Return the stream's record of a new item."""
    keys = {name: item[name] for name in ("pk", "sk")}
    return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": item}}
