"""One delegation's life, played on the product while its calls, units, bytes, lines and processor time are counted.

People and what is known of them are there before; the délégant's sign-in by card is part of the story, and so is what
SES says of each mail.
"""

import gzip
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from unittest.mock import patch

from chalicelib import runtime
from chalicelib.acts.sign_in_by_card import sign_in_by_card
from chalicelib.http.inline import inlined
from chalicelib.identity import psc
from chalicelib.identity.psc import Start
from chalicelib.logs import JsonFormatter
from chalicelib.mail.tags import tags_of
from chalicelib.settings import settings
from chalicelib.store import keys
from chalicelib.store.accounts import AliasItem
from chalicelib.store.mails import read_rows
from chalicelib.store.table import from_epoch
from chalicelib.workers import feedback
from infra.bench import units
from infra.bench.scene import fresh_world
from infra.bench.warm import Timed, Watch
from infra.deploy.configure import read_config
from infra.deploy.project import Stopped
from tests.browser import Answer, Browser
from tests.integration.test_accounts import card
from tests.integration.test_story import create_comptable, link_of
from tests.integration.test_story import (
    test_an_unknown_address_is_invited_opens_an_account_and_is_validated as unknown_address,
)
from tests.integration.world import LOOKUP, Exchange, World

_CARD = "899900007777"
_AROUND_A_LINE = 27
"""Bytes that CloudWatch adds to each line, its end included (CloudWatch pricing, « 26 bytes for each log event »)."""

_GATEWAY_HEADERS = 400
"""Bytes of the headers that API Gateway adds to an answer: identifiers, date, length; rounded up."""


@dataclass(frozen=True)
class Played:
    """What was counted; `worked` is the pages' part of the processor, in seconds, `calls` the pages' too."""

    requests: int
    mails: int
    units: units.Units
    worked: float
    calls: tuple[str, ...]
    bytes_out: int
    logged: int


def known_address(world: World) -> None:
    """Somebody with an account is asked, follows the link and accepts; the délégant looks at the result."""
    claire, paul = world.delegant(), world.delegue()
    delegant = world.signed_in(claire.id)
    create_comptable(world, delegant, paul.address)
    visitor = world.browser()
    page = visitor.get(link_of(world.mail(paul.address), "accepter"))
    done = visitor.submit(page, page.forms[0].action.rsplit("/", 1)[1], compris="oui")
    if done.status != 200:
        raise Stopped(f"The story of the known address stops at {done.status}.")
    world.deliver()
    delegant.get("/delegations")


STORIES: Mapping[str, Callable[[World], None]] = {"unknown address": unknown_address, "known address": known_address}


def play_story(play: Callable[[World], None], watch: Watch) -> Played:
    """Play a story and return what was counted."""
    with ExitStack() as stack:
        world = stack.enter_context(fresh_world())
        visits = _visits(world, stack)
        stack.enter_context(patch.object(psc, "start", lambda *_: Start("https://psc.example/", "state")))
        stack.enter_context(patch.object(psc, "finish", lambda *_: _CLAIRE))
        _known_by_card(world, stack)
        runtime.context()  # the secrets are read once by an instance
        timed = Timed(watch)
        timed.install(world)
        counted, lines = stack.enter_context(units.counted()), stack.enter_context(_logged())
        delegant = _signs_in(world)
        stack.enter_context(patch.object(world, "signed_in", lambda *_: delegant))
        play(world)
        _reported(world)
        files = sum("/static/" in "".join(one.body for one in visit) for visit in visits)
        return Played(
            requests=len(world.exchanges) + files,
            mails=len(world.mails()),
            units=counted,
            worked=sum(timed.own) / 1000,
            calls=tuple(call for one in world.exchanges for call in one.calls),
            bytes_out=sum(map(_sent, world.exchanges))
            + files * (_packed(inlined().style) + _headers(world.exchanges[0])),
            logged=lines.bytes + files * lines.shortest,
        )


_CLAIRE = replace(
    card(_CARD, "cabinet-1", "cabinet-2"),
    userinfo={**card(_CARD, "cabinet-1", "cabinet-2").userinfo, "given_name": "Claire", "family_name": "EXEMPLE"},
)


def _known_by_card(world: World, stack: ExitStack) -> None:
    """Let Claire have signed in before, and Paul have his account: who they are is no part of the story."""
    claire, paul = world.delegant(), world.delegue()
    AliasItem(*keys.alias("psc", _CARD, LOOKUP), account_id=claire.id).save()
    sign_in_by_card(runtime.context(), _CLAIRE)
    stack.enter_context(patch.object(world, "delegant", lambda: claire))
    stack.enter_context(patch.object(world, "delegue", lambda: paul))


def _signs_in(world: World) -> Browser:
    browser = world.browser()
    browser.get("/connexion")
    with suppress(AssertionError):  # the way leads to Pro Santé Connect, where this browser does not go
        browser.get("/connexion/carte")
    browser.get("/connexion/retour?code=c&state=s")
    return browser


def _reported(world: World) -> None:
    """Let SES say of each mail that it was delivered, as SNS brings it."""
    about = {item["about"]["S"] for item in world.of_kind("mail")}
    for row in (row for one in sorted(about) for row in read_rows(one)):
        tags = {name: [value] for name, value in tags_of(row).items()}
        sent_at = from_epoch(row.written_at).isoformat()
        mail = {
            "timestamp": sent_at,
            "messageId": str(row.message_id),
            "tags": tags,
            "destination": ["x@exemple.fr"],
        }
        message = json.dumps({"eventType": "Delivery", "mail": mail})
        feedback.handle({"Records": [{"Sns": {"Message": message}}]})


def _visits(world: World, stack: ExitStack) -> list[list[Exchange]]:
    """Return what each browser will have asked for and got: each comes with an empty cache."""
    visits: list[list[Exchange]] = []

    def browser() -> Browser:
        visit: list[Exchange] = []
        visits.append(visit)

        def carry(method: str, url: str, headers: Mapping[str, str], body: str) -> Answer:
            answer = world._carry(method, url, headers, body)
            visit.append(world.exchanges[-1])
            return answer

        return Browser(carry, settings().public_base_url)

    stack.enter_context(patch.object(world, "browser", browser))
    return visits


class _Lines(logging.Handler):
    """Counts what CloudWatch would be given."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.bytes, self.shortest = 0, 0

    def emit(self, record: logging.LogRecord) -> None:
        line = len(self.format(record).encode()) + _AROUND_A_LINE
        self.bytes += line
        self.shortest = min(self.shortest or line, line)


@contextmanager
def _logged() -> Iterator[_Lines]:
    root, own, lines = logging.getLogger(), logging.getLogger("chalicelib"), _Lines()
    before = root.handlers, root.manager.disable, own.level
    root.handlers = [lines]
    logging.disable(logging.NOTSET)
    own.setLevel(settings().log_level)
    try:
        yield lines
    finally:
        root.handlers, root.manager.disable, level = before
        own.setLevel(level)


def _sent(exchange: Exchange) -> int:
    return _packed(exchange.body) + _headers(exchange)


def _headers(exchange: Exchange) -> int:
    return sum(len(name) + len(value) + 4 for name, value in exchange.headers) + _GATEWAY_HEADERS


def _packed(body: str) -> int:
    """Return what leaves: API Gateway compresses what is not too short, for every browser says it takes gzip."""
    content = body.encode()
    least = read_config()["minimum_compression_size"]
    return len(gzip.compress(content, 6)) if len(content) >= least else len(content)
