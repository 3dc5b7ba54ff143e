"""Two lives of a delegation, played on the product while its requests, calls, units and bytes are counted.

Both begin with a délégant who has just signed in, and end with a delegation that holds and has been looked at.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from chalicelib import runtime
from chalicelib.http.inline import inlined
from infra.deploy.configure import read_config
from infra.deploy.project import Stopped
from tests.bench import units
from tests.bench.scene import fresh_world
from tests.bench.warm import Timed, Watch
from tests.browser import Browser, Page
from tests.integration.test_story import PASSWORD, create_comptable, link_of
from tests.integration.world import Exchange, World

_HEADERS = 900
"""Bytes of the headers of an answer, those that API Gateway adds included; rounded up."""

_STRANGER = "zoe.nouvelle@exemple.fr"


@dataclass(frozen=True)
class Played:
    """What was counted; `worked` is the pages' part of the processor, in seconds, `calls` the pages' too."""

    requests: int
    mails: int
    units: units.Units
    worked: float
    calls: tuple[str, ...]
    bytes_out: int


def unknown_address(world: World, delegant: Browser) -> None:
    """Invite a person without an account, who opens one; validate; sign the délégué in."""
    create_comptable(world, delegant, _STRANGER)
    visitor = world.browser()
    page = visitor.get(link_of(world.mail(_STRANGER), "creer-un-compte"))
    _submit(
        visitor, page, civilite="MME", nom="Nouvelle", prenom="Zoé", mot_de_passe=PASSWORD, confirmation=PASSWORD,
        consentement="oui",
    )  # fmt: skip
    world.deliver()
    board = delegant.get("/delegations")
    delegant.submit(delegant.get(board.link("Valider")), "/valider")
    visitor.submit(visitor.get("/connexion"), "/connexion", adresse=_STRANGER, mot_de_passe=PASSWORD)
    visitor.get("/recues")


def known_address(world: World, delegant: Browser) -> None:
    """Send a demand to a person with an account, who accepts by the link; open the result as délégant."""
    paul = world.delegue()
    create_comptable(world, delegant, paul.address)
    visitor = world.browser()
    page = visitor.get(link_of(world.mail(paul.address), "accepter"))
    _submit(visitor, page, compris="oui")
    world.deliver()
    delegant.get("/delegations")


STORIES: Mapping[str, Callable[[World, Browser], None]] = {
    "unknown address": unknown_address,
    "known address": known_address,
}
VISITORS = 2
"""Two people, who both find no instance that runs."""

_STYLE = 'rel="stylesheet"'
_READER = re.compile(r'data-compte="([^"]+)"')


def play_story(play: Callable[[World, Browser], None], watch: Watch) -> Played:
    """Play a story and return its counts."""
    with fresh_world() as world:
        delegant = world.signed_in(world.delegant().id)
        runtime.context()  # the secrets are read once by an instance
        timed = Timed(watch)
        timed.install(world)
        before = len(world.exchanges)
        with units.counted() as counted:
            delegant.get("/compte")
            play(world, delegant)
            world.deliver()
        exchanges = world.exchanges[before:]
        styles = _styles(exchanges)
        return Played(
            requests=len(exchanges) + styles,
            mails=len(world.mails()),
            units=counted,
            worked=sum(timed.own) / 1000,
            calls=tuple(call for one in exchanges for call in one.calls),
            bytes_out=sum(map(_sent, exchanges)) + styles * (_packed(inlined().style) + _HEADERS),
        )


def _submit(browser: Browser, page: Page, **given: str) -> None:
    done = browser.submit(page, page.forms[0].action.rsplit("/", 1)[1], **given)
    if done.status != 200:
        raise Stopped(f"The story stops at {done.status}.")


def _styles(exchanges: Iterable[Exchange]) -> int:
    """Return how often the style is asked for: once by each person, whose cache is empty, and not by a link's pages."""
    return len({reader for one in exchanges if _STYLE in one.body for reader in _READER.findall(one.body)})


def _sent(exchange: Exchange) -> int:
    return _packed(exchange.body) + _HEADERS


def _packed(body: str) -> int:
    """Return what leaves: API Gateway compresses what is not too short, for every browser says it takes gzip."""
    content = body.encode()
    least = read_config()["minimum_compression_size"]
    return len(gzip.compress(content, 6)) if len(content) >= least else len(content)
