"""The platform of the browser tests: a tab for each person, and the places of states and stories."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from urllib.parse import urljoin

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page

from tests.browser import Browser
from tests.end_to_end.browser import lens
from tests.end_to_end.browser.inspection import HEIGHT, WIDE, Watch
from tests.end_to_end.delegation import Card, Delegation, comptable
from tests.end_to_end.local_platform import until
from tests.end_to_end.people import World

SECONDS_TO_ARRIVE = 20
TIMEOUT = 10_000

NOBODY = "nobody"

VICTOR = "899900001167"
"""The national identifier of somebody with a card, who has another account besides."""

SOLENE = "899900001175"
"""The national identifier of a doctor with twelve cabinets."""


@dataclass
class Stage:
    """The platform with its people, and a tab for each of them."""

    world: World
    chromium: Chromium
    draws: bool = False
    """Whether the tabs draw what they show, for pictures."""

    places: dict[str, str] = field(default_factory=dict)
    html: dict[str, str] = field(default_factory=dict)
    """The pages looked at so far, by name."""

    titles: dict[str, str] = field(default_factory=dict)
    """The template of the pages looked at so far, by the title of their window."""

    signed_in: dict[str, Browser] = field(default_factory=dict)
    _tabs: dict[str, Watch] = field(default_factory=dict)
    _days: Iterator[int] = field(default_factory=lambda: count(30, 20))

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.world.platform.url

    def context(self, width: int = WIDE, *, script: bool = True) -> BrowserContext:
        """Return a browser window without a session."""
        context = self.chromium.new_context(
            viewport={"width": width, "height": HEIGHT}, locale="fr-FR", java_script_enabled=script
        )
        context.set_default_timeout(TIMEOUT)
        return context

    def still_tab(self, width: int = WIDE) -> Page:
        """Return a tab without a session, in a window of its own, that draws nothing."""
        return lens.still_tab(self.chromium, lambda: self.context(width))

    def enter(self, context: BrowserContext, browser: Browser) -> None:
        """Give a window the session of a browser without a screen."""
        for name, value in browser.cookies.items():
            context.add_cookies([{"name": name, "value": value, "url": self.url}])

    def tab(self, who: str) -> Watch:
        """Return the tab of a person, opened once."""
        if who not in self._tabs:
            page = self.context().new_page() if self.draws else self.still_tab()
            if who != NOBODY:
                self.enter(page.context, self.signed_in[who])
            self._tabs[who] = Watch(page)
        return self._tabs[who]

    def fresh(self, card: Card, address: str) -> Delegation:
        """Return a delegation to a person, for a period without another one."""
        start = self.world.platform.today() + timedelta(days=next(self._days))
        return comptable(card, address, start, days=9)

    def links(self, to: str, purpose: str) -> list[str]:
        """Return the links for a purpose in the mails to an address, oldest first."""
        texts = [mail.text for mail in self.world.mailbox.all() if mail.to == to]
        return [found for text in texts for found in re.findall(rf"\S+/{purpose}/\S+", text)]

    def next_link(self, to: str, purpose: str, after: int = 0) -> str:
        """Wait for one more link than before, and return it."""
        what = f"no link {purpose} reached {to}"
        return until(lambda: self.links(to, purpose)[after:], SECONDS_TO_ARRIVE, what)[-1]


def absolute(stage: Stage, place: str) -> str:
    """Return the full address of a place: a path below the service, or a link of a mail."""
    path = place.format(**stage.places)
    return path if path.startswith("http") else urljoin(stage.url, "/api" + path)
